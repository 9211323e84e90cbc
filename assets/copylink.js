/* "Copy sentence and link": what is shown in words, and the address that shows it. */
(function defineCopyLink() {
  'use strict';
  const SAYS_SO = 2500; // milliseconds
  let timer = 0;

  /** For pages served without encryption, where browsers keep their clipboard to themselves. */
  function copyByHand(text) {
    const field = document.createElement('textarea');
    const focused = document.activeElement;
    field.value = text;
    field.className = 'visually-hidden';
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    if (focused) focused.focus();
    return done;
  }

  async function copy(text) {
    if (!window.isSecureContext || !navigator.clipboard) return copyByHand(text);
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (error) {
      return copyByHand(text); // the reader's browser asks for leave, and it was not given
    }
  }

  function say(button, words) {
    button.dataset.words = button.dataset.words || button.textContent;
    button.textContent = words;
    const panels = document.querySelector('[data-spoken]');
    if (panels) document.getElementById(panels.dataset.spoken).textContent = words; // heard as well as seen
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      button.textContent = button.dataset.words;
    }, SAYS_SO);
  }

  document.addEventListener('click', async (event) => {
    const button = event.target.closest && event.target.closest('.copy-link');
    if (!button) return;
    const said = button.closest('.headline, .finding-panel').querySelector('.sentence');
    const sentence = said.innerText.trim();
    const done = await copy(`${sentence}\n${window.location.href}`);
    say(button, done ? 'Copied' : 'Could not copy');
  });
})();

/* "Copy sentence and link": what is shown in words, and the address that shows it. As plain text one below the other,
 * and where it is pasted into mail or a document, the sentence itself as the link (whyfinding.js has those of findings). */
(function defineCopyLink() {
  'use strict';
  const SAYS_SO = 2500; // milliseconds
  let timer = 0;

  /** A sentence and its link in the forms that a clipboard holds; texts are texts, whatever is in them. */
  function formsOf(sentence, address) {
    const link = document.createElement('a');
    link.href = address;
    link.textContent = sentence;
    return { 'text/plain': `${sentence}\n${address}`, 'text/html': link.outerHTML };
  }

  /** For pages served without encryption, where browsers keep their clipboard to themselves. */
  function copyByHand(forms) {
    const field = document.createElement('textarea');
    const focused = document.activeElement;
    const give = (event) => {
      for (const [kind, text] of Object.entries(forms)) event.clipboardData.setData(kind, text);
      event.preventDefault();
    };
    field.value = forms['text/plain'];
    field.className = 'visually-hidden';
    document.body.append(field);
    field.select();
    document.addEventListener('copy', give, { once: true });
    const done = document.execCommand('copy');
    document.removeEventListener('copy', give);
    field.remove();
    if (focused) focused.focus();
    return done;
  }

  async function copy(forms) {
    if (!window.isSecureContext || !navigator.clipboard || !window.ClipboardItem) return copyByHand(forms);
    const blobs = Object.entries(forms).map(([kind, text]) => [kind, new Blob([text], { type: kind })]);
    try {
      await navigator.clipboard.write([new window.ClipboardItem(Object.fromEntries(blobs))]);
      return true;
    } catch (error) {
      return copyByHand(forms); // the reader's browser asks for leave, and it was not given
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

  function sentenceOf(button) {
    return button.closest('.headline').querySelector('.sentence').innerText.trim();
  }

  document.addEventListener('click', async (event) => {
    const button = event.target.closest && event.target.closest('.copy-link');
    if (!button) return;
    const panel = button.closest('.finding-panel');
    const kept = panel ? window.hexscan.findings.keptOf(panel) : null;
    const said = kept || { sentence: sentenceOf(button), address: window.location.href };
    const done = await copy(formsOf(said.sentence, said.address));
    say(button, done ? 'Copied' : 'Could not copy');
  });
})();

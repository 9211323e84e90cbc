/* "Why here, why now?": an explanation or a table that was opened closes with Escape, or when something else is
 * clicked. What is chosen in its lists goes the way of all lists with data-put (compare_similar.js). */
(function defineWhy() {
  'use strict';
  const OPENED = '[data-why] details.what[open]';

  function close(event) {
    const open = event.key === 'Escape' && !event.defaultPrevented ? document.querySelector(OPENED) : null;
    if (!open) return;
    open.open = false;
    open.querySelector('summary').focus();
    event.preventDefault();
  }

  function closeOthers({ target }) {
    for (const open of document.querySelectorAll(OPENED)) if (!open.contains(target)) open.open = false;
  }

  /** What does not fit its panel can be scrolled, by keyboard too; what fits is no stop of the Tab key. A stop has
   * its panel's name: else a screen reader reads out all that is in it. */
  function reach() {
    for (const body of document.querySelectorAll('[data-why] .finding-body')) {
      const title = body.closest('section').getAttribute('aria-labelledby');
      const stop = { tabindex: '0', role: 'group', 'aria-labelledby': title };
      const tall = body.scrollHeight > body.clientHeight + 1;
      for (const [name, value] of Object.entries(stop)) {
        if (tall) body.setAttribute(name, value);
        else body.removeAttribute(name);
      }
    }
  }

  document.addEventListener('keydown', close);
  document.addEventListener('pointerdown', closeOthers);
  document.addEventListener('hexscan:answered', reach);
  document.addEventListener('hexscan:behind', reach);
  window.addEventListener('resize', reach);
})();

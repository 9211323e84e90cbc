/* "Updating…", while the panels wait for the server: what they show stays until the new figures are there, so it
 * must be said that these are not yet those of the choice. A quick answer goes without saying. */
(function defineUpdating() {
  'use strict';
  const QUIET = 150; // milliseconds
  let open = 0;
  let timer = 0;

  function show(busy) {
    document.querySelectorAll('.updating').forEach((sign) => sign.classList.toggle('updating-now', busy));
    document.querySelectorAll('.panels').forEach((panels) => panels.setAttribute('aria-busy', String(busy)));
  }

  function begin() {
    open += 1;
    if (open === 1) timer = window.setTimeout(() => show(true), QUIET);
  }

  function end() {
    open -= 1;
    if (open > 0) return;
    window.clearTimeout(timer);
    show(false);
  }

  window.hexscan = window.hexscan || {};
  window.hexscan.updating = Object.freeze({ begin, end });
})();

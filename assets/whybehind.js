/* What takes too long to hold up the other findings: where an answer leaves it out, the page asks for it by itself, once
 * the reader has rested a moment. `data-later` in a finding says by what it is asked for. */
(function defineWhyBehind() {
  'use strict';
  const REST = 250; // milliseconds
  const LATER = '[data-why] [data-later]';
  let waiting = 0;
  let asking = null; // AbortController of what was asked for

  function stop() {
    window.clearTimeout(waiting);
    waiting = 0;
    if (asking) asking.abort();
    asking = null;
  }

  async function ask(kind) {
    const mine = new AbortController();
    [asking, waiting] = [mine, 0];
    await window.hexscan.answers.askBehind(kind, mine.signal);
    if (asking !== mine) return; // something else was asked meanwhile
    asking = null;
    document.dispatchEvent(new CustomEvent('hexscan:behind'));
  }

  function look() {
    stop();
    const later = document.querySelector(LATER);
    if (!later) return;
    const kind = later.dataset.later;
    if (window.hexscan.answers.isKeptBehind(kind)) ask(kind);
    else waiting = window.setTimeout(ask, REST, kind);
  }

  /** Panels are about to show something else. */
  function stopWhereAsked() {
    if (window.hexscan.answers.state().asking) stop();
  }

  document.addEventListener('hexscan:url', stopWhereAsked);
  document.addEventListener('hexscan:answered', look);
  window.hexscan = window.hexscan || {};
  window.hexscan.behind = Object.freeze({ isWaiting: () => waiting !== 0 || asking !== null });
})();

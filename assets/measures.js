/* The pages of measures and of sources: the entry that the address names is scrolled to, as the page comes after the
 * browser has looked for it, and has the focus, so that the next Tab goes on from there. */
(function defineMeasures() {
  'use strict';
  const PAGE = '[data-catalogue], .source-entry';
  const ENTRY = '.measure, .source-entry';

  function goTo() {
    const name = decodeURIComponent(window.location.hash.slice(1));
    const entry = name ? document.getElementById(name) : null;
    if (!entry || !entry.matches(ENTRY)) return;
    entry.focus({ preventScroll: true });
    entry.scrollIntoView();
  }

  function begin() {
    if (!/\/(measures|sources)\/*$/.test(window.location.pathname)) return;
    const waiting = new window.MutationObserver(() => {
      if (!document.querySelector(PAGE)) return;
      waiting.disconnect();
      goTo();
    });
    waiting.observe(document.documentElement, { childList: true, subtree: true });
  }

  begin();
})();

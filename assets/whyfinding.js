/* Findings kept as links: `finding` in the address names the panel that a link is about. It is marked and shown, and its
 * sentence is the title of the page, so that a bookmark has it too. The other panels are there as ever. */
(function defineWhyFinding() {
  'use strict';
  const FIELD = 'finding';
  const PANELS = '[data-why] [data-panel]';
  let plain = ''; // the title of the page without a finding
  let shown = ''; // the finding that was gone to

  function panels() {
    return Array.from(document.querySelectorAll(PANELS));
  }

  /** The finding in words, and what it is about: out of its page "12 fewer" says nothing. */
  function sentenceOf(panel) {
    const later = panel.querySelector('[data-later]'); // is still being worked out
    const said = panel.querySelector(later ? 'h2' : '.sentence').innerText.trim();
    const about = document.querySelector('[data-about]');
    return said && about && about.textContent ? `${said} (${about.textContent})` : said;
  }

  function keptOf(panel) {
    const fields = window.hexscan.url.query();
    fields.set(FIELD, panel.dataset.panel);
    const { origin, pathname } = window.location;
    const address = `${origin}${pathname}?${fields.toString().replaceAll('%2C', ',')}`;
    return { sentence: sentenceOf(panel), address };
  }

  function mark(panel, isMeant) {
    if (isMeant) panel.setAttribute('aria-current', 'true');
    else panel.removeAttribute('aria-current');
  }

  /** Once, as the reader comes: after that the page stays where the reader moves it. */
  function goTo(panel) {
    if (shown === panel.dataset.panel) return;
    shown = panel.dataset.panel;
    panel.tabIndex = -1;
    const { top, bottom } = panel.getBoundingClientRect();
    const isSeen = top >= 0 && bottom <= window.innerHeight;
    if (!isSeen) panel.scrollIntoView({ block: 'start' });
    panel.focus({ preventScroll: true });
  }

  function follow() {
    plain = plain || document.title;
    const asked = window.hexscan.url.query().get(FIELD);
    const every = panels();
    const meant = every.find((panel) => panel.dataset.panel === asked);
    every.forEach((panel) => mark(panel, panel === meant));
    const sentence = meant ? sentenceOf(meant) : '';
    document.title = sentence || plain;
    if (sentence) goTo(meant);
    if (!meant) shown = '';
  }

  /** Of another choice the panels do not speak yet: it is followed when they do. */
  function letGo() {
    if (!window.hexscan.url.query().has(FIELD)) follow();
  }

  document.addEventListener('hexscan:answered', follow);
  document.addEventListener('hexscan:behind', follow);
  document.addEventListener('hexscan:url', letGo);
  window.hexscan = window.hexscan || {};
  window.hexscan.findings = Object.freeze({ keptOf });
})();

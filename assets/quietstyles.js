/* Takes the libraries' style rules with :has() out of the page, but those that it needs.
 *
 * Each such rule makes the browser look at the styles of many elements again whenever one comes or goes: the 25 of the
 * grid, the controls and Dash's own inputs took 10 ms for every change of a single element, so that Plotly, which
 * measures its labels one by one, took a frame longer. None of them concerns anything on these pages (disabled inputs,
 * combined clear buttons, Dash's own dropdowns), but one: the grid hands its theme to the element round it, which is
 * marked by name instead.
 */
(function defineQuietStyles() {
  'use strict';
  const THEME = '.ag-theme-params';
  const MARK = 'data-grid-theme';
  const seen = new WeakSet();

  /** The rule for whoever holds what it asks for now, without asking again. */
  function pin(rule) {
    document.querySelectorAll(rule.selectorText).forEach((element) => element.setAttribute(MARK, ''));
    rule.selectorText = `[${MARK}]`;
  }

  function quieten(sheet) {
    for (let i = sheet.cssRules.length - 1; i >= 0; i -= 1) {
      const rule = sheet.cssRules[i];
      if (rule.cssRules && rule.cssRules.length) quieten(rule);
      if (!rule.selectorText || !rule.selectorText.includes(':has(')) continue;
      if (!rule.selectorText.includes(THEME)) sheet.deleteRule(i);
      else if (document.querySelector(rule.selectorText)) pin(rule);
    }
  }

  /** Style sheets that scripts of libraries have written into the page; those of files are the page's own. */
  function look() {
    for (const sheet of document.styleSheets) {
      if (sheet.href || seen.has(sheet)) continue;
      quieten(sheet);
      const waits = [...sheet.cssRules].some(({ selectorText }) => selectorText && selectorText.includes(':has('));
      if (!waits) seen.add(sheet); // else the grid is not there yet
    }
  }

  document.addEventListener('hexscan:answered', () => window.setTimeout(look));
})();

/* Compare on paper: what scrolls on the screen is written whole, one panel under the other and as wide as a page,
 * before it is printed; afterwards all is as it was.
 */
(function defineComparePrint() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const LISTS = '.dots-rows, .chart-rows';

  function grid(layout) {
    const shown = document.getElementById('compare-heat');
    if (!shown || !window.dash_ag_grid || !shown.checkVisibility()) return;
    window.dash_ag_grid.getApi('compare-heat').setGridOption('domLayout', layout);
  }

  function before() {
    const root = hexscan.compare.root();
    if (!root || root.classList.contains('printing')) return;
    root.classList.add('printing');
    grid('print');
    hexscan.compareDraw.measure();
    for (const list of root.querySelectorAll(LISTS)) {
      const drawing = list.closest('[data-drawing]');
      const hidden = list.scrollHeight - list.clientHeight;
      if (hidden > 0) drawing.style.height = `${drawing.clientHeight + hidden}px`;
    }
    hexscan.compareDraw.measure();
  }

  function after() {
    const root = document.querySelector('[data-compare].printing');
    if (!root) return;
    root.classList.remove('printing');
    root.querySelectorAll('[data-drawing]').forEach((drawing) => drawing.style.removeProperty('height'));
    grid('normal');
    hexscan.compareDraw.measure();
  }

  window.addEventListener('beforeprint', before);
  window.addEventListener('afterprint', after);
})();

/* Keeps the keyboard's place: where the thing that had the focus is taken away (a chip let go, a card closed), what
 * it belonged to gets the focus, so that the next Tab goes on from there and not from the top of the page. */
(function defineFocusKeeper() {
  'use strict';
  const MAP = '.map-panel .leaflet-container';
  const HOMES = [
    ['.chips', '.chips'],
    ['.compare-headline', '.compare-headline .copy-link'],
    ...['dots', 'funnel', 'months', 'quadrant'].map((name) => {
      const drawing = `[data-drawing="${name}"]`;
      return [drawing, `${drawing} [data-mark][tabindex="0"]`];
    }),
    ...['first', 'second'].flatMap((side) => [
      [`#side-${side}-types`, `#side-${side}-types`],
      [`#side-${side}-head`, `[data-compare] [data-side="${side === 'first' ? 'area' : 'beside'}"]`],
    ]),
    ['.side-shared', '.side-shared button'],
    ['.compare-side-panel', '[data-compare] [data-side="area"]'],
    ['[data-heat-controls]', '[data-heat-controls] :is(button, input, select)'],
    ['.judged-lists', '.judged-lists a'],
    ['.footer, .fairness', '.footer a'],
    ['.map-panel', MAP],
    ['.table-panel', '.table-panel .mantine-SegmentedControl-input:checked'],
    ['.filters', '.filters input'],
  ];
  let last = null; // what had the focus
  let home = ''; // and who has it next

  function keep() {
    if (document.activeElement !== document.body || !last || last.isConnected) return;
    last = null;
    const next = home && document.querySelector(home);
    if (next) next.focus({ preventScroll: true });
  }

  document.addEventListener('focusin', ({ target }) => {
    const found = HOMES.find(([place]) => target.closest(place));
    last = target;
    home = found ? found[1] : '';
  });
  new MutationObserver(keep).observe(document.documentElement, { childList: true, subtree: true });
})();

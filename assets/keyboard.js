/* Typing and keys where the components leave a gap: Enter on a cell of a table does what a click does (the grid
 * itself only moves its focus), with Ctrl or Command what such a click does; and a click into a filter selects its
 * text, so that typing searches anew. */
(function defineKeyboard() {
  'use strict';
  const PATIENCE = 4000; // milliseconds that new rows may take

  /** Once other rows have come, focus goes to the first: the one it was on is gone. */
  function keepFocus(grid) {
    const stop = window.setTimeout(() => watcher.disconnect(), PATIENCE);
    const watcher = new MutationObserver(() => {
      if (document.activeElement !== document.body) return;
      const first = grid.querySelector('.ag-center-cols-container [row-index="0"] .ag-cell');
      if (!first) return;
      first.focus();
      window.clearTimeout(stop);
      watcher.disconnect();
    });
    watcher.observe(grid, { childList: true, subtree: true });
  }

  document.addEventListener('keydown', (event) => {
    const cell = event.key === 'Enter' && event.target.closest && event.target.closest('.ag-row .ag-cell');
    if (!cell || event.target.closest('a, button, input')) return;
    event.preventDefault();
    keepFocus(cell.closest('.grid'));
    const { ctrlKey, metaKey } = event;
    cell.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1, ctrlKey, metaKey }));
  });

  document.addEventListener('click', (event) => {
    const field = event.target.closest && event.target.closest('.filter input');
    if (field) field.select();
  });
})();

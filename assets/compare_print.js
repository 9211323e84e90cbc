/* Compare on paper: what scrolls on the screen is written whole, one panel under the other, before it is printed;
 * afterwards all is as it was. The grid places its rows itself and is wider than any paper: a plain table is printed in
 * place of it, of what it shows, in its order.
 */
(function defineComparePrint() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const LISTS = '.dots-rows, .chart-rows';
  const PASSES = 3; // in which drawings become as high as they have to

  const GRID = 'compare-heat';
  const PAPER = 'heat-paper';
  const DRAWN = 'line'; // a column that is a drawing: there is no text of it

  /** The grid, null while it is not made or another tab is shown. */
  function grid() {
    const shown = document.getElementById(GRID);
    return shown && shown.checkVisibility() ? hexscan.compareHeat.grid() : null;
  }

  function make(name, text, props = {}) {
    return Object.assign(document.createElement(name), { textContent: text }, props);
  }

  /** All that is to be read in a cell of the grid, "⚠ 7.7 (7.2 to 8.3)". */
  function textOf(row, column) {
    const { variation } = hexscan.compareDraw.signs;
    let parts = [row.texts[column]];
    if (column === 'name') parts = [row.name];
    else if (column === 'rate') parts = [row.sign, row.rate.text, row.rate.interval];
    else if (column === 'trend') parts = [variation[row.variation], row.texts.trend];
    return parts.filter(Boolean).join(' ');
  }

  /** What the reader has chosen of the rows, '' where all are there. */
  function chosenWords() {
    const part = (name) => document.querySelector(`[data-heat="${name}"]`);
    const [only, find, count] = ['only', 'find', 'count'].map(part);
    const looked = find ? find.value.trim() : '';
    return [
      only && only.value ? only.selectedOptions[0].text : '',
      looked ? `names with “${looked}”` : '',
      count ? count.textContent : '',
    ].filter(Boolean).join(', ');
  }

  function headOf(columns) {
    const head = make('thead', '');
    const row = head.appendChild(make('tr', ''));
    for (const { field, headerName } of columns) {
      const cell = row.appendChild(make('th', '', { scope: 'col', className: `paper-${field}` }));
      cell.append(make('span', headerName));
    }
    return head;
  }

  /** "7.7 ▲" of a crime type: signs are of different widths, figures stand below each other all the same. */
  function typeCell({ text, slug }, className) {
    const cell = make('td', `${text} `, { className });
    cell.append(make('span', hexscan.compareDraw.signs.place[slug] || '', { className: 'paper-sign' }));
    return cell;
  }

  function cellOf(row, field) {
    const className = `paper-${field}`;
    if (row.types[field]) return typeCell(row.types[field], className);
    if (field === 'name') return make('th', textOf(row, field), { scope: 'row', className });
    return make('td', textOf(row, field), { className });
  }

  function rowOf(row, columns) {
    const line = make('tr', '', { className: row.marked ? 'row-own' : '' });
    line.append(...columns.map(({ field }) => cellOf(row, field)));
    return line;
  }

  /** The grid as a table after it. */
  function writePaper() {
    const api = grid();
    if (!api) return;
    const every = api.getAllDisplayedColumns().map((column) => column.getColDef());
    const columns = every.filter(({ field }) => field !== DRAWN);
    const table = make('table', '', { className: PAPER });
    const words = chosenWords();
    if (words) table.append(make('caption', words));
    const body = make('tbody', '');
    api.forEachNodeAfterFilterAndSort(({ data }) => body.append(rowOf(data, columns)));
    table.append(headOf(columns), body);
    document.getElementById(GRID).closest('.grid-frame').after(table);
  }

  function before() {
    const root = hexscan.compare.root();
    if (!root || root.classList.contains('printing')) return;
    root.classList.add('printing');
    writePaper();
    hexscan.compareDraw.measure();
    // A drawing that is higher may have a key of more lines: so much higher it must be then.
    for (let pass = 0; pass < PASSES && showAll(root); pass += 1) hexscan.compareDraw.measure();
  }

  /** Makes drawings as high as all of their rows. Gives whether one had to be. */
  function showAll(root) {
    let grown = false;
    for (const list of root.querySelectorAll(LISTS)) {
      const drawing = list.closest('[data-drawing]');
      const hidden = list.scrollHeight - list.clientHeight;
      if (hidden > 0) drawing.style.height = `${drawing.clientHeight + hidden}px`;
      grown = grown || hidden > 0;
    }
    return grown;
  }

  function after() {
    const root = document.querySelector('[data-compare].printing');
    if (!root) return;
    root.classList.remove('printing');
    root.querySelectorAll('[data-drawing]').forEach((drawing) => drawing.style.removeProperty('height'));
    root.querySelectorAll(`.${PAPER}`).forEach((table) => table.remove());
    hexscan.compareDraw.measure();
  }

  window.addEventListener('beforeprint', before);
  window.addEventListener('afterprint', after);
})();

/* The table of areas by crime types: fills the grid of class "heat-grid" with what an answer tells, and writes into
 * the address how the reader sorts it and which rows are asked for.
 *
 * What a row and a column are is in compare_heat_rows.js, how a cell looks in compare_heat_cells.js.
 */
(function defineCompareHeat() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const PLACE = '.heat-grid[id]';
  const FIRST_SORT = '-rate';
  const LONGEST_FIND = 60; // letters, as the server reads it
  const PAUSE = 400; // milliseconds without a key before what is looked for is written into the address
  const AGAIN = 30; // milliseconds until the grid is looked for again
  const MOST_TRIES = 1000;
  const SIDES = { concern: ['concern', 'high'], improvement: ['improvement', 'low'] };
  const columns = new WeakMap(); // grid -> its columns, as text
  const fitted = new WeakMap(); // grid -> the width that its names were given
  const heard = new WeakSet(); // grids whose sorting is listened to
  let told = null;
  let rows = new Map(); // code -> {text, row}: a row that is as it was stays the same object
  let lit = null;
  let filling = false;
  let pause = 0;
  let waiting = 0; // the timer of a grid that is not there yet
  let tries = 0;

  /** The grid, or null while it is not made: its library comes in a file of its own, and later. */
  function grid() {
    const place = document.querySelector(PLACE);
    if (!place || !window.dash_ag_grid) return null;
    try {
      const api = window.dash_ag_grid.getApi(place.id);
      return api && !api.isDestroyed() ? api : null;
    } catch {
      return null; // it is not there yet
    }
  }

  /** Fills the grid once it is there; what was told last counts. */
  function fillLater() {
    window.clearTimeout(waiting);
    tries += 1;
    if (told && tries < MOST_TRIES) waiting = window.setTimeout(fill, AGAIN);
  }

  /** All rows; one that is as it was the very same object. */
  function allRows() {
    const next = new Map();
    told.codes.forEach((code, place) => {
      const row = hexscan.compareHeatRows.rowOf(told, code, place);
      const text = JSON.stringify(row);
      const before = rows.get(code);
      next.set(code, before && before.text === text ? before : { text, row });
    });
    rows = next;
    return [...rows.values()].map(({ row }) => row);
  }

  function isAskedFor(row, only, find) {
    if (find && !row.name.toLowerCase().includes(find)) return false;
    if (!only) return true;
    if (only === 'incomplete') return !row.complete;
    if (SIDES[only]) return SIDES[only].includes(row.variation);
    return row.standing === only;
  }

  /** Columns anew only where there are others: their widths are the reader's. */
  function setColumns(api) {
    const text = JSON.stringify([told.heads, told.types, told.quality_last]);
    if (columns.get(api) === text) {
      fitNames(api);
      return;
    }
    columns.set(api, text);
    fitted.set(api, hexscan.compareHeatRows.nameWidth());
    api.setGridOption('columnDefs', hexscan.compareHeatRows.columnDefs(told));
  }

  /** Other areas have other names: their column is as wide as these need, unless the reader has set its width. */
  function fitNames(api) {
    const width = hexscan.compareHeatRows.nameWidth();
    if (api.getColumn('name').getActualWidth() !== fitted.get(api) || width === fitted.get(api)) return;
    fitted.set(api, width);
    api.setColumnWidths([{ key: 'name', newWidth: width }]);
  }

  function sortOf(api) {
    const sorted = api.getColumnState().filter(({ sort }) => sort).sort((a, b) => a.sortIndex - b.sortIndex)[0];
    return sorted ? `${sorted.sort === 'desc' ? '-' : ''}${sorted.colId}` : FIRST_SORT;
  }

  function setSort(api) {
    if (sortOf(api) === told.sort && api.getColumnState().some(({ sort }) => sort)) return;
    const [colId, sort] = told.sort.startsWith('-') ? [told.sort.slice(1), 'desc'] : [told.sort, 'asc'];
    api.applyColumnState({ state: [{ colId, sort, sortIndex: 0 }], defaultState: { sort: null } });
  }

  function wanted() {
    const { find, only } = controls();
    return { only: only ? only.value : '', find: find ? find.value.trim().replace(/\s+/g, ' ').toLowerCase() : '' };
  }

  /** At once, in the frame of the other panels: React would draw the cells in a task of its own. */
  function fill() {
    const api = grid();
    if (!api) {
      fillLater();
      return;
    }
    tries = 0;
    if (!controls().find) writeControls();
    listen(api);
    const every = told ? allRows() : [];
    const { only, find } = wanted();
    const shown = every.filter((row) => isAskedFor(row, only, find));
    filling = true;
    try {
      window.ReactDOM.flushSync(() => {
        if (told) setColumns(api);
        api.setGridOption('rowData', shown);
        if (told) setSort(api);
      });
    } finally {
      filling = false;
    }
    sayHowMany(shown.length, every.length);
    light(lit);
  }

  function listen(api) {
    if (heard.has(api)) return;
    heard.add(api);
    api.addEventListener('sortChanged', () => noteSort(api));
    for (const happens of ['bodyScroll', 'modelUpdated', 'firstDataRendered']) {
      api.addEventListener(happens, () => lit && window.requestAnimationFrame(() => light(lit)));
    }
  }

  /** The reader's own sorting goes into the address; the grid tells of ours as well, and late. */
  function noteSort(api) {
    if (filling || !told) return;
    const now = sortOf(api);
    const asked = hexscan.url.query().get('sort') || FIRST_SORT;
    const canBe = Boolean(told.heads[asked.replace(/^-/, '')]);
    if (now !== asked && (canBe || now !== told.sort)) put('sort', now === FIRST_SORT ? '' : now);
  }

  function put(field, value, options) {
    hexscan.url.change((fields) => hexscan.url.put(fields, field, value), options);
  }

  function place() {
    return document.querySelector('[data-heat-controls]');
  }

  function controls() {
    const here = place();
    const named = (name) => here && here.querySelector(`[data-heat="${name}"]`);
    const harm = here && here.querySelector('[data-put="harm"]');
    return { only: named('only'), find: named('find'), count: named('count'), harm };
  }

  /** The list of what rows to show and the field to find names with; what is being written in is left alone. */
  function writeControls() {
    const here = place();
    if (!here || !told) return;
    const option = ([value, label]) => ({ type: 'Option', props: { value, children: label } });
    const label = (text, control) => ({ type: 'Label', props: { children: [`${text} `, control] } });
    const list = { type: 'Select', props: {
      className: 'plain-list', 'data-heat': 'only', children: told.only.map(option),
    } };
    const field = { type: 'Input', props: {
      className: 'plain-field', type: 'search', maxlength: LONGEST_FIND, autocomplete: 'off', 'data-heat': 'find',
    } };
    const count = { type: 'Span', props: { className: 'heat-count', role: 'status', 'data-heat': 'count' } };
    const weights = { type: 'Select', props: { // assets/compare_similar.js writes what is chosen in it
      className: 'plain-list', 'data-put': 'harm', 'data-default': '', children: told.harms.map(option),
    } };
    const harms = told.harms.length ? [label('Harm', weights)] : [];
    if (!controls().find) hexscan.elements.write(here, [...harms, label('Rows', list), label('Find', field), count]);
    const { only, find, harm } = controls();
    const { isHeld } = hexscan.atRest;
    if (harm && !isHeld(harm)) harm.value = told.chosen_harm;
    const options = [...only.options];
    if (options.map((one) => one.text).join() !== told.only.map(([, text]) => text).join()) {
      only.replaceChildren(...told.only.map(([value, text]) => new Option(text, value)));
    }
    if (!isHeld(only)) only.value = told.chosen_only;
    if (document.activeElement !== find) find.value = told.find;
  }

  function sayHowMany(shown, every) {
    const { count } = controls();
    const { number } = hexscan.formula;
    const text = !told || shown === every ? '' : `${number(shown)} of ${number(every)} ${told.noun}`;
    if (count && count.textContent !== text) count.textContent = text;
  }

  hexscan.atRest.choose('[data-heat="only"]', ({ value }, options) => {
    fill();
    put('only', value, options);
  });
  document.addEventListener('input', ({ target }) => {
    if (!target.matches || !target.matches('[data-heat="find"]')) return;
    fill();
    window.clearTimeout(pause);
    pause = window.setTimeout(() => put('find', target.value.trim().replace(/\s+/g, ' '), { replace: true }), PAUSE);
  });

  /** Arrow keys move among cells; what can be followed or pressed is in the order of tabs in the row that has the
   * focus alone: else Tab would lead through all rows. */
  document.addEventListener('focusin', ({ target }) => {
    const here = document.querySelector(PLACE);
    if (!here) return;
    const row = target.closest('.heat-grid .ag-row[row-id]');
    const id = row ? row.getAttribute('row-id') : null;
    here.querySelectorAll('.heat-name a, .heat-name button').forEach((part) => {
      const own = part.closest('.ag-row').getAttribute('row-id');
      part.setAttribute('tabindex', own === id ? '0' : '-1');
    });
  });

  /** An area lights its row, a crime type its column. */
  function light(thing) {
    lit = thing;
    const here = document.querySelector(PLACE);
    if (!here) return;
    const row = thing && thing.kind === 'area' ? thing.id : null;
    const column = thing && thing.kind === 'type' ? thing.id : null;
    mark(here, 'row-hand', row && `.ag-row[row-id="${CSS.escape(row)}"]`);
    mark(here, 'column-hand', column && `[col-id="${CSS.escape(column)}"]`);
  }

  function mark(here, name, selector) {
    here.querySelectorAll(`.${name}`).forEach((found) => {
      if (!selector || !found.matches(selector)) found.classList.remove(name);
    });
    if (selector) here.querySelectorAll(selector).forEach((found) => found.classList.add(name));
  }

  /** What a cell of a crime type says; of the rest of a row the line of its area is said. */
  function say({ kind, id, type }) {
    const held = kind === 'area' && type && rows.get(id);
    const cell = held && held.row.types[type];
    return cell ? `${held.row.name}, ${told.heads[type][0]}: ${cell.text} ${told.unit}, ${cell.words}` : '';
  }

  function reveal(code) {
    const api = grid();
    const node = api && api.getRowNode(code);
    if (node) api.ensureNodeVisible(node);
  }

  /** What an answer tells; null where there is nothing to show. */
  function fillHeat(given) {
    told = given;
    hexscan.compare.register('heat', { light, reveal, say });
    tries = 0;
    writeControls();
    fill();
  }

  hexscan.compareHeat = Object.freeze({ grid }); // for compare_print.js
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.hexscan = Object.assign(window.dash_clientside.hexscan || {}, { fillHeat });
})();

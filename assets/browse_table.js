/* The table follows the hand: rows that the thing touches are marked, with its count before their own. A month
 * touches every row: its counts are shown, and no row stands out. */
(function defineBrowseTable() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const COUNTS = 'incidents'; // the column that says "12 of 201"
  const MARK = 'row-hand';
  const COUNTED = 'row-here';
  const watched = new WeakSet();
  let marked = new Map(); // row id -> its words, as painted last
  let standOut = false; // whether these rows do
  let painted = null; // the grid that holds them

  function grid() {
    const id = hexscan.browse.idOf('table');
    if (!id || !document.getElementById(id) || !window.dash_ag_grid) return null;
    const api = window.dash_ag_grid.getApi(id);
    if (api) watch(api);
    return api || null;
  }

  /** Rows that have come anew are marked again for what is still under the hand. */
  function watch(api) {
    if (watched.has(api)) return;
    watched.add(api);
    api.addEventListener('rowDataUpdated', () => hexscan.browse.again(['table']));
  }

  /** What the table says in one row, or null. */
  function row(id) {
    const api = grid();
    const node = api ? api.getRowNode(id) : null;
    return node ? node.data : null;
  }

  /** Marks the rows that something seen touches; null takes all marks away. */
  function paint(seen) {
    const api = grid();
    if (!api) return;
    const wanted = seen ? wordsOf(api, seen) : new Map();
    const before = painted === api ? marked : new Map();
    const changed = [];
    standOut = Boolean(seen) && seen.thing.kind !== 'month';
    for (const id of before.keys()) if (!wanted.has(id)) changed.push(mark(api, id, null));
    for (const [id, words] of wanted) {
      const node = api.getRowNode(id);
      if (before.get(id) !== words || Boolean(node.data.hand) !== standOut) changed.push(mark(api, id, words));
    }
    marked = wanted;
    painted = api;
    show(api, changed.filter(Boolean));
  }

  function wordsOf(api, seen) {
    const words = new Map();
    for (const [id, count] of seen.rows) {
      const node = api.getRowNode(id);
      if (!node || !node.data || count === 0) continue;
      const said = count !== null && seen.comparable;
      words.set(id, said ? hexscan.browseWords.part(count, node.data.incidents_text) : '');
    }
    return words;
  }

  /** Writes a row's mark into its data, where the grid finds it whenever it draws the row; null removes it. */
  function mark(api, id, words) {
    const node = api.getRowNode(id);
    if (!node || !node.data) return null;
    delete node.data.hand;
    delete node.data.here_text;
    if (words !== null && standOut) node.data.hand = true;
    if (words) node.data.here_text = words;
    return node;
  }

  /** Only rows in view are drawn again. */
  function show(api, nodes) {
    if (!nodes.length) return;
    const changed = new Set(nodes);
    const rowNodes = api.getRenderedNodes().filter((node) => changed.has(node));
    api.refreshCells({ rowNodes, columns: [COUNTS], force: true, suppressFlash: true });
    const place = document.getElementById(hexscan.browse.idOf('table'));
    for (const element of place.querySelectorAll('.ag-row[row-id]')) {
      const words = marked.get(element.getAttribute('row-id'));
      element.classList.toggle(MARK, standOut && words !== undefined);
      element.classList.toggle(COUNTED, Boolean(words));
    }
  }

  hexscan.browseTable = Object.freeze({ paint, row });
})();

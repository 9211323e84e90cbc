/* Chart, table and the list of areas: given their values directly. By way of their components' properties each
 * would have the renderer look at every component of the page, which takes longer than the painting; so that is the
 * way for the first values only, with which a component makes itself, and for columns, which it has to translate.
 */
(function definePanelPaint() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  let columns = ''; // of the table, as text
  let rows = new Map(); // id -> {text, row}
  let grid = null; // that holds them
  let offered = null; // the area that those to choose from are listed for
  let wished = null;

  function drawChart(figure) {
    const id = hexscan.browse.idOf('chart');
    const place = hexscan.browse.elementOf('chart');
    const chart = place && place.querySelector('.js-plotly-plot');
    if (!chart || !chart._fullLayout) window.dash_clientside.set_props(id, { figure });
    else window.Plotly.react(chart, figure.data, figure.layout, chart._context);
  }

  /** The rows, where one is as it was the very same object: the grid leaves it alone. */
  function kept(given) {
    const next = new Map();
    for (const row of given) {
      const text = JSON.stringify(row);
      const before = rows.get(row.id);
      next.set(row.id, before && before.text === text ? before : { text, row });
    }
    rows = next;
    return [...rows.values()].map(({ row }) => row);
  }

  /** Columns as they are but for the words of their heads; null where more than those is other. */
  function columnsWithHeads(api, wanted) {
    const bare = (list) => JSON.stringify(list.map((column) => ({ ...column, headerName: '', headerTooltip: '' })));
    if (bare(JSON.parse(columns)) !== bare(wanted)) return null;
    const heads = new Map(wanted.map(({ field, headerName, headerTooltip }) => [field, { headerName, headerTooltip }]));
    return api.getColumnDefs().map((column) => ({ ...column, ...heads.get(column.field) }));
  }

  /** Gives a grid that is there other rows, and other words in its heads; false where its component has to. */
  function refill(api, wanted, text, rowData) {
    const columnDefs = text === columns ? null : columnsWithHeads(api, wanted);
    if (text !== columns && !columnDefs) return false;
    // At once, in the frame of the other panels: React would draw its cells in a task of its own.
    window.ReactDOM.flushSync(() => {
      if (columnDefs) api.setGridOption('columnDefs', columnDefs);
      api.setGridOption('rowData', rowData);
    });
    return true;
  }

  function fillTable({ columns: wanted, rows: given }) {
    const id = hexscan.browse.idOf('table');
    const api = window.dash_ag_grid && document.getElementById(id) ? window.dash_ag_grid.getApi(id) : null;
    const text = wanted ? JSON.stringify(wanted) : columns;
    // The first values came before the grid, which was made with them.
    const isHeld = Boolean(api && columns) && (grid === null || api === grid);
    if (!isHeld) rows = new Map();
    const rowData = kept(given);
    if (!isHeld || !refill(api, wanted, text, rowData)) {
      window.dash_clientside.set_props(id, wanted ? { columnDefs: wanted, rowData } : { rowData });
    }
    [columns, grid] = [text, api];
  }

  /** Gives the control the areas seen from this one; what went wrong (reconnect.js), '' for nothing. */
  async function giveAreas(code) {
    let data = null;
    try {
      data = await hexscan.mapData.areas(hexscan.answers.version(), code);
    } catch ({ status }) {
      return status ? hexscan.reconnect.kindOf(status) : 'unreachable';
    }
    await hexscan.frames.painted(); // panels first: the renderer looks at the whole page for it
    if (wished === code && offered !== code) {
      offered = code;
      document.dispatchEvent(new CustomEvent('hexscan:controls')); // a click that is held is on an option of before
      window.dash_clientside.set_props({ control: 'area' }, { data });
    }
    return '';
  }

  /** The areas to choose from, seen from this one: asked for when the area changes, and again where that failed. */
  async function offerAreas(code) {
    wished = code;
    const kind = offered === code ? '' : await giveAreas(code);
    if (wished === code) hexscan.reconnect.note('areas', kind);
  }

  /** A page has come, whose control offers the areas seen from this one. */
  function start(area) {
    [columns, rows, grid, offered, wished] = ['', new Map(), null, area, area];
  }

  hexscan.panelPaint = Object.freeze({ start });
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.hexscan = Object.assign(window.dash_clientside.hexscan || {}, {
    drawChart,
    fillTable,
    offerAreas,
  });
})();

/* What each panel of Hexscan shows: see stopwatch.js. */
(function defineHexscanProbe() {
  'use strict';
  const { bench } = window;
  const text = (selector) => {
    const found = document.querySelector(selector);
    return found ? found.textContent : null;
  };

  function mapState() {
    const state = window.hexscan && window.hexscan.map && window.hexscan.map.state();
    return state && state.version && !state.pending ? state : null;
  }

  bench.probe = {
    map() {
      const state = mapState();
      return state ? state.total : null;
    },
    resolution() {
      const state = mapState();
      return state ? state.resolution : null;
    },
    statistics() {
      const figure = text('#scan-statistics .cards .figure');
      return figure === null ? null : bench.number(figure);
    },
    chart() {
      const chart = document.querySelector('#scan-chart .js-plotly-plot');
      return bench.chartShows(chart, ({ meta }) => meta && meta.role === 'now');
    },
    table() {
      return bench.tableShows('scan-table');
    },
    /** Everything hovering needs is in the page. */
    ready() {
      return Boolean(window.hexscan.browse.state().ready);
    },
    /** While a cell is pointed at: that cell on the map, and its own figures in the other panels. */
    hoveredMap() {
      return mapState() ? mapState().hovered : null;
    },
    hoveredStatistics() {
      const under = text('#scan-statistics .under[data-under="incidents"]');
      const found = under && under.match(/\d[\d,]*/);
      return found ? bench.number(found[0]) : null;
    },
    /** The most incidents of a month, which stands beside the line of the cell. */
    hoveredChart() {
      const line = document.querySelector('#scan-chart .hand-line');
      const found = line && line.getAttribute('d') && text('#scan-chart .hand-words').match(/\d[\d,]*/);
      return found ? bench.number(found[0]) : null;
    },
    /** The sum of what rows say of the cell: "12 of 201". */
    hoveredTable() {
      const rows = [...document.querySelectorAll('#scan-table .row-here [col-id^="incidents"]')];
      return rows.reduce((sum, row) => sum + bench.number(row.textContent.split(' of ')[0]), 0);
    },
  };

  /** The pixel of a cell's middle, or null where that pixel is in a neighbour: a mouse knows whole pixels, and some
   * cells are three of them wide. */
  function pixelOf(name) {
    const middle = window.hexscan.map.where(name);
    if (!middle) return null;
    const [x, y] = [Math.floor(middle.x), Math.floor(middle.y)];
    const thing = hexmap.thingAt(hexmap.map.mouseEventToContainerPoint({ clientX: x, clientY: y }));
    return thing && thing.id === name ? { x, y } : null;
  }

  bench.side = {
    /** Where cells are in the window, of those names that lie free on the map: [name, x, y]. */
    free(names) {
      const frame = document.querySelector('[data-hexmap]');
      return names.flatMap((name) => {
        const point = pixelOf(name);
        const top = point && document.elementFromPoint(point.x, point.y);
        const isFree = top && frame.contains(top) && !top.closest('button, input, a');
        return isFree ? [[name, point.x, point.y]] : [];
      });
    },
    /** The months of a cell. */
    months(name) {
      return window.hexscan.browse.data().cell(window.hexscan.cells.indexOfCell(outlines, name)).months;
    },
    /** Incidents of the selection in each of these cells, as the page's data for browsing have them. */
    counts(names) {
      const data = window.hexscan.browse.data();
      return names.map((name) => data.cell(window.hexscan.cells.indexOfCell(outlines, name)).incidents);
    },
  };

  // The resolution of the map's cells, whatever suits the zoom, where the bench has set one beforehand.
  let cells = null;
  window.hexscan = Object.defineProperty({}, 'cells', {
    enumerable: true,
    get: () => cells,
    set(made) {
      const resolution = window.benchResolution;
      cells = resolution ? { ...made, resolutionForZoom: () => resolution } : made;
    },
  });

  let outlines = null; // of the cells on the map
  let hexmap = null;
  document.addEventListener('hexscan:painted', async ({ detail }) => {
    if (!hexmap) window.hexscan.map.attach((made) => { hexmap = made; });
    bench.values = detail.values; // what the map was given
    const { version, source, resolution } = detail.values;
    outlines = await window.hexscan.mapData.outlines(version, source, resolution);
  });
})();

/* What each panel of the usual page and of the pages with a dash-leaflet map alone shows: see stopwatch.js. */
(function defineUsualProbe() {
  'use strict';
  const { bench } = window;
  const HIGHLIGHT = '#f46a25'; // of the cell under the pointer, in usual_page.py
  let leaflet = null;
  let map = null;
  let known = { key: '', total: 0, byCell: new Map() }; // of the layers that are on the map

  // The map is the only one that Leaflet makes in these pages.
  Object.defineProperty(window, 'L', {
    configurable: true,
    get: () => leaflet,
    set(made) {
      leaflet = made;
      leaflet.Map.addInitHook(function adopt() { map = this; });
    },
  });

  /** The layers of cells; null while there are none. */
  function cells() {
    const groups = map ? Object.values(map._layers).filter((layer) => layer.getLayers && layer.addData) : [];
    const layers = groups.length ? groups[0].getLayers() : [];
    if (!layers.length) return null;
    const key = `${layers[0]._leaflet_id} ${layers.length}`;
    if (key !== known.key) {
      const total = layers.reduce((sum, layer) => sum + layer.feature.properties.incidents, 0);
      known = { key, total, byCell: new Map(layers.map((layer) => [layer.feature.properties.cell, layer])) };
    }
    return known;
  }

  /** Leaflet's canvas draws in the next frame. */
  function isDrawn() {
    const [layer] = known.byCell.values();
    return !layer._renderer._redrawRequest;
  }

  function shownNumber(selector) {
    const found = document.querySelector(selector);
    return found ? bench.number(found.textContent) : null;
  }

  function chart() {
    return bench.chartShows(document.querySelector('#chart .js-plotly-plot'), () => true);
  }

  bench.probe = {
    map: () => (cells() && isDrawn() ? known.total : null),
    statistics: () => shownNumber('#statistics .figure'),
    chart,
    table: () => bench.tableShows('table'),
    hoveredMap() {
      const lit = cells() && [...known.byCell].find(([, layer]) => layer.options.color === HIGHLIGHT);
      return lit && isDrawn() ? lit[0] : null;
    },
    hoveredStatistics: () => shownNumber('#statistics .figure'),
    hoveredChart: chart,
    hoveredTable: () => bench.tableShows('table'),
  };

  bench.side = {
    map: () => map,
    free(names) {
      const frame = map.getContainer();
      const box = frame.getBoundingClientRect();
      return names.flatMap((name) => {
        const layer = cells().byCell.get(name);
        if (!layer) return [];
        const inside = map.latLngToContainerPoint(layer.getBounds().getCenter());
        const [x, y] = [box.left + inside.x, box.top + inside.y];
        const top = document.elementFromPoint(x, y);
        return top && frame.contains(top) && !top.closest('a, button') ? [[name, x, y]] : [];
      });
    },
    counts: (names) => names.map((name) => {
      const layer = cells().byCell.get(name);
      return layer ? layer.feature.properties.incidents : 0;
    }),
  };
})();

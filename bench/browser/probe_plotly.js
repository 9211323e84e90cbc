/* What the page with a Plotly map alone shows: see stopwatch.js. */
(function definePlotlyProbe() {
  'use strict';
  const { bench } = window;
  const watched = new WeakMap(); // map -> the sum of the counts when it had drawn everything it was given

  function chart() {
    return document.querySelector('#choropleth .js-plotly-plot');
  }

  function total(plot) {
    return Array.from(plot._fullData[0].z).reduce((sum, count) => sum + count, 0);
  }

  /** The map draws in its own time: what it shows is known when it has rendered with all its tiles loaded. */
  function watch(plot, map) {
    watched.set(map, null);
    map.on('render', () => {
      if (map.areTilesLoaded() && map.isStyleLoaded()) watched.set(map, total(plot));
    });
    map.triggerRepaint();
  }

  bench.probe = {
    map() {
      const plot = chart();
      const subplot = plot && plot._fullLayout && plot._fullLayout.map && plot._fullLayout.map._subplot;
      const map = subplot && subplot.map;
      if (!map) return null;
      if (!watched.has(map)) watch(plot, map);
      return watched.get(map);
    },
  };
  /** What the map was given last for each of these cells. */
  function counts(names) {
    const { locations, z } = chart()._fullData[0];
    const placed = new Map(Array.from(locations, (name, place) => [name, z[place]]));
    return names.map((name) => placed.get(name));
  }

  bench.side = { chart, counts };
})();

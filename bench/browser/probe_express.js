/* What each panel of the Plotly express page shows: see stopwatch.js. Each figure says how many incidents it is of. */
(function defineExpressProbe() {
  'use strict';
  const { bench } = window;
  const drawn = new WeakMap(); // chart -> what it showed after its last drawing

  function shown(name) {
    const chart = document.querySelector(`#${name} .js-plotly-plot`);
    if (!chart || !chart.on || !chart._fullLayout) return null;
    const note = () => drawn.set(chart, (chart.layout.meta || {}).total);
    if (!drawn.has(chart)) {
      chart.on('plotly_afterplot', note);
      note();
    }
    return drawn.get(chart);
  }

  bench.probe = Object.fromEntries(['dots', 'funnel', 'months', 'map'].map((name) => [name, () => shown(name)]));
})();

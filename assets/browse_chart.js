/* The chart follows the hand: the months of the thing, as an orange line on a scale of its own.
 *
 * The line is an SVG path of ours over the plot, not a trace: giving a Plotly trace new values draws the whole chart
 * again, which takes longer than a frame (bench/browser/hover.py measures both). Where months stand is asked of the
 * chart's own axis after each of its drawings, so that the line lies where a trace would.
 */
(function defineBrowseChart() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const SVG = 'http://www.w3.org/2000/svg';
  const SHARE = 0.4; // of the plot's height, for the line's highest point: below most of the chart's own lines
  const watched = new WeakSet();
  const layers = new WeakMap(); // chart -> {svg, line, words, said}
  let scale = {}; // of the line: {months, most, base, height}
  let places = null; // {chart, x: Map month -> pixels, left, right, top, bottom}, until the chart is drawn anew

  function chartOf() {
    const place = hexscan.browse.elementOf('chart');
    const chart = place && place.querySelector('.js-plotly-plot');
    if (!chart || !chart._fullLayout || !chart._fullLayout.xaxis || !chart.on) return null;
    watch(chart);
    return chart;
  }

  function watch(chart) {
    if (watched.has(chart)) return;
    watched.add(chart);
    chart.on('plotly_afterplot', () => {
      places = null;
      hexscan.browse.again(['chart', 'statistics']);
    });
  }

  function roleOf(trace) {
    return trace && trace.meta ? trace.meta.role : '';
  }

  function countIn(trace, month) {
    const found = trace ? Array.from(trace.x).findIndex((day) => String(day).startsWith(month)) : -1;
    const count = found < 0 ? null : trace.y[found];
    return count === undefined ? null : count;
  }

  /** What the chart shows of a month: {incidents, before, partly}; null where it shows none. With several sources
   * the first speaks, as on map and table. `partly` names what an incomplete month lacks. */
  function month(text) {
    const chart = chartOf();
    const traces = chart ? chart.data : [];
    const now = traces.findIndex((trace) => roleOf(trace) === 'now');
    const some = roleOf(traces[now + 1]) === 'some' ? traces[now + 1] : null;
    const whole = countIn(traces[now], text);
    const part = whole === null ? countIn(some, text) : null;
    return {
      incidents: whole === null ? part : whole,
      before: countIn(traces.find((trace) => roleOf(trace) === 'before'), text),
      partly: part === null ? '' : some.name,
    };
  }

  function placesOf(chart, months) {
    if (places && places.chart === chart && places.months === months) return places;
    const { xaxis, yaxis } = chart._fullLayout;
    const left = xaxis._offset;
    const top = yaxis._offset;
    const x = months.map((month) => left + xaxis.d2p(`${month}-01`));
    places = { chart, months, x, left, right: left + xaxis._length, top, bottom: top + yaxis._length };
    return places;
  }

  function make(name, className) {
    const made = document.createElementNS(SVG, name);
    made.setAttribute('class', className);
    return made;
  }

  function layerOf(chart) {
    let layer = layers.get(chart);
    if (!layer) {
      layer = { svg: make('svg', 'hand-layer'), line: make('path', 'hand-line'), words: make('text', 'hand-words') };
      layer.svg.setAttribute('aria-hidden', 'true'); // statistics and table say it in words
      layer.said = layer.words.appendChild(document.createTextNode('')); // its text is changed, never its nodes
      layer.svg.append(layer.line, layer.words);
      layers.set(chart, layer);
    }
    if (layer.svg.parentNode !== chart) chart.append(layer.svg);
    return layer;
  }

  /** Draws the months of what is seen; null, or nothing known of its months, takes the line away. */
  function paint(seen) {
    const chart = chartOf();
    if (!chart) return;
    const layer = layerOf(chart);
    const known = seen && seen.months && seen.months.some((count) => count !== null);
    layer.svg.toggleAttribute('data-drawn', Boolean(known));
    chart.closest('.chart-panel').classList.toggle('hand-drawn', Boolean(known));
    if (!known) {
      layer.line.setAttribute('d', '');
      layer.said.data = '';
      return;
    }
    const most = Math.max(...seen.months.map((count) => count || 0));
    const where = placesOf(chart, seen.monthNames);
    const height = SHARE * (where.bottom - where.top);
    scale = { months: seen.monthNames, most, base: where.bottom, height };
    layer.line.setAttribute('d', pathOf(seen.months, where));
    layer.words.setAttribute('x', where.right - 4);
    layer.words.setAttribute('y', where.bottom - height - 7);
    layer.said.data = hexscan.browseWords.line(seen, most);
  }

  /** A line through the months that are known, broken where one is not; a month alone is a dot. */
  function pathOf(months, where) {
    const { most, base, height } = scale;
    const parts = [];
    let before = false;
    months.forEach((count, i) => {
      const x = where.x[i];
      const shown = count !== null && x >= where.left && x <= where.right;
      if (shown) {
        const y = base - (most ? count / most : 0) * height;
        const point = `${x.toFixed(2)} ${y.toFixed(2)}`;
        parts.push(before ? `L${point}` : `M${point}h0`);
      }
      before = shown;
    });
    return parts.join('');
  }

  /** Every month that the line may be drawn through. */
  function months() {
    return hexscan.browse.data() ? hexscan.browse.data().months : [];
  }

  /** How the line was drawn last, for tests: its path, and the pixels that its most stands above its base. */
  function drawn() {
    const layer = layers.get(chartOf());
    const path = layer ? layer.line.getAttribute('d') || '' : '';
    if (!path) return { path, words: '' };
    return { path, words: layer.said.data, ...scale };
  }

  hexscan.browseChart = Object.freeze({ paint, month, months, drawn });
})();

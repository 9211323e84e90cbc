/* Months picked on the chart: a click picks one, a drag a run of them, shown by a band while it lasts. Shift and a
 * click extend the run that is picked. Without a mouse, the Period control does the same. */
(function defineChartDrag() {
  'use strict';
  const THRESHOLD = 6; // pixels a hand may tremble while it clicks
  const DOUBLE = 400; // milliseconds: a second click as soon as this on the same month is a slip, not a release
  let clicked = { month: '', time: -Infinity };
  let drag = null; // {graph, pointer, x, from, moved, band}

  function within(span, x) {
    return Math.min(Math.max(x, span.left), span.right);
  }

  function monthAt(graph, x) {
    const span = window.hexscan.chartMonths.spanOf(graph);
    return span ? window.hexscan.chartMonths.monthAt(graph, within(span, x)) : null;
  }

  function createBand(graph) {
    const band = document.createElement('div');
    band.className = 'chart-band';
    graph.append(band);
    return band;
  }

  /** Lays the band over the months from where the drag began to `x`. */
  function drawBand(x) {
    const { graph } = drag;
    const span = window.hexscan.chartMonths.spanOf(graph);
    const months = [drag.from, monthAt(graph, x)].sort();
    const edges = months.map((month) => window.hexscan.chartMonths.edgesOf(graph, month));
    if (!span || edges.includes(null)) return;
    const frame = graph.getBoundingClientRect();
    Object.assign(drag.band.style, {
      left: `${edges[0].left - frame.left}px`,
      width: `${edges[1].right - edges[0].left}px`,
      top: `${span.top - frame.top}px`,
      height: `${span.bottom - span.top}px`,
    });
  }

  function stop() {
    if (drag && drag.band) drag.band.remove();
    drag = null;
  }

  function start(event) {
    const graph = event.button === 0 && event.target.closest && event.target.closest('.chart');
    const span = graph && window.hexscan.chartMonths.spanOf(graph);
    if (!span || event.clientY < span.top || event.clientY > span.bottom) return;
    const from = window.hexscan.chartMonths.monthAt(graph, event.clientX);
    stop();
    if (from) drag = { graph, pointer: event.pointerId, x: event.clientX, from, moved: false, band: null };
  }

  function move(event) {
    if (!drag || event.pointerId !== drag.pointer) return;
    drag.moved = drag.moved || Math.abs(event.clientX - drag.x) > THRESHOLD;
    if (!drag.moved) return;
    drag.band = drag.band || createBand(drag.graph);
    drawBand(event.clientX);
  }

  function end(event) {
    if (!drag || event.pointerId !== drag.pointer) return;
    const { graph, from, moved } = drag;
    const to = monthAt(graph, event.clientX);
    stop();
    if (moved) {
      window.hexscan.picks.monthRange(from, to);
      return;
    }
    const again = from === clicked.month && event.timeStamp - clicked.time < DOUBLE;
    clicked = { month: from, time: event.timeStamp };
    if (!again) window.hexscan.picks.month(from, { extend: event.shiftKey });
  }

  // On the way down: Plotly keeps what happens on its plot to itself.
  document.addEventListener('pointerdown', start, true);
  document.addEventListener('pointermove', move, true);
  document.addEventListener('pointerup', end, true);
  document.addEventListener('pointercancel', stop, true);
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !drag) return;
    event.preventDefault(); // it lets go of the drag alone
    stop();
  }, true);
})();

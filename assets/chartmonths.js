/* Which month of the chart lies under a point of the window. */
(function defineChartMonths() {
  'use strict';

  function plotOf(graph) {
    const plot = graph.classList.contains('js-plotly-plot') ? graph : graph.querySelector('.js-plotly-plot');
    return plot && plot._fullLayout && plot._fullLayout.xaxis ? plot : null;
  }

  /** Where the months are drawn, in CSS pixels of the window: left, right, top and bottom; null without a chart. */
  function spanOf(graph) {
    const plot = plotOf(graph);
    if (!plot) return null;
    const { xaxis, yaxis } = plot._fullLayout;
    const box = plot.getBoundingClientRect();
    const left = box.left + xaxis._offset;
    const top = box.top + yaxis._offset;
    return { left, right: left + xaxis._length, top, bottom: top + yaxis._length };
  }

  /** The days that stand for the months drawn: one a month, oldest first. */
  function daysOf(plot) {
    const days = new Map();
    plot.data.forEach((trace) => {
      Array.from(trace.x || []).forEach((day) => {
        const text = String(day);
        if (/^\d{4}-\d{2}/.test(text)) days.set(text.slice(0, 7), text);
      });
    });
    return [...days.entries()].sort();
  }

  /** The month drawn nearest to a place in the window, as "2025-01"; null beside the chart. */
  function monthAt(graph, clientX) {
    const plot = plotOf(graph);
    const span = spanOf(graph);
    if (!span || clientX < span.left || clientX > span.right) return null;
    const { xaxis } = plot._fullLayout;
    let [nearest, least] = [null, Infinity];
    daysOf(plot).forEach(([month, day]) => {
      const distance = Math.abs(span.left + xaxis.d2p(day) - clientX);
      if (distance < least) [nearest, least] = [month, distance];
    });
    return nearest;
  }

  /** Where a month is drawn: its left and right edge in CSS pixels of the window; null where it is not. */
  function edgesOf(graph, month) {
    const plot = plotOf(graph);
    const days = plot ? daysOf(plot) : [];
    const place = days.findIndex(([name]) => name === month);
    if (place < 0) return null;
    const span = spanOf(graph);
    const centres = days.map(([, day]) => span.left + plot._fullLayout.xaxis.d2p(day));
    const half = days.length > 1 ? (centres[centres.length - 1] - centres[0]) / (days.length - 1) / 2 : 10;
    const within = (x) => Math.min(Math.max(x, span.left), span.right);
    return { left: within(centres[place] - half), right: within(centres[place] + half) };
  }

  window.hexscan = window.hexscan || {};
  window.hexscan.chartMonths = Object.freeze({ monthAt, spanOf, edgesOf });
})();

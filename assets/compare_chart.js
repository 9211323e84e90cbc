/* One of the small charts of Compare: the months of an area as a line, its usual range as a band for each phase, its
 * unusual months marked. What is drawn are rates, where residents are known, so that charts of one scale can be
 * compared; what is written are counts. */
(function defineCompareChart() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const PAD = 4; // pixels within a picture
  const NUMBER = 0.6875; // rem, the size of what is written in it

  /** What there is of one area. */
  function chartOf({ told }, row) {
    const [, months] = told.shape;
    const from = row * months;
    const people = told.population[row];
    const factor = told.per && people ? told.per / people : 1;
    const of = (value) => (hexscan.scale.known(value) ? value * factor : null);
    return {
      row, factor, months, from,
      isRate: Boolean(told.per && people),
      count: (i) => told.counts[from + i],
      signal: (i) => told.signals[told.signal[from + i] || 0],
      value: (i) => of(told.counts[from + i]),
      phases: phasesOf(told, row, months, of),
    };
  }

  function phasesOf(told, row, months, of) {
    const starts = told.starts[row] || (told.mean[row].length ? [0] : []);
    return starts.map((start, i) => ({
      start, end: (starts[i + 1] || months) - 1, mean: of(told.mean[row][i]),
      lower: of(told.lower[row][i]), upper: of(told.upper[row][i]), isTrial: Boolean(told.trial[row][i]),
    }));
  }

  /** The highest value of the chart's scale. */
  function topOf({ told }, chart) {
    if (told.scale === 'same' && (chart.isRate || !told.per)) return told.top || 1;
    let top = Math.max(0, ...chart.phases.map(({ upper }) => upper || 0));
    for (let i = 0; i < chart.months; i += 1) top = Math.max(top, chart.value(i) || 0);
    return top || 1;
  }

  /** Where months and values of a chart stand in its picture. */
  function placesOf(view, chart) {
    const { cell, picture } = view.grid;
    const x = hexscan.scale.linear(0, Math.max(1, chart.months - 1), PAD, cell - PAD);
    return {
      x: chart.months === 1 ? () => cell / 2 : x,
      y: hexscan.scale.linear(0, topOf(view, chart), picture - PAD, PAD),
    };
  }

  /** Months of a phase from the first with data to the last: a usual range before or after them would be made up. */
  function knownIn(chart, { start, end }) {
    let [first, last] = [start, end];
    while (first < end && !hexscan.scale.known(chart.value(first))) first += 1;
    while (last > first && !hexscan.scale.known(chart.value(last))) last -= 1;
    return { first, last };
  }

  function bandsOf(chart, { x, y }, cell) {
    const half = (x(1) - x(0)) / 2;
    return chart.phases.flatMap((phase) => {
      const { first, last } = knownIn(chart, phase);
      return hexscan.compareMarks.band(phase, Math.max(0, x(first) - half), Math.min(cell, x(last) + half), y);
    });
  }

  /** A dated line where limits begin afresh. */
  function rulesOf({ told, grid, rem }, chart, { x }) {
    const { element, at } = hexscan.scale;
    const half = (x(1) - x(0)) / 2;
    return chart.phases.slice(1).flatMap(({ start }) => {
      const place = x(start) - half;
      const isLeft = place > grid.cell / 2;
      const text = hexscan.formula.shortPeriod(told.months[start], told.months[start]);
      return [
        element('Line', { className: 'chart-rule', x1: at(place), x2: at(place), y1: 0, y2: grid.picture }),
        element('Text', {
          className: 'chart-date', x: at(place + (isLeft ? -3 : 3)), y: at(NUMBER * rem),
          'text-anchor': isLeft ? 'end' : 'start',
        }, text),
      ];
    });
  }

  function pictureOf(view, chart) {
    const { element, path } = hexscan.scale;
    const { cell, picture } = view.grid;
    const places = placesOf(view, chart);
    const months = Array.from({ length: chart.months }, (_, i) => i);
    const ys = months.map((i) => (chart.value(i) === null ? null : places.y(chart.value(i))));
    return element('Svg', {
      className: 'chart-picture', width: cell, height: picture, 'aria-hidden': 'true',
      'data-area': view.areas.codes[chart.row],
    }, [
      ...bandsOf(chart, places, cell),
      ...rulesOf(view, chart, places),
      element('Path', { className: 'chart-line', d: path(months.map(places.x), ys) }),
      ...hexscan.compareMarks.signals(chart.months, chart, places),
      hexscan.compareMarks.hand(),
    ]);
  }

  function countText(chart, i) {
    return hexscan.scale.known(chart.count(i)) ? hexscan.formula.number(chart.count(i)) : 'no data';
  }

  /** A dot on a month, and its count beside it. */
  function mark(group, view, chart, i) {
    const { grid, rem } = view;
    const { x, y } = placesOf(view, chart);
    const isKnown = hexscan.scale.known(chart.value(i));
    const place = { x: x(i), y: isKnown ? y(chart.value(i)) : grid.picture - PAD, top: NUMBER * rem };
    hexscan.compareMarks.point(group, { ...place, isLeft: x(i) > grid.cell / 2, isKnown }, countText(chart, i));
  }

  /** The month at a place across a picture, as its number. */
  function monthAt(chart, across, cell) {
    const part = (across - PAD) / (cell - 2 * PAD);
    return Math.min(chart.months - 1, Math.max(0, Math.round(part * (chart.months - 1))));
  }

  hexscan.compareChart = Object.freeze({ of: chartOf, draw: pictureOf, mark, monthAt, countText });
})();

/* The months of two areas, each in a chart of its own but on the same axes. Every month is a column that can be rested
 * on, and a way to the area's Scan in that month; it lights in both charts.
 *
 * drawSides {months, chosen: [first, last], top, rated, per_label, names, words, scan: [address...], charts: [{counts,
 * values, mean, lower, upper, signals}...]}
 */
(function defineCompareSideChart() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const SIDES = ['first', 'second'];
  const TOP = 6; // pixels above the highest value
  const RIGHT = 1.75; // rem, half the name of the last month
  const FOOT = 1.25; // rem for the names of months
  const TICK = 0.6875; // rem, the size of their texts
  const ROOM = 2.25; // rem that a tick keeps from the next
  const LABEL = 4; // rem for the name of a month

  /** The plot in its panel, and where months and values stand in it. */
  function placesOf({ told, width, height, rem }) {
    const { scale, formula } = hexscan;
    const values = scale.ticks(0, told.top || 1, height / (ROOM * rem));
    const texts = values.map(formula.plain);
    const left = Math.ceil(scale.widest(texts, TICK * rem)) + 10;
    const box = { left, right: width - RIGHT * rem, top: TOP, bottom: height - FOOT * rem };
    const each = (box.right - box.left) / Math.max(1, told.months.length);
    return {
      box, values, texts, each,
      x: (i) => box.left + (i + 0.5) * each,
      y: scale.linear(0, told.top || 1, box.bottom, box.top),
    };
  }

  /** The months that count, below the plot: the rest is there to see what came before. */
  function chosenOf({ told }, { box, each }) {
    const { element, at } = hexscan.scale;
    const [first, last] = told.chosen;
    if (first === 0 && last === told.months.length - 1) return [];
    const line = { x1: at(box.left + first * each), x2: at(box.left + (last + 1) * each) };
    return [element('Line', { className: 'side-chosen', ...line, y1: at(box.bottom), y2: at(box.bottom) })];
  }

  /** Names of as many months as there is room for, counted back from the last. */
  function monthTicks({ told, rem }, { box, each, x }) {
    const { element, at } = hexscan.scale;
    const step = Math.max(1, Math.ceil((LABEL * rem) / each));
    const shown = told.months.map((_, i) => i).filter((i) => (told.months.length - 1 - i) % step === 0);
    return shown.map((i) => element('Text', {
      className: 'tick-text', x: at(x(i)), y: at(box.bottom), dy: '1.15em', 'text-anchor': 'middle',
    }, hexscan.formula.shortPeriod(told.months[i], told.months[i])));
  }

  /** "June 2025: 213 incidents, 1.5 per 1,000 residents" */
  function wordsOf({ told }, chart, i) {
    const { formula, scale } = hexscan;
    const name = formula.monthName(told.months[i]);
    if (!scale.known(chart.counts[i])) return `${name}: no data`;
    const rate = told.rated ? `, ${formula.rate(chart.values[i])} ${told.per_label}` : '';
    return `${name}: ${formula.incidents(chart.counts[i])}${rate}`;
  }

  function linkOf(address, month) {
    const [path, query] = address.split('?');
    const fields = new URLSearchParams(query || '');
    fields.set('from', month);
    fields.set('to', month);
    return `${hexscan.mapData.prefix()}${path.slice(1)}?${fields.toString().replaceAll('%2C', ',')}`;
  }

  function columnsOf(view, chart, { box, each }, place) {
    const { element, at } = hexscan.scale;
    const { told } = view;
    return told.months.map((month, i) => element('A', {
      className: 'side-month', 'data-mark': 'yes', 'data-month': month, tabIndex: '-1',
      href: linkOf(told.scan[place], month), 'aria-label': `${told.names[place]}, ${wordsOf(view, chart, i)}`,
    }, [
      element('Rect', { x: at(box.left + i * each), width: at(each), y: 0, height: at(box.bottom) }),
    ]));
  }

  /** Whether there is a month, and any room above the names of months: at large text there may be none. */
  function hasRoom(view) {
    if (!view.told.months.length) return false;
    const { box } = placesOf(view);
    return box.bottom > box.top && box.right > box.left;
  }

  function drawn(view, place) {
    const { element, at, path, rows } = hexscan.scale;
    const { band, signals, hand } = hexscan.compareMarks;
    const { told, width, height } = view;
    const chart = told.charts[place];
    const said = { signal: (i) => chart.signals[i], value: (i) => chart.values[i] };
    const places = placesOf(view);
    const { x, y, box, values, texts } = places;
    const ys = chart.values.map((value) => (value === null ? null : y(value)));
    return element('Svg', { className: 'side-picture', width, height }, [
      element('G', { 'aria-hidden': 'true' }, [
        ...band(chart, box.left, box.right, y),
        ...rows(values, y, box, texts),
        ...monthTicks(view, places),
        ...chosenOf(view, places),
        element('Path', { className: 'chart-line', d: path(told.months.map((_, i) => at(x(i))), ys) }),
        ...signals(told.months.length, said, places),
        hand(),
      ]),
      ...columnsOf(view, chart, places, place),
    ]);
  }

  /** A dot on a month with its number beside it, in the chart of either side. */
  function mark(view, chart, i) {
    const group = view.place.querySelector('.chart-at');
    if (!group) return;
    const seen = i >= 0 && hexscan.scale.known(chart.values[i]);
    group.classList.toggle('seen', seen);
    if (!seen) return;
    const { x, y, box } = placesOf(view);
    const place = { x: x(i), y: y(chart.values[i]), top: TICK * view.rem + TOP };
    const isLeft = place.x > (box.left + box.right) / 2;
    hexscan.compareMarks.point(group, { ...place, isLeft, isKnown: true }, hexscan.formula.number(chart.counts[i]));
  }

  function light(view, thing, place) {
    const month = thing ? thing.month || (thing.kind === 'month' ? thing.id : '') : '';
    const i = month ? view.told.months.indexOf(month) : -1;
    mark(view, view.told.charts[place], i);
    view.place.querySelectorAll('.side-month').forEach((column, at) => column.classList.toggle('hand', at === i));
  }

  function numbers(view, place) {
    const { told } = view;
    const chart = told.charts[place];
    const rows = told.months.map((month, i) => {
      const [name, said] = wordsOf(view, chart, i).split(': ');
      return [name, said];
    });
    return { caption: `${told.names[place]}: incidents month by month`, heads: ['Month', 'Incidents'], rows, total: 0 };
  }

  function painterOf(place) {
    return Object.freeze({
      draw: (view) => hexscan.elements.write(view.place, hasRoom(view) ? drawn(view, place) : null),
      light: (view, thing) => light(view, thing, place),
      numbers: (view) => numbers(view, place),
    });
  }

  const painters = SIDES.map((_, place) => painterOf(place));

  function drawSides(told) {
    const lines = told ? told.months.map((month, i) => [month, told.words[i]]) : [];
    hexscan.compareSide.tellMonths(new Map(lines));
    SIDES.forEach((side, place) => hexscan.compareDraw.tell(`months-${side}`, told, painters[place]));
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.hexscan = Object.assign(window.dash_clientside.hexscan || {}, { drawSides });
})();

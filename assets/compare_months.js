/* Month by month: a small chart for every area (compare_chart.js). Of many areas only the charts in view are written.
 * A month under the hand is marked in all of them. */
(function defineCompareMonths() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const NARROWEST = 9; // rem a chart
  const MOST_BESIDE = 4;
  const WIDE = 75; // rem from which there are more beside each other
  const LOWEST = 4.125; // rem a chart with its name
  const FEW = 12; // charts that are all to be seen at once, though they are lower then
  const LOWEST_OF_FEW = 2.75;
  const NAME = 1.25; // rem
  const FOOT = 1.25; // rem below all charts for a line of words
  const FOOT_LINES = 3; // at most, where charts are narrow
  const SCROLLBAR = 14; // pixels
  const GAP = 12; // pixels between charts
  const MOST_CELLS = 2000; // of the table that has every month
  const SIGNALS = {
    above: 'above the usual range', below: 'below the usual range',
    'trend-up': 'one of many rising in a row', 'trend-down': 'one of many falling in a row',
    'near-upper': 'with another near the upper limit', 'near-lower': 'with another near the lower limit',
    'run-above': 'one of many above the mean in a row', 'run-below': 'one of many below the mean in a row',
  };
  // The order in which the signs beside the names are explained; a verdict that no chart has is left out.
  const KEYS = ['concern', 'improvement', 'high', 'low', 'common-cause', 'too-short', 'too-few'];
  // What the marks on single months mean, at length and in short; one that no chart has is left out.
  const MARKS = [
    { name: 'outside', long: 'month outside its usual range', short: 'outside usual range' },
    { name: 'in-row', long: 'month in a run, in a trend or near a limit', short: 'run, trend or near a limit' },
  ];
  const ROOMY = 24; // rem: so high, the key has lines to itself where it has no room beside the words
  const KEY_APART = 0.875; // rem before each of them
  const SIGN = 1.25; // rem for a sign
  const followed = new WeakSet();

  /** The height of the words below all charts. */
  function footHeight({ width, rem }, text) {
    const lines = Math.ceil((1.05 * hexscan.scale.width(text, 0.75 * rem)) / width); // lines are never quite full
    return Math.round(Math.max(1, Math.min(FOOT_LINES, lines)) * FOOT * rem);
  }

  function gridOf({ told, width, height, rem }, foot) {
    const number = told.order.length;
    const inside = width - SCROLLBAR;
    const most = width > WIDE * rem ? MOST_BESIDE + 2 : MOST_BESIDE;
    const beside = Math.max(1, Math.min(number, most, Math.floor((inside + GAP) / (NARROWEST * rem + GAP))));
    const lines = Math.ceil(number / beside);
    const room = Math.max(LOWEST_OF_FEW * rem, height - foot);
    const lowest = (number > FEW ? LOWEST : LOWEST_OF_FEW) * rem;
    const rowHeight = Math.floor(Math.max(lowest, room / lines));
    const cell = Math.floor((inside - GAP * (beside - 1)) / beside);
    return { beside, lines, room, rowHeight, cell, picture: Math.round(rowHeight - NAME * rem - 0.375 * rem) };
  }

  function cellOf(view, row) {
    const { told, areas, grid } = view;
    const { element } = hexscan.scale;
    const chart = hexscan.compareChart.of(view, row);
    view.charts.set(areas.codes[row], chart);
    const said = told.variation[row];
    const own = areas.own.includes(row) ? ' own' : '';
    return element('Div', {
      className: `chart-cell said-${said}${own}`, 'data-area': areas.codes[row], style: { width: `${grid.cell}px` },
    }, [
      element('A', {
        className: 'chart-name', 'data-mark': 'yes', 'data-area': areas.codes[row], tabIndex: '-1',
        href: hexscan.compare.scanHref(row), title: told.words[row],
        'aria-label': `${areas.names[row]}: ${told.words[row]}`,
      }, [
        element('Span', { className: 'chart-sign', 'aria-hidden': 'true' }, hexscan.compareDraw.signs.variation[said]),
        element('Span', { className: 'chart-title' }, areas.names[row]),
      ]),
      hexscan.compareChart.draw(view, chart),
    ]);
  }

  function lineOf(view, line) {
    const { told, areas, grid } = view;
    const rows = told.order.slice(line * grid.beside, (line + 1) * grid.beside);
    return hexscan.scale.element('Div', {
      className: 'chart-row', 'data-first': areas.codes[rows[0]], style: { height: `${grid.rowHeight}px` },
    }, rows.map((row) => cellOf(view, row)));
  }

  /** "Each chart: Jan 2023 to Dec 2025, from 0 to 1.4 burglaries per 1,000 residents a month". */
  function footOf({ told }) {
    if (!told.months.length) return '';
    const months = hexscan.formula.shortPeriod(told.months[0], told.months[told.months.length - 1]);
    const top = told.per ? hexscan.formula.rate(told.top) : hexscan.formula.number(Math.round(told.top));
    const reach = told.scale === 'same' ? `from 0 to ${top} ${told.unit} a month` : 'from 0 to its own highest month';
    return `Each chart: ${months}, ${reach}`;
  }

  /** Which of the marks any month has: two at most, so that few months are looked at. */
  function marksOf({ told }) {
    const found = new Set();
    for (let i = 0; i < told.signal.length && found.size < MARKS.length; i += 1) {
      const mark = hexscan.compareMarks.markOf(told.signals[told.signal[i] || 0]);
      if (mark) found.add(mark);
    }
    return MARKS.filter(({ name }) => found.has(name));
  }

  /** What the signs mean in the words of all else, and what the marks mean: {texts of the signs, texts of the marks,
   * wide}, the fullest first. */
  function keysOf({ told, rem }, used, marks) {
    const plain = used.map((said) => told.variations[said]);
    const [long, short] = [marks.map((mark) => mark.long), marks.map((mark) => mark.short)];
    return [[plain, long], [plain, short], [plain, []]].map(([signs, said]) => {
      const texts = [...signs, ...said];
      const each = texts.map((text) => hexscan.scale.width(text, 0.75 * rem) + (KEY_APART + SIGN) * rem);
      return { signs, said, each, wide: each.reduce((sum, one) => sum + one, 0) };
    });
  }

  /** The key: in the same line as `text` as much of it as there is room for; where the panel is high and not all of it
   * has room there, in lines of its own. {signs, said, lines}, null where there is room for none. */
  function keyOf(view, used, text) {
    const { width, height, rem } = view;
    const keys = keysOf(view, used, marksOf(view));
    const room = width - rem - hexscan.scale.width(text, 0.75 * rem);
    const beside = keys.find(({ wide }) => wide <= room);
    const [whole] = keys;
    if ((beside && beside.said.length === whole.said.length) || height < ROOMY * rem) {
      return beside ? { ...beside, lines: 0 } : null;
    }
    let [lines, filled] = [1, 0];
    for (const one of whole.each) {
      if (filled && filled + one > width - rem) [lines, filled] = [lines + 1, 0];
      filled += one;
    }
    return { ...whole, lines };
  }

  function drawKey(used, marks, { signs, said, lines }) {
    const { element } = hexscan.scale;
    const entries = [
      ...signs.map((text, i) => element('Span', { className: `said-${used[i]}` }, [
        element('Span', { className: 'chart-sign', 'aria-hidden': 'true' },
          hexscan.compareDraw.signs.variation[used[i]]),
        element('Span', {}, text),
      ])),
      ...said.map((text, i) => element('Span', { className: 'mark-key' }, [
        hexscan.compareMarks.sample(marks[i].name), element('Span', {}, text),
      ])),
    ];
    return element('Span', { className: `chart-key${lines ? ' apart' : ''}` }, entries);
  }

  function draw(view) {
    const { told, place } = view;
    if (!told.order.length || !told.months.length) {
      hexscan.elements.write(place, null);
      return;
    }
    const words = footOf(view);
    const used = KEYS.filter((said) => told.order.some((row) => told.variation[row] === said));
    const key = keyOf(view, used, words);
    const foot = footHeight(view, words) + Math.round((key ? key.lines : 0) * FOOT * view.rem);
    view.grid = gridOf(view, foot);
    view.charts = new Map(); // of the charts that are written, by code
    const { grid } = view;
    const height = Math.min(grid.room, grid.lines * grid.rowHeight);
    const { element } = hexscan.scale;
    hexscan.elements.write(place, [
      element('Div', { className: 'chart-rows', style: { height: `${height}px` } }),
      element('P', { className: 'chart-scale', style: { height: `${foot}px` } }, [
        element('Span', {}, words), ...(key ? [drawKey(used, marksOf(view), key)] : []),
      ]),
    ]);
    view.list = hexscan.window.of(place.querySelector('.chart-rows'), {
      rows: grid.lines, rowHeight: grid.rowHeight, height,
      draw: (line) => lineOf(view, line),
      drawn: () => light(view, view.lit),
    });
    follow(view);
  }

  /** The pointer's month: charts have no element for each of theirs. */
  function follow(view) {
    if (followed.has(view.place)) return;
    followed.add(view.place);
    view.place.addEventListener('pointermove', (event) => {
      const picture = event.target.closest('.chart-picture');
      if (!picture || !view.grid) return;
      const id = picture.getAttribute('data-area');
      const chart = view.charts.get(id);
      if (!chart || !view.told) return;
      const across = event.clientX - picture.getBoundingClientRect().left;
      const month = view.told.months[hexscan.compareChart.monthAt(chart, across, view.grid.cell)];
      const how = event.pointerType === 'touch' ? 'touch' : 'mouse';
      hexscan.compare.hover({ kind: 'area', id, month, from: 'months' }, how);
    });
  }

  function light(view, thing) {
    const { told, place, charts } = view;
    const code = thing && thing.kind === 'area' ? thing.id : '';
    place.querySelectorAll('.chart-cell').forEach((cell) => {
      cell.classList.toggle('hand', cell.getAttribute('data-area') === code);
    });
    const wanted = thing && (thing.month || (thing.kind === 'month' ? thing.id : ''));
    const i = wanted ? told.months.indexOf(wanted) : -1;
    place.querySelectorAll('.chart-picture').forEach((picture) => {
      const chart = charts.get(picture.getAttribute('data-area'));
      const group = picture.querySelector('.chart-at');
      group.classList.toggle('seen', i >= 0 && Boolean(chart));
      if (i >= 0 && chart) hexscan.compareChart.mark(group, view, chart, i);
    });
  }

  /** "Sunderland, June 2025: 48 incidents; usual ups and downs". */
  function say(view, thing) {
    const row = hexscan.compareDraw.rowOf(view.areas, thing);
    const i = thing && thing.month ? view.told.months.indexOf(thing.month) : -1;
    if (row < 0 || i < 0) return '';
    const chart = hexscan.compareChart.of(view, row);
    const count = hexscan.scale.known(chart.count(i)) ? hexscan.formula.incidents(chart.count(i)) : 'no data';
    return `${view.areas.names[row]}, ${hexscan.formula.monthName(thing.month)}: ${count}; ${view.told.words[row]}`;
  }

  function order({ told, areas }) {
    return told.order.map((row) => areas.codes[row]);
  }

  function reveal({ told, areas, grid, list }, code) {
    const place = told.order.indexOf(areas.codes.indexOf(code));
    if (list && place >= 0) list.reveal(Math.floor(place / grid.beside));
  }

  /** The months that stand out: "March 2025 (above the usual range)". */
  function markedMonths(view, chart) {
    const marked = [];
    for (let i = 0; i < chart.months; i += 1) {
      const signal = chart.signal(i);
      if (signal) marked.push(`${hexscan.formula.monthName(view.told.months[i])} (${SIGNALS[signal]})`);
    }
    return marked.join(', ') || 'none';
  }

  function numbers(view) {
    const { told, areas } = view;
    const { formula, scale } = hexscan;
    const every = told.order.length * told.months.length <= MOST_CELLS;
    const rows = told.order.map((row) => {
      const chart = hexscan.compareChart.of(view, row);
      const last = told.mean[row].length - 1;
      const usual = last >= 0 && scale.known(told.upper[row][last])
        ? formula.interval(told.lower[row][last], told.upper[row][last]) : '–';
      const counts = every ? told.months.map((_, i) => hexscan.compareChart.countText(chart, i)) : [];
      return [
        areas.names[row], told.words[row], last < 0 ? '–' : formula.rate(told.mean[row][last]), usual,
        markedMonths(view, chart), ...counts,
      ];
    });
    const heads = ['Area', 'What its months say', 'Mean month', 'Usual range', 'Months that stand out'];
    const months = every ? told.months.map(formula.monthName) : [];
    return { caption: 'Incidents month by month', heads: [...heads, ...months], rows, total: rows.length };
  }

  const painter = Object.freeze({ draw, light, say, order, reveal, numbers });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.hexscan = Object.assign(window.dash_clientside.hexscan || {}, {
    drawMonths: (told) => hexscan.compareDraw.tell('months', told, painter),
  });
})();

/* The funnel: every area's rate against its residents, between the limits that chance alone would keep to. */
(function defineCompareFunnel() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const SIDES = {
    2: 'above the 99.8% limit', 1: 'above the 95% limit', 0: 'inside the limits',
    '-1': 'below the 95% limit', '-2': 'below the 99.8% limit',
  };
  const DOTS = [
    { side: 1, dot: 'above', text: 'above' }, { side: -1, dot: 'below', text: 'below' },
    { side: 0, dot: 'inside', text: 'inside 95%' },
  ];
  const KEY_APART = 0.75; // rem between its entries
  const LOOKS = { 2: 'above far', 1: 'above', 0: 'inside', '-1': 'below', '-2': 'below far' };
  const CLOSE = 1.375; // rem from one number of the rates to the next, at least
  const FEW = 'too few to say';
  const NONE = 'not compared: its data are not complete';

  function sideOf({ side }, row) {
    return hexscan.scale.known(side[row]) ? String(side[row]) : '';
  }

  function verdictOf(told, row) {
    if (told.few.includes(row)) return FEW;
    return hexscan.scale.known(told.side[row]) ? SIDES[sideOf(told, row)] : NONE;
  }

  function sentence({ told, areas }, row) {
    const { formula } = hexscan;
    const rate = `${formula.rate(told.rate[row])} ${told.unit_y}`;
    const people = `${formula.plain(told.population[row])} ${told.unit_x}`;
    return `${areas.names[row]}: ${rate}, ${people}, ${verdictOf(told, row)}`;
  }

  /** What the lines mean, as {look, text}. */
  function keyOf({ baseline }) {
    const limits = [{ look: 'limit998', text: '99.8% limits' }, { look: 'limit95', text: '95% limits' }];
    if (!hexscan.scale.known(baseline)) return limits;
    return [...limits, { look: 'baseline', text: `all areas ${hexscan.formula.rate(baseline)}` }];
  }

  /** What the colours of the points mean, of those that are there: {dot, text}. */
  function dotsOf({ side }) {
    const used = new Set(side.map((one) => (hexscan.scale.known(one) ? Math.sign(one) : null)));
    return DOTS.filter((dot) => used.has(dot.side));
  }

  function sampleOf({ look, dot }, x, y, rem) {
    const { element, at } = hexscan.scale;
    const middle = at(y - 4);
    if (dot) return element('Circle', { className: `key-dot ${dot}`, cx: at(x + 0.3 * rem), cy: middle, r: 0.28 * rem });
    return element('Line', { className: look, x1: at(x), x2: at(x + 1.25 * rem), y1: middle, y2: middle });
  }

  /** How far an entry of the key reaches, to where the next may begin. */
  function reachOf({ dot, text }, rem) {
    return (dot ? 0.6 : 1.25) * rem + 5 + hexscan.scale.width(text, 0.75 * rem) + KEY_APART * rem;
  }

  function lengthOf(entries, rem) {
    return entries.reduce((sum, entry) => sum + reachOf(entry, rem), 0) - KEY_APART * rem;
  }

  /** The key in one line from `left` on, as much of it as there is room for. */
  function drawKey(entries, left, right, y, rem) {
    const { element, at } = hexscan.scale;
    const drawn = [];
    let [from, full] = [left, false];
    for (const entry of entries) {
      const reach = reachOf(entry, rem);
      full = full || from + reach - KEY_APART * rem > right;
      if (full) continue;
      const x = at(from + (entry.dot ? 0.6 : 1.25) * rem + 5);
      drawn.push(sampleOf(entry, from, y, rem), element('Text', { className: 'axis-name', x, y: at(y) }, entry.text));
      from += reach;
    }
    return drawn;
  }

  /** The whole key: what lines mean below the plot, what points mean beside that or above the plot. Gives what to
   * draw, and whether some of it stands there. */
  function keysOf({ told, rem }, box, foot) {
    const wide = (text) => hexscan.scale.width(text, 0.75 * rem);
    const [lines, dots] = [keyOf(told), dotsOf(told)];
    const right = box.right - wide(told.unit_x) - 0.75 * rem;
    if (box.left + lengthOf([...lines, ...dots], rem) <= right) {
      return { drawn: drawKey([...lines, ...dots], box.left, right, foot, rem), above: false };
    }
    const from = box.right - lengthOf(dots, rem);
    const above = dots.length > 0 && from >= 2 + wide(told.unit_y) + rem;
    const over = above ? drawKey(dots, from, box.right + 1, rem, rem) : [];
    return { drawn: [...drawKey(lines, box.left, right, foot, rem), ...over], above };
  }

  /** Where the plot is, and the axes and the key around it. */
  function frameOf(view) {
    const { told, width, height, rem } = view;
    const { scale, formula } = hexscan;
    const { element, at } = scale;
    const size = 0.75 * rem;
    const [top, bottom] = [1.75 * rem, height - 2.25 * rem];
    const values = scale.ticks(...told.along, Math.max(2, (bottom - top) / (CLOSE * rem)));
    const texts = values.map(formula.plain);
    const box = { top, bottom, left: scale.widest(texts, size) + 0.875 * rem, right: width - 0.75 * rem };
    const x = scale.linear(...told.across, box.left, box.right);
    const y = scale.linear(...told.along, box.bottom, box.top);
    const people = scale.ticks(...told.across, Math.max(2, (box.right - box.left) / (4.5 * rem)));
    const inside = people.filter((value) => x(value) + 0.5 * scale.width(formula.plain(value), size) <= width);
    const foot = height - 0.25 * rem;
    const key = keysOf(view, box, foot);
    const axes = [
      ...scale.rows(values, y, box, texts),
      ...inside.map((value) =>
        element('Text', {
          className: 'tick-text', x: at(x(value)), y: at(box.bottom), dy: '1.2em', 'text-anchor': 'middle',
        }, formula.plain(value))),
      element('Text', { className: 'axis-name', x: 2, y: at(rem) }, told.unit_y),
      element('Text', { className: 'axis-name', x: at(box.right), y: at(foot), 'text-anchor': 'end' }, told.unit_x),
      ...key.drawn,
    ];
    return { box, x, y, axes, crowned: key.above };
  }

  /** What is not named: beside the name of the axis, or below that where there is no room for both. Gives its text,
   * where it ends and the box that it takes. */
  function restOf({ told, width, rem }, left, crowned) {
    const text = `and ${hexscan.formula.number(left)} more, named in the table`;
    const [named, wide] = [told.unit_y, text].map((one) => hexscan.scale.width(one, 0.75 * rem));
    const below = crowned || named + wide + 2 * rem > width;
    const [x, y] = [width - 0.75 * rem, (below ? 2.625 : 1) * rem];
    return { text, x, y, box: { left: x - wide, right: x, top: y - 0.75 * rem, bottom: y + 0.25 * rem } };
  }

  function drawRest(view, left, crowned) {
    if (!left) return [];
    const { element, at } = hexscan.scale;
    const { text, x, y } = restOf(view, left, crowned);
    return [element('Text', { className: 'axis-name', x: at(x), y: at(y), 'text-anchor': 'end' }, text)];
  }

  function limitsOf(told, { box, x, y }) {
    const { element, at, path } = hexscan.scale;
    const xs = told.at.map(x);
    const lines = [['lower998', 'limit998'], ['upper998', 'limit998'], ['lower95', 'limit95'], ['upper95', 'limit95']];
    const curves = lines.map(([name, look]) => element('Path', {
      className: look, d: path(xs, told[name].map((rate) => (hexscan.scale.known(rate) ? y(rate) : null))),
    }));
    const clip = { x: at(box.left), y: at(box.top), width: at(box.right - box.left), height: at(box.bottom - box.top) };
    const base = at(y(told.baseline));
    return [
      element('ClipPath', { id: 'funnel-plot' }, [element('Rect', clip)]),
      element('G', { 'clip-path': 'url(#funnel-plot)' }, [
        ...curves,
        element('Line', { className: 'baseline', x1: at(box.left), x2: at(box.right), y1: base, y2: base }),
      ]),
    ];
  }

  function pointsOf(view, { x, y }) {
    const { told, areas, rem } = view;
    const { known } = hexscan.scale;
    const drawn = (row) => known(told.rate[row]) && known(told.population[row]);
    const number = areas.codes.filter((_, row) => drawn(row)).length;
    const r = hexscan.plane.radius(number, rem);
    return areas.codes.map((_, row) => {
      if (!drawn(row)) return null;
      const side = sideOf(told, row) || '0';
      const own = areas.own.includes(row);
      return {
        x: x(told.population[row]), y: y(told.rate[row]), r: own ? r * 1.2 : r,
        look: `${LOOKS[side]}${own ? ' own' : ''}`, says: sentence(view, row), inside: side === '0' && !own,
      };
    });
  }

  function draw(view) {
    const { told, place, width, height, rem } = view;
    const { element } = hexscan.scale;
    if (!told.along.length) {
      view.points = null;
      hexscan.elements.write(place, null);
      return;
    }
    const frame = frameOf(view);
    if (frame.box.bottom <= frame.box.top || frame.box.right <= frame.box.left) { // no room yet, or at large text
      view.points = null;
      hexscan.elements.write(place, null);
      return;
    }
    view.points = pointsOf(view, frame);
    const room = { ...frame.box, top: frame.box.top - 0.5 * rem, right: width }; // points may be near the edge
    const avoid = told.labels.length ? [restOf(view, told.labels.length, frame.crowned).box] : [];
    const { drawn, left } = hexscan.plane.names(view, view.points, told.labels, room, avoid);
    hexscan.elements.write(place, element('Svg', { className: 'plane funnel', width, height, role: 'presentation' }, [
      element('G', { 'aria-hidden': 'true' }, [...frame.axes, ...drawRest(view, left, frame.crowned)]),
      element('G', { 'aria-hidden': 'true' }, limitsOf(told, frame)),
      element('G', { className: 'points-all' }, hexscan.plane.marks(view, view.points)),
      element('G', { 'aria-hidden': 'true' }, drawn),
      hexscan.plane.ring(),
    ]));
    hexscan.plane.follow(view);
  }

  /** Those outside first, the most odd first; then the others as they are listed. */
  function numbers({ told, areas }) {
    const { formula, scale } = hexscan;
    const outside = new Set(told.labels);
    const rest = areas.codes.map((_, row) => row).filter((row) => !outside.has(row));
    const rows = [...told.labels, ...rest].map((row) => [
      areas.names[row],
      scale.known(told.population[row]) ? formula.plain(told.population[row]) : '–', // km² are not whole
      formula.rate(told.rate[row]),
      verdictOf(told, row),
    ]);
    const caption = `Rates against ${told.unit_x}; all areas together ${formula.rate(told.baseline)}`;
    return { caption, heads: ['Area', told.unit_x, told.unit_y, 'Verdict'], rows, total: rows.length };
  }

  /** Of an area in the funnel the line of the hand, too, is what the funnel says of it. */
  function say(view, { kind, id }) {
    const row = kind === 'area' ? hexscan.compare.rowOf(id) : -1;
    return row >= 0 && view.points && view.points[row] ? `${view.points[row].says}.` : '';
  }

  const painter = Object.freeze({ draw, light: (view, thing) => hexscan.plane.light(view, thing), numbers, say });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.hexscan = Object.assign(window.dash_clientside.hexscan || {}, {
    drawFunnel: (told) => hexscan.compareDraw.tell('funnel', told, painter),
  });
})();

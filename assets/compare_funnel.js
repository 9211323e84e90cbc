/* The funnel: every area's rate against its residents, between the limits that chance alone would keep to. */
(function defineCompareFunnel() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const SIDES = {
    2: 'above the 99.8% limit', 1: 'above the 95% limit', 0: 'inside the limits',
    '-1': 'below the 95% limit', '-2': 'below the 99.8% limit',
  };
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

  /** The key in one line from `x` on, as much of it as there is room for. */
  function drawKey(entries, x, right, y, rem) {
    const { element, at, width } = hexscan.scale;
    const drawn = [];
    let [from, full] = [x, false];
    for (const { look, text } of entries) {
      const wide = 1.25 * rem + 5 + width(text, 0.75 * rem);
      full = full || from + wide > right;
      if (full) continue;
      drawn.push(
        element('Line', { className: look, x1: at(from), x2: at(from + 1.25 * rem), y1: at(y - 4), y2: at(y - 4) }),
        element('Text', { className: 'axis-name', x: at(from + 1.25 * rem + 5), y: at(y) }, text),
      );
      from += wide + 0.75 * rem;
    }
    return drawn;
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
    const axes = [
      ...scale.rows(values, y, box, texts),
      ...inside.map((value) =>
        element('Text', {
          className: 'tick-text', x: at(x(value)), y: at(box.bottom), dy: '1.2em', 'text-anchor': 'middle',
        }, formula.plain(value))),
      element('Text', { className: 'axis-name', x: 2, y: at(rem) }, told.unit_y),
      element('Text', { className: 'axis-name', x: at(box.right), y: at(foot), 'text-anchor': 'end' }, told.unit_x),
      ...drawKey(keyOf(told), box.left, box.right - scale.width(told.unit_x, size) - 0.75 * rem, foot, rem),
    ];
    return { box, x, y, axes };
  }

  /** What is not named: beside the name of the axis, or below that where there is no room for both. */
  function restOf({ told, width, rem }, left) {
    if (!left) return [];
    const { element, at } = hexscan.scale;
    const text = `and ${hexscan.formula.number(left)} more, named in the table`;
    const [named, wide] = [told.unit_y, text].map((one) => hexscan.scale.width(one, 0.75 * rem));
    const below = named + wide + 2 * rem > width;
    return [element('Text', {
      className: 'axis-name', x: at(width - 0.75 * rem), y: at((below ? 2.125 : 1) * rem), 'text-anchor': 'end',
    }, text)];
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
    const { drawn, left } = hexscan.plane.names(view, view.points, told.labels, room);
    hexscan.elements.write(place, element('Svg', { className: 'plane funnel', width, height, role: 'presentation' }, [
      element('G', { 'aria-hidden': 'true' }, [...frame.axes, ...restOf(view, left)]),
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

  const painter = Object.freeze({ draw, light: (view, thing) => hexscan.plane.light(view, thing), numbers });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.hexscan = Object.assign(window.dash_clientside.hexscan || {}, {
    drawFunnel: (told) => hexscan.compareDraw.tell('funnel', told, painter),
  });
})();

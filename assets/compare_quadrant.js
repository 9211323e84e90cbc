/* The quadrant: how far every area lies above or below similar areas, against where its own months are heading. */
(function defineCompareQuadrant() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  // Where each corner is: right or left of 1, above or below 0.
  const CORNERS = [
    { name: 'above-rising', right: true, top: true }, { name: 'above-falling', right: true, top: false },
    { name: 'below-rising', right: false, top: true }, { name: 'below-falling', right: false, top: false },
  ];
  const FARTHEST = ['above-rising', 'below-falling']; // whom the lists beside it name

  function lookOf({ corner }, row) {
    if (corner[row] === 'above-rising') return 'above far';
    if (corner[row] === 'below-falling') return 'below far';
    return corner[row] === 'middle' ? 'inside' : 'cornered';
  }

  function sentence({ told, areas }, row) {
    const times = hexscan.formula.times(told.ratio[row]);
    return `${areas.names[row]}: ${times} the mean of similar areas; ${told.corners[told.corner[row]]}`;
  }

  function frameOf(view) {
    const { told, width, height, rem } = view;
    const { scale, formula } = hexscan;
    const { element, at } = scale;
    const size = 0.75 * rem;
    const [top, bottom] = [1.75 * rem, height - 2.25 * rem];
    const values = scale.ticks(...told.along, Math.max(3, (bottom - top) / (3 * rem)));
    const texts = values.map((value) => formula.plain(value).replace('-', '−'));
    const box = { top, bottom, left: scale.widest(texts, size) + 0.875 * rem, right: width - 0.75 * rem };
    const x = scale.ratio(...told.across, box.left, box.right);
    const y = scale.linear(...told.along, box.bottom, box.top);
    const ratios = scale.ratioTicks(...told.across, x);
    const lines = [-1, 1].map((value) => element('Line', {
      className: 'limit95', x1: at(box.left), x2: at(box.right), y1: at(y(value)), y2: at(y(value)),
    }));
    const axes = [
      ...scale.rows(values, y, box, texts),
      ...scale.columns(ratios, x, box, ratios.map(formula.plain)),
      ...lines,
      element('Line', { className: 'baseline', x1: at(x(1)), x2: at(x(1)), y1: at(box.top), y2: at(box.bottom) }),
      element('Line', { className: 'baseline', x1: at(box.left), x2: at(box.right), y1: at(y(0)), y2: at(y(0)) }),
      element('Text', { className: 'axis-name', x: 2, y: at(rem) }, told.unit_y),
      element('Text', {
        className: 'axis-name', x: at(box.right), y: at(height - 0.25 * rem), 'text-anchor': 'end',
      }, told.unit_x),
      ...CORNERS.map((corner) => {
        const { x: start, y: base } = cornerAt(corner, box, rem);
        return element('Text', {
          className: `corner${corner.name === told.worst ? ' worst' : ''}`, x: at(start), y: at(base),
          'text-anchor': corner.right ? 'end' : 'start',
        }, told.corners[corner.name]);
      }),
    ];
    return { box, x, y, axes, corners: cornerBoxes(view, box) };
  }

  /** Where the words of a corner stand. */
  function cornerAt({ right, top }, box, rem) {
    return { x: right ? box.right - 6 : box.left + 6, y: top ? box.top + 1.125 * rem : box.bottom - 0.5 * rem };
  }

  /** The room that they take. */
  function cornerBoxes({ told, rem }, box) {
    return CORNERS.map((corner) => {
      const { x, y } = cornerAt(corner, box, rem);
      const wide = hexscan.scale.width(told.corners[corner.name], 0.75 * rem, true);
      const left = corner.right ? x - wide : x;
      return { left, right: left + wide, top: y - 0.75 * rem, bottom: y + 4 };
    });
  }

  function pointsOf(view, { x, y }) {
    const { told, areas, rem } = view;
    const drawn = told.ratio.map((ratio, row) => hexscan.scale.known(ratio) && hexscan.scale.known(told.reach[row]));
    const r = hexscan.plane.radius(drawn.filter(Boolean).length, rem);
    return areas.codes.map((_, row) => {
      if (!drawn[row]) return null;
      const own = areas.own.includes(row);
      return {
        x: x(told.ratio[row]), y: y(told.reach[row]), r: own ? r * 1.2 : r,
        look: `${lookOf(told, row)}${own ? ' own' : ''}`, says: sentence(view, row),
        inside: told.corner[row] === 'middle' && !own,
      };
    });
  }

  function draw(view) {
    const { told, place, width, height, rem } = view;
    const { element, at } = hexscan.scale;
    if (!told.across.length || !told.along.length) {
      view.points = null;
      hexscan.elements.write(place, null);
      return;
    }
    const frame = frameOf(view);
    view.points = pointsOf(view, frame);
    const room = { ...frame.box, right: width };
    const ends = told.labels.filter((row) => FARTHEST.includes(told.corner[row]));
    const { drawn, left } = hexscan.plane.names(view, view.points, told.labels, room, frame.corners, ends);
    const rest = left ? [element('Text', {
      className: 'axis-name', x: at(frame.box.left), y: at(height - 0.25 * rem),
    }, `and ${hexscan.formula.number(left)} more, named in the lists`)] : [];
    hexscan.elements.write(place, element('Svg', { className: 'plane quadrant', width, height, role: 'presentation' }, [
      element('G', { 'aria-hidden': 'true' }, [...frame.axes, ...rest]),
      element('G', { className: 'points-all' }, hexscan.plane.marks(view, view.points)),
      element('G', { 'aria-hidden': 'true' }, drawn),
      hexscan.plane.ring(),
    ]));
    hexscan.plane.follow(view);
  }

  function numbers({ told, areas }) {
    const { formula, scale } = hexscan;
    const first = new Set(told.labels);
    const rest = areas.codes.map((_, row) => row).filter((row) => !first.has(row));
    const rows = [...told.labels, ...rest].map((row) => [
      areas.names[row],
      scale.known(told.ratio[row]) ? formula.times(told.ratio[row]) : '–',
      formula.oneDecimal(told.reach[row]),
      told.corners[told.corner[row]],
    ]);
    const caption = 'Every area against similar areas and against its own months';
    return { caption, heads: ['Area', told.unit_x, told.unit_y, 'Verdict'], rows, total: rows.length };
  }

  const painter = Object.freeze({ draw, light: (view, thing) => hexscan.plane.light(view, thing), numbers });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.hexscan = Object.assign(window.dash_clientside.hexscan || {}, {
    drawQuadrant: (told) => hexscan.compareDraw.tell('quadrant', told, painter),
  });
})();

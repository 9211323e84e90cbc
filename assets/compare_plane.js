/* Areas as points in a plane, for the funnel and the quadrant: each a link, the most telling ones named, and the one
 * under the hand ringed and named. Of very many points only some are links; the others are one path, found by their
 * distance from the pointer.
 *
 * A point is {x, y, r, look, says, bold, inside}: its class, its sentence, and whether it is one of the many.
 */
(function defineComparePlane() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const MOST_LINKS = 800;
  const MOST_NAMES = 12;
  const CROWD = 60; // more points than so many are smaller
  const FINGER = 0.75; // rem about a point in which it is meant
  const followed = new WeakSet(); // places whose pointer is followed

  /** Radius of the points: of many each is small. */
  function radius(number, rem) {
    if (number > MOST_LINKS) return 0.16 * rem;
    return (number > CROWD ? 0.24 : 0.34) * rem;
  }

  function isOne(point, number) {
    return !(point.inside && number > MOST_LINKS);
  }

  /** Layouts of all points. They stay in the order of their rows, so that none is made anew when numbers change. */
  function marks({ areas, rem }, points) {
    const { element, at } = hexscan.scale;
    const number = points.filter(Boolean).length;
    const finger = (number > CROWD ? 0.4 : FINGER) * rem;
    const links = points.flatMap((point, row) => {
      if (!point || !isOne(point, number)) return [];
      const [cx, cy] = [at(point.x), at(point.y)];
      return [element('A', {
        className: `point ${point.look}`, 'data-mark': 'yes', 'data-area': areas.codes[row], tabIndex: '-1',
        href: hexscan.compare.scanHref(row), 'aria-label': point.says,
      }, [
        element('Circle', { className: 'finger', cx, cy, r: at(Math.max(point.r, finger)) }),
        element('Circle', { className: 'dot', cx, cy, r: at(point.r) }),
      ])];
    });
    const many = points.filter((point) => point && !isOne(point, number));
    if (!many.length) return links;
    const d = many.map(({ x, y }) => `M${at(x)} ${at(y)}h0`).join('');
    return [element('Path', { className: 'points', d, 'stroke-width': at(2 * many[0].r) }), ...links];
  }

  /** Names of points, the first of `order` first, and how many of these had no room; the own area comes before. */
  function names({ areas, rem }, points, order, frame) {
    const size = 0.75 * rem;
    const first = areas.own.length === 1 ? areas.own : [];
    const wanted = [...first, ...order.filter((row) => !first.includes(row))];
    const given = wanted.map((row) => ({ row, text: areas.names[row], bold: first.includes(row) }));
    const labels = hexscan.compareLabels.place({ points, names: given, frame, size, most: MOST_NAMES });
    const { element, at } = hexscan.scale;
    const drawn = labels.map(({ text, bold, x, y, anchor }) =>
      element('Text', {
        className: `point-name${bold ? ' own' : ''}`, x: at(x), y: at(y), dy: '0.35em', 'text-anchor': anchor,
      }, text));
    const named = new Set(labels.map(({ row }) => row));
    return { drawn, left: order.filter((row) => !named.has(row)).length };
  }

  /** What will ring the point under the hand, above all else. */
  function ring() {
    const { element } = hexscan.scale;
    return element('G', { className: 'point-hand' }, [
      element('Circle', { className: 'ring', r: 0 }),
      element('Text', { className: 'point-name hand-name', dy: '0.35em' }),
    ]);
  }

  function light(view, thing) {
    const group = view.place.querySelector('.point-hand');
    if (!group) return;
    const row = hexscan.compareDraw.rowOf(view.areas, thing);
    const point = row < 0 || !view.points ? null : view.points[row];
    group.classList.toggle('seen', Boolean(point));
    if (!point) return;
    const [circle, text] = group.children;
    const attributes = { cx: point.x, cy: point.y, r: point.r + 3 };
    for (const [name, value] of Object.entries(attributes)) circle.setAttribute(name, value);
    const isLeft = point.x > view.width / 2;
    text.setAttribute('x', point.x + (isLeft ? -1 : 1) * (point.r + 7));
    text.setAttribute('y', point.y);
    text.setAttribute('text-anchor', isLeft ? 'end' : 'start');
    hexscan.scale.write(text, view.areas.names[row]);
  }

  /** The row of the point that the pointer means, -1 for none. */
  function nearest({ points, rem }, x, y) {
    let [best, least] = [-1, FINGER * rem];
    points.forEach((point, row) => {
      const distance = point ? Math.hypot(point.x - x, point.y - y) : Infinity;
      if (distance < least) [best, least] = [row, distance];
    });
    return best;
  }

  /** Points that are no elements can't say themselves that the pointer is on them. */
  function follow(view) {
    if (followed.has(view.place)) return;
    followed.add(view.place);
    let found = -1;
    view.place.addEventListener('pointermove', (event) => {
      const number = (view.points || []).filter(Boolean).length;
      if (number <= MOST_LINKS || event.target.closest('[data-area]')) return;
      const box = view.place.getBoundingClientRect();
      const row = nearest(view, event.clientX - box.left, event.clientY - box.top);
      if (row < 0 && found < 0) return;
      found = row; // also where it is the same: crossing an element the pointer has left it in between
      const thing = row < 0 ? null : { kind: 'area', id: view.areas.codes[row], from: view.name };
      hexscan.compare.hover(thing, event.pointerType === 'touch' ? 'touch' : 'mouse');
    });
  }

  hexscan.plane = Object.freeze({ radius, marks, names, ring, light, follow });
})();

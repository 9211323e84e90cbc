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
  const MOST_NAMES = 12; // so few points are all named
  const MOST_FIRST = 8; // points whose names have the first claim on room
  const MOST_TRIED = 40; // points that are nothing special whose name is tried for room
  const CROWD = 60; // more points than so many are smaller
  const FINGER = 0.75; // rem about a point in which it is meant
  const SIDES = 16; // of a finger's room that others take part of
  const followed = new WeakSet(); // places whose pointer is followed

  /** Radius of the points: of many each is small. */
  function radius(number, rem) {
    if (number > MOST_LINKS) return 0.16 * rem;
    return (number > CROWD ? 0.24 : 0.34) * rem;
  }

  function isOne(point, number) {
    return !(point.inside && number > MOST_LINKS);
  }

  /** A side of a room, cut off where another centre is nearer: the part of the polygon that is left. */
  function cut(polygon, { x, y }, other) {
    const [dx, dy] = [other.x - x, other.y - y];
    const half = (dx * dx + dy * dy) / 2;
    const beyond = ([px, py]) => (px - x) * dx + (py - y) * dy - half; // above 0 it is the other's
    return polygon.flatMap((from, i) => {
      const to = polygon[(i + 1) % polygon.length];
      const [here, there] = [beyond(from), beyond(to)];
      const left = here <= 0 ? [from] : [];
      if (here <= 0 === there <= 0) return left;
      const part = here / (here - there);
      return [...left, [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])]];
    });
  }

  /** The room about each link in which it is the one that is meant: a finger's, as far as no other centre is nearer.
   * A path, or '' where nobody is near. Of points in one place the last, which lies on top, has it all. */
  function rooms(links, finger) {
    const { at } = hexscan.scale;
    const across = [...links].sort((one, other) => one.x - other.x);
    const paths = new Map(links.map((point) => [point, '']));
    across.forEach((point, i) => {
      const near = [];
      const reach = (step) => {
        for (let j = i + step; across[j] && Math.abs(across[j].x - point.x) < 2 * finger; j += step) {
          const distance = Math.hypot(across[j].x - point.x, across[j].y - point.y);
          if (distance > 0 && distance < 2 * finger) near.push(across[j]);
        }
      };
      reach(-1);
      reach(1);
      if (!near.length) return;
      const corners = Array.from({ length: SIDES }, (_, side) => {
        const angle = (2 * Math.PI * side) / SIDES;
        return [point.x + finger * Math.cos(angle), point.y + finger * Math.sin(angle)];
      });
      const left = near.reduce((polygon, other) => cut(polygon, point, other), corners);
      paths.set(point, `M${left.map(([x, y]) => `${at(x)} ${at(y)}`).join('L')}z`);
    });
    return paths;
  }

  /** Layouts of all points. They stay in the order of their rows, so that none is made anew when numbers change. */
  function marks({ areas, rem }, points) {
    const { element, at } = hexscan.scale;
    const number = points.filter(Boolean).length;
    const finger = (number > CROWD ? 0.4 : FINGER) * rem;
    const room = rooms(points.filter((point) => point && isOne(point, number)), finger);
    const links = points.flatMap((point, row) => {
      if (!point || !isOne(point, number)) return [];
      const [cx, cy] = [at(point.x), at(point.y)];
      const d = room.get(point);
      return [element('A', {
        className: `point ${point.look}`, 'data-mark': 'yes', 'data-area': areas.codes[row], tabIndex: '-1',
        href: hexscan.compare.scanHref(row), 'aria-label': point.says,
      }, [
        // Where others are near it only keeps the link's box about the point.
        element('Circle', { className: d ? 'finger shared' : 'finger', cx, cy, r: at(Math.max(point.r, finger)) }),
        element('Circle', { className: 'dot', cx, cy, r: at(point.r) }),
        ...(d ? [element('Path', { className: 'finger', d })] : []),
      ])];
    });
    const many = points.filter((point) => point && !isOne(point, number));
    if (!many.length) return links;
    const d = many.map(({ x, y }) => `M${at(x)} ${at(y)}h0`).join('');
    return [element('Path', { className: 'points', d, 'stroke-width': at(2 * many[0].r) }), ...links];
  }

  /** Rows of the points that are not among `wanted`, those farthest from the middle of all first. */
  function others(points, wanted) {
    const drawn = points.filter(Boolean);
    const middle = ['x', 'y'].map((axis) => drawn.reduce((sum, point) => sum + point[axis], 0) / drawn.length);
    const away = points.map((point) => (point ? Math.hypot(point.x - middle[0], point.y - middle[1]) : 0));
    const rest = points.map((_, row) => row).filter((row) => points[row] && !wanted.includes(row));
    return rest.sort((one, other) => away[other] - away[one]).slice(0, MOST_TRIED);
  }

  /** Names of points, those of `first` before all, then the own area's, then the first of `order`, then others as there
   * is room; of few points all are named. The first ones and the own area's may stand off their points. None is written
   * over the boxes to `avoid`. Gives what to draw, and how many of `order` had no room. */
  function names({ areas, rem }, points, order, frame, avoid = [], first = []) {
    const size = 0.75 * rem;
    const own = areas.own.length === 1 ? areas.own : [];
    const claims = new Set([...first.slice(0, MOST_FIRST), ...own]);
    const wanted = [...new Set([...claims, ...order])];
    const given = [...wanted, ...others(points, wanted)].map((row) => (
      { row, text: areas.names[row], bold: own.includes(row), far: claims.has(row) }));
    const far = points.filter(Boolean).length <= MOST_NAMES;
    const labels = hexscan.compareLabels.place({ points, names: given, frame, size, most: MOST_NAMES, far, avoid });
    const { element, at } = hexscan.scale;
    const lines = labels.filter(({ line }) => line).map(({ row, line: { x1, y1, x2, y2 } }) =>
      element('Line', {
        className: 'name-line', 'data-names': areas.codes[row], x1: at(x1), y1: at(y1), x2: at(x2), y2: at(y2),
      }));
    const texts = labels.map(({ row, text, bold, x, y, anchor }) =>
      element('Text', {
        className: `point-name${bold ? ' own' : ''}`, 'data-names': areas.codes[row],
        x: at(x), y: at(y), dy: '0.35em', 'text-anchor': anchor,
      }, text));
    const named = new Set(labels.map(({ row }) => row));
    return { drawn: [...lines, ...texts], left: order.filter((row) => !named.has(row)).length };
  }

  /** What will ring the point under the hand, above all else. */
  function ring() {
    const { element } = hexscan.scale;
    return element('G', { className: 'point-hand' }, [
      element('Rect', { className: 'hand-ground', rx: 2 }),
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
    hush(view, point ? view.areas.codes[row] : '');
    if (!point) return;
    const [ground, circle, text] = group.children;
    const name = view.areas.names[row];
    const beside = point.r + 7;
    const wide = hexscan.scale.width(name, 0.75 * view.rem, true);
    const isLeft = point.x + beside + wide > view.width - 2 && point.x > view.width / 2;
    const x = point.x + (isLeft ? -1 : 1) * beside;
    dress(circle, { cx: point.x, cy: point.y, r: point.r + 3 });
    dress(text, { x, y: point.y, 'text-anchor': isLeft ? 'end' : 'start' });
    dress(ground, {
      x: (isLeft ? x - wide : x) - 3, y: point.y - 0.5625 * view.rem, width: wide + 6, height: 1.125 * view.rem,
    });
    hexscan.scale.write(text, name);
  }

  function dress(node, attributes) {
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  }

  /** The name of the area under the hand stands beside its ring: where it rests it is not to be read a second time. */
  function hush({ place }, code) {
    for (const node of place.querySelectorAll('.hushed')) node.classList.remove('hushed');
    if (!code) return;
    for (const node of place.querySelectorAll(`[data-names="${CSS.escape(code)}"]`)) node.classList.add('hushed');
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
    const point = (event) => {
      const number = (view.points || []).filter(Boolean).length;
      if (number <= MOST_LINKS || event.target.closest('[data-area]')) return;
      const box = view.place.getBoundingClientRect();
      const row = nearest(view, event.clientX - box.left, event.clientY - box.top);
      if (row < 0 && found < 0) return;
      found = row; // also where it is the same: crossing an element the pointer has left it in between
      const thing = row < 0 ? null : { kind: 'area', id: view.areas.codes[row], from: view.name };
      hexscan.compare.hover(thing, event.pointerType === 'touch' ? 'touch' : 'mouse');
    };
    for (const happens of ['pointermove', 'pointerdown']) view.place.addEventListener(happens, point);
  }

  hexscan.plane = Object.freeze({ radius, marks, names, ring, light, follow });
})();

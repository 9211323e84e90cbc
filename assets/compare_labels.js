/* Names beside points: as many as there is room for, the first of the list first, none over another or over a point.
 *
 * A point is {x, y, r}; hexscan.compareLabels.place({points, names, frame, size, most, far}) gives [{row, x, y, anchor,
 * text, bold, line}]: `names` are [{row, text, bold, far}] in order, `row` the index of a point. With `far` a name that
 * has no room beside its point may stand farther off, with a `line` {x1, y1, x2, y2} to it, else null; with a name's
 * own `far` anywhere in the frame. Nothing is written over the boxes to `avoid`, [{left, right, top, bottom}]. Only so many
 * places are tried, whatever the points: a name that has none by then is left out.
 */
(function defineCompareLabels() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const GAP = 4; // pixels between a point and its name
  const CELL = 48; // pixels: points are looked up by squares of that size
  const STEP = 8; // pixels by which a name goes farther off,
  const FARTHEST = 120; // so far at first,
  const GOOD = 48; // pixels of lines altogether that nothing better is looked for
  const WAYS = 16; // in any of so many directions; then anywhere,
  const MOST_PLACES = 1500; // at one of so many places of the frame
  const ENOUGH = 6000; // places tried after which no other order of the names is
  const MOST_TRIED = 15000; // and altogether
  let tried = 0; // by the latest call

  function overlaps(one, other) {
    return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  }

  function boxOf({ x, y, r }) {
    return { left: x - r, right: x + r, top: y - r, bottom: y + r };
  }

  /** Boxes by the squares they touch. */
  class Boxes {
    constructor() {
      this.squares = new Map();
      this.lines = [];
    }

    keysOf({ left, right, top, bottom }) {
      const keys = [];
      for (let i = Math.floor(left / CELL); i <= Math.floor(right / CELL); i += 1) {
        for (let j = Math.floor(top / CELL); j <= Math.floor(bottom / CELL); j += 1) keys.push(`${i} ${j}`);
      }
      return keys;
    }

    add(box) {
      if (box.line) this.lines.push(box.line);
      for (const key of this.keysOf(box)) {
        if (!this.squares.has(key)) this.squares.set(key, []);
        this.squares.get(key).push(box);
      }
    }

    hit(box) {
      return this.keysOf(box).some((key) => (this.squares.get(key) || []).some((other) => overlaps(box, other)))
        || this.lines.some((line) => crosses(line, box));
    }
  }

  /** Where a name of that width may stand: right of its point, left of it, above, below. */
  function candidates({ x, y, r }, width, height) {
    const half = height / 2;
    const beside = r + GAP;
    const level = { y, top: y - half, bottom: y + half };
    return [
      { anchor: 'start', x: x + beside, left: x + beside, right: x + beside + width, ...level },
      { anchor: 'end', x: x - beside, left: x - beside - width, right: x - beside, ...level },
      ...[y - beside - half, y + beside + half].map((middle) => ({
        anchor: 'middle', x, y: middle,
        left: x - width / 2, right: x + width / 2, top: middle - half, bottom: middle + half,
      })),
    ];
  }

  /** A name with its middle there, and the line from the edge of its point to where the name is nearest to it. */
  function standing({ x, y, r }, middle, level, width, height) {
    const [across, up] = [width / 2, height / 2];
    const box = { left: middle - across, right: middle + across, top: level - up, bottom: level + up };
    const end = { x: Math.max(box.left, Math.min(x, box.right)), y: Math.max(box.top, Math.min(y, box.bottom)) };
    const length = Math.hypot(end.x - x, end.y - y) || 1;
    const line = { x1: x + (r * (end.x - x)) / length, y1: y + (r * (end.y - y)) / length, x2: end.x, y2: end.y };
    return { anchor: 'middle', x: middle, y: level, line, ...box };
  }

  /** Where it may stand farther off: the nearest places first. */
  function* farther(point, width, height) {
    for (let away = point.r + 2 * GAP; away <= FARTHEST; away += STEP) {
      for (let way = 0; way < WAYS; way += 1) {
        const angle = (2 * Math.PI * way) / WAYS;
        const middle = point.x + Math.cos(angle) * (away + width / 2);
        yield standing(point, middle, point.y + Math.sin(angle) * (away + height / 2), width, height);
      }
    }
  }

  /** Middles of names in rows and columns all over the frame, twice as many rows as columns in as much room. */
  function lattice({ left, right, top, bottom }) {
    const step = Math.max(STEP, Math.sqrt((2 * (right - left) * (bottom - top)) / MOST_PLACES));
    const middles = [];
    for (let x = left + step / 2; x < right; x += step) {
      for (let y = top + step / 4; y < bottom; y += step / 2) middles.push([x, y]);
    }
    return middles.slice(0, MOST_PLACES);
  }

  /** Those places of the frame, the ones near the point first. */
  function* anywhere(point, width, height, middles) {
    const distance = ([x, y]) => Math.hypot(x - point.x, 2 * (y - point.y));
    const sorted = middles.map((middle) => [distance(middle), middle]).sort(([one], [other]) => one - other);
    for (const [, [x, y]] of sorted) yield standing(point, x, y, width, height);
  }

  /** Whether a line goes through a box. */
  function crosses({ x1, y1, x2, y2 }, { left, right, top, bottom }) {
    let [from, to] = [0, 1]; // the part of the line that is inside
    for (const [start, way, low, high] of [[x1, x2 - x1, left, right], [y1, y2 - y1, top, bottom]]) {
      if (!way && (start <= low || start >= high)) return false;
      if (!way) continue;
      const [one, other] = [(low - start) / way, (high - start) / way];
      from = Math.max(from, Math.min(one, other));
      to = Math.min(to, Math.max(one, other));
    }
    return from < to;
  }

  /** The same of few boxes, and of lines: no squares are needed to look them up. */
  class FewBoxes {
    constructor() {
      this.boxes = [];
      this.lines = [];
    }

    add(box) {
      this.boxes.push(box);
      if (box.line) this.lines.push(box.line);
    }

    hit(box) {
      return this.boxes.some((other) => overlaps(box, other)) || this.lines.some((line) => crosses(line, box));
    }
  }

  /** The first of several places that is inside the frame and free, its line through none of the texts; with `lenient`
   * the first whose line is not so, where all others are worse. */
  function firstFree(places, frame, taken, texts, lenient = false) {
    let second;
    for (const box of places) {
      if (tried >= MOST_TRIED) break;
      tried += 1;
      if (!within(box, frame) || taken.hit(box)) continue;
      if (!box.line || !texts.some((text) => crosses(box.line, text))) return box;
      if (lenient) second = second || box;
    }
    return second;
  }

  function anyFree(middles, point, room, frame, taken, texts) {
    return middles.length ? firstFree(anywhere(point, ...room, middles), frame, taken, texts, true) : undefined;
  }

  function within(box, frame) {
    return box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
  }

  /** Names placed in the order given; those without room look for it at `middles` of the frame, if there are any. */
  function placeInOrder({ points, names, frame, size, most, far = false, avoid = [] }, middles = []) {
    const taken = far ? new FewBoxes() : new Boxes();
    const texts = [];
    points.forEach((point) => point && taken.add(boxOf(point)));
    avoid.forEach((box) => taken.add(box));
    const labels = [];
    const all = names.some((name) => name.far) ? lattice(frame) : [];
    for (const { row, text, bold, far: wanted } of names) {
      if (labels.length >= most) break;
      const point = points[row];
      if (!point) continue;
      const room = [hexscan.scale.width(text, size, bold), size * 1.2];
      const found = firstFree(candidates(point, ...room), frame, taken, texts)
        || (far || wanted ? firstFree(farther(point, ...room), frame, taken, texts) : undefined)
        || anyFree(wanted && !far ? all : middles, point, room, frame, taken, texts);
      if (!found) continue;
      taken.add(found);
      texts.push(found);
      labels.push({ row, text, bold, x: found.x, y: found.y, anchor: found.anchor, line: found.line || null });
    }
    return labels;
  }

  /** How far a point is from the next one. */
  function alone(points, row) {
    const { x, y } = points[row];
    return points.reduce((least, other, i) =>
      (other && i !== row ? Math.min(least, Math.hypot(other.x - x, other.y - y)) : least), Infinity);
  }

  /** How much is amiss: names without room, then long lines. */
  function amiss(labels, number) {
    const long = labels.reduce((sum, { line }) =>
      sum + (line ? STEP + Math.hypot(line.x2 - line.x1, line.y2 - line.y1) : 0), 0);
    return (number - labels.length) * 100 * FARTHEST + long;
  }

  function place(given) {
    tried = 0;
    const first = placeInOrder(given);
    if (!given.far) return first;
    // Every name is wanted: the order in which they look for room may be another, as that of those with least of it.
    const names = given.names.filter(({ row }) => given.points[row]);
    const orders = [
      (one, other) => alone(given.points, one.row) - alone(given.points, other.row),
      (one, other) => given.points[one.row].y - given.points[other.row].y,
      (one, other) => given.points[other.row].y - given.points[one.row].y,
      (one, other) => given.points[one.row].x - given.points[other.row].x,
      (one, other) => given.points[other.row].x - given.points[one.row].x,
    ];
    let [best, chosen] = [first, names];
    for (const order of orders) {
      if (tried >= ENOUGH || amiss(best, names.length) <= GOOD) break;
      const sorted = [...names].sort(order);
      const labels = placeInOrder({ ...given, names: sorted });
      if (amiss(labels, names.length) < amiss(best, names.length)) [best, chosen] = [labels, sorted];
    }
    if (best.length === names.length) return best;
    const wide = placeInOrder({ ...given, names: chosen }, lattice(given.frame));
    return wide.length < best.length ? best : wide;
  }

  /** For tests: how many places the latest names were tried at. */
  function state() {
    return { tried };
  }

  hexscan.compareLabels = Object.freeze({ place, state });
})();

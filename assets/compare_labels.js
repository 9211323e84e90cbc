/* Names beside points: as many as there is room for, the first of the list first, none over another or over a point.
 *
 * A point is {x, y, r}; hexscan.compareLabels.place({points, names, frame, size, most}) gives [{row, x, y, anchor,
 * text, bold}]: `names` are [{row, text, bold}] in order, `row` the index of a point.
 */
(function defineCompareLabels() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const GAP = 4; // pixels between a point and its name
  const CELL = 48; // pixels: points are looked up by squares of that size

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
    }

    keysOf({ left, right, top, bottom }) {
      const keys = [];
      for (let i = Math.floor(left / CELL); i <= Math.floor(right / CELL); i += 1) {
        for (let j = Math.floor(top / CELL); j <= Math.floor(bottom / CELL); j += 1) keys.push(`${i} ${j}`);
      }
      return keys;
    }

    add(box) {
      for (const key of this.keysOf(box)) {
        if (!this.squares.has(key)) this.squares.set(key, []);
        this.squares.get(key).push(box);
      }
    }

    hit(box) {
      return this.keysOf(box).some((key) => (this.squares.get(key) || []).some((other) => overlaps(box, other)));
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

  function within(box, frame) {
    return box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
  }

  function place({ points, names, frame, size, most }) {
    const taken = new Boxes();
    points.forEach((point) => point && taken.add(boxOf(point)));
    const labels = [];
    for (const { row, text, bold } of names) {
      if (labels.length >= most) break;
      const point = points[row];
      if (!point) continue;
      const found = candidates(point, hexscan.scale.width(text, size, bold), size * 1.2)
        .find((box) => within(box, frame) && !taken.hit(box));
      if (!found) continue;
      taken.add(found);
      labels.push({ row, text, bold, x: found.x, y: found.y, anchor: found.anchor });
    }
    return labels;
  }

  hexscan.compareLabels = Object.freeze({ place });
})();

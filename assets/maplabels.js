/* Names on the map: which belong at a zoom, where they fit without touching, and how they are drawn.
 *
 * Places are worked out once per zoom for the whole map, not for what is in view, so that names hold still
 * while the reader pans.
 */
(function defineMapLabels() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});

  // First come, first placed: the order of kinds, then rank (residents), largest first.
  const KINDS = {
    partnership: { order: 0, from: 0, to: 11, size: 13, weight: 700 },
    town: { order: 1, from: 8.5, to: 12.4, size: 12.5, weight: 700 },
    ward: { order: 2, from: 11, to: 30, size: 11.5, weight: 600 },
    place: { order: 3, from: 13, to: 30, size: 11, weight: 500 },
  };
  const MARGIN = 4; // pixels kept free round a name
  const BIN = 96; // pixels; squares in which names look for neighbours
  const HALO = 3.5;
  // Where a name may go, in its own half heights below its place. A ward's stays put: the next ward is too near.
  const ROOM = { partnership: [0, 1.4, -1.4, 2.4], town: [0, 1.4, -1.4], ward: [0], place: [0] };
  const widths = new Map();

  /** Labels with world coordinates, in the order in which they get their place. */
  function labelsOf(rows) {
    return rows
      .filter((row) => KINDS[row.kind])
      .map((row) => ({
        name: row.name,
        kind: row.kind,
        rank: row.rank || 0,
        x: hexscan.cells.worldX(row.lon),
        y: hexscan.cells.worldY(row.lat),
      }))
      .sort((a, b) => KINDS[a.kind].order - KINDS[b.kind].order || b.rank - a.rank || (a.name < b.name ? -1 : 1));
  }

  function fontOf(kind, family) {
    return `${KINDS[kind].weight} ${KINDS[kind].size}px ${family}`;
  }

  function widthOf(context, label, family) {
    const font = fontOf(label.kind, family);
    const key = `${font}|${label.name}`;
    if (!widths.has(key)) {
      context.font = font;
      widths.set(key, context.measureText(label.name).width);
    }
    return widths.get(key);
  }

  function binsOf(box) {
    const bins = [];
    for (let c = Math.floor(box.left / BIN); c <= Math.floor(box.right / BIN); c += 1) {
      for (let r = Math.floor(box.top / BIN); r <= Math.floor(box.bottom / BIN); r += 1) bins.push(`${c},${r}`);
    }
    return bins;
  }

  function overlaps(a, b) {
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  }

  /** Takes the room round a middle for a name, unless another name is there. */
  function take(taken, x, y, half, tall) {
    const box = { left: x - half, right: x + half, top: y - tall, bottom: y + tall };
    const bins = binsOf(box);
    if (bins.some((bin) => (taken.get(bin) || []).some((other) => overlaps(box, other)))) return false;
    for (const bin of bins) taken.set(bin, [...(taken.get(bin) || []), box]);
    return true;
  }

  /** Labels that fit at a zoom: [{label, x, y, muted}] in world pixels. Names outside `area` are left out, but
   * for the large ones, which are muted. */
  function placeLabels(context, labels, zoom, area, family) {
    const scale = hexscan.cells.scaleOf(zoom);
    const taken = new Map();
    const names = new Set();
    const placed = [];
    for (const label of labels) {
      const kind = KINDS[label.kind];
      if (zoom < kind.from || zoom > kind.to || names.has(label.name)) continue;
      const outside = Boolean(area) && !hexscan.shapes.contains(area, label.x, label.y);
      if (outside && kind.order > 1) continue;
      const x = label.x * scale;
      const y = label.y * scale;
      const half = widthOf(context, label, family) / 2 + MARGIN;
      const tall = kind.size / 2 + MARGIN;
      const free = ROOM[label.kind].map((step) => y + step * tall).find((middle) => take(taken, x, middle, half, tall));
      if (free === undefined) continue;
      names.add(label.name);
      placed.push({ label, x, y: free, muted: outside });
    }
    return placed;
  }

  /** Whether a name would be cut by an edge of what is shown. */
  function isCut({ left, right, top, bottom }, x, y, half, tall) {
    return x - half < left || x + half > right || y - tall < top || y + tall > bottom;
  }

  /** Draws placed labels that are in view; returns the names drawn. With `shown`, the part of the canvas that is seen,
   * names that would be cut are left out. */
  function drawLabels(context, view, placed, colours, family, shown = null) {
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    context.lineWidth = HALO;
    const drawn = [];
    for (const { label, x, y, muted } of placed) {
      const left = x - view.originX;
      const top = y - view.originY;
      if (left < view.left || left > view.right || top < view.top || top > view.bottom) continue;
      const half = widthOf(context, label, family) / 2;
      if (shown && isCut(shown, left, top, half, KINDS[label.kind].size / 2)) continue;
      context.font = fontOf(label.kind, family);
      context.strokeStyle = colours.halo;
      context.strokeText(label.name, left, top);
      context.fillStyle = muted ? colours.muted : colours.label;
      context.fillText(label.name, left, top);
      drawn.push(label.name);
    }
    return drawn;
  }

  hexscan.labels = Object.freeze({ labelsOf, placeLabels, drawLabels });
})();

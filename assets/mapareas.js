/* Areas coloured as a whole (rates): their shapes joined to their classes, drawn, and found under a point. */
(function defineMapAreas() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const HATCH = 7; // pixels between the lines of a hatching
  const EDGE = 0.8; // pixels, so that neighbours of one class stay apart
  const SIGN = 4.5; // pixels from the middle of a sign to its corners
  const ROOM = 20; // pixels; in areas narrower or lower than this a sign is a blot
  const middles = new WeakMap(); // shape -> its middle
  const indices = new WeakMap(); // shapes -> code -> shape

  /** Where a shape's middle line crosses its outline, from left to right. */
  function crossings(shape, y) {
    const found = [];
    for (const line of shape.lines) {
      for (let i = 0, j = line.length - 2; i < line.length; j = i, i += 2) {
        if (line[i + 1] > y === line[j + 1] > y) continue;
        found.push(line[i] + ((line[j] - line[i]) / (line[j + 1] - line[i + 1])) * (y - line[i + 1]));
      }
    }
    return found.sort((a, b) => a - b);
  }

  /** A world point inside a shape, half way up: the middle of the widest stretch there. */
  function middleOf(shape) {
    const { left, right, top, bottom } = shape.box;
    const y = (top + bottom) / 2;
    const xs = crossings(shape, y);
    let best = { x: (left + right) / 2, width: -1 };
    for (let i = 0; i + 1 < xs.length; i += 2) {
      const width = xs[i + 1] - xs[i];
      if (width > best.width) best = { x: (xs[i] + xs[i + 1]) / 2, width };
    }
    return { x: best.x, y };
  }

  function middle(shape) {
    if (!middles.has(shape)) middles.set(shape, middleOf(shape));
    return middles.get(shape);
  }

  /** Shapes by code; what is made of several of them is kept with them, under all their codes. */
  function byCode(shapes) {
    if (!indices.has(shapes)) indices.set(shapes, new Map(shapes.map((shape) => [shape.code, shape])));
    return indices.get(shapes);
  }

  /** Several shapes as one: police forces have no outlines of their own. */
  function whole(codes, known) {
    const key = codes.join();
    if (!known.has(key)) {
      const found = codes.map((code) => known.get(code)).filter(Boolean);
      known.set(key, found.length > 1 ? hexscan.shapes.areaOf(found) : found[0]);
    }
    return known.get(key);
  }

  /** The areas of values that have a shape: {code, name, words, found (class), shape, x, y}. `parts`, where there are
   * any, are the codes of the shapes that each area consists of. */
  function joined({ codes, names, words, classes, parts }, shapes) {
    const known = byCode(shapes);
    return codes.flatMap((code, i) => {
      const shape = parts ? whole(parts[i], known) : known.get(code);
      return shape ? [{ code, name: names[i], words: words[i], found: classes[i], shape, ...middle(shape) }] : [];
    });
  }

  /** Place in the list of the area that holds a world point, or -1. */
  function areaAt(areas, x, y) {
    return areas.findIndex(({ shape }) => {
      const { left, right, top, bottom } = shape.box;
      return x >= left && x <= right && y >= top && y <= bottom && hexscan.shapes.contains(shape, x, y);
    });
  }

  function hatching(context, colour) {
    const tile = document.createElement('canvas');
    tile.width = HATCH;
    tile.height = HATCH;
    const drawn = tile.getContext('2d');
    drawn.strokeStyle = colour;
    drawn.lineWidth = 1.2;
    drawn.beginPath();
    for (const shift of [-HATCH, 0, HATCH]) {
      drawn.moveTo(shift, HATCH);
      drawn.lineTo(shift + HATCH, 0);
    }
    drawn.stroke();
    return context.createPattern(tile, 'repeat');
  }

  function drawAreas(context, view, picture, colours) {
    for (const { found, shape } of picture.areas) {
      if (found < 0 || (picture.only >= 0 && picture.only !== found)) continue;
      context.beginPath();
      hexscan.shapes.trace(context, shape, view);
      const hatched = picture.signs[found] === 'hatch';
      context.fillStyle = hatched ? hatching(context, picture.fills[found]) : picture.fills[found];
      context.fill('evenodd');
      if (shape.outline) {
        context.beginPath(); // without the borders inside
        hexscan.shapes.trace(context, shape.outline, view);
      }
      context.lineWidth = EDGE;
      context.strokeStyle = colours.halo;
      context.stroke();
    }
    drawSigns(context, view, picture);
  }

  /** Signs in the middle of areas, so that colour never speaks alone. */
  function drawSigns(context, view, picture) {
    context.fillStyle = '#ffffff';
    for (const { found, shape, x, y } of picture.areas) {
      const sign = found < 0 || (picture.only >= 0 && picture.only !== found) ? '' : picture.signs[found];
      if ((sign !== 'up' && sign !== 'down') || !isWide(shape.box, view)) continue;
      const [left, top] = [x * view.scale - view.originX, y * view.scale - view.originY];
      const point = sign === 'up' ? -SIGN : SIGN;
      context.beginPath();
      context.moveTo(left, top + point);
      context.lineTo(left + SIGN, top - point * 0.8);
      context.lineTo(left - SIGN, top - point * 0.8);
      context.closePath();
      context.fill();
    }
  }

  function isWide({ left, right, top, bottom }, { scale }) {
    return Math.min(right - left, bottom - top) * scale >= ROOM;
  }

  hexscan.areas = Object.freeze({ joined, areaAt, drawAreas, hatching });
})();

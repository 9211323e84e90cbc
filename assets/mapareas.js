/* Areas coloured as a whole (rates): their shapes joined to their classes, drawn, and found under a point. */
(function defineMapAreas() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const HATCH = 7; // pixels between the lines of a hatching
  const EDGE = 0.8; // pixels, so that neighbours of one class stay apart

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

  /** The areas of values that have a shape: {code, name, words, found (class), shape, x, y}. */
  function joined({ codes, names, words, classes }, shapes) {
    const byCode = new Map(shapes.map((shape) => [shape.code, shape]));
    return codes.flatMap((code, i) => {
      const shape = byCode.get(code);
      return shape ? [{ code, name: names[i], words: words[i], found: classes[i], shape, ...middleOf(shape) }] : [];
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
      context.lineWidth = EDGE;
      context.strokeStyle = colours.halo;
      context.stroke();
    }
  }

  hexscan.areas = Object.freeze({ joined, areaAt, drawAreas });
})();

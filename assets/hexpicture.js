/* One picture of the map: values joined to outlines, sorted into colour classes, and how its cells are drawn. */
(function defineHexPicture() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const NARROWEST_SIGN = 11; // pixels; in cells narrower than this a sign is a blot
  const TOGETHER = 8; // cells that are filled as one path: neither thousands of paths are quick, nor one of thousands
  const NEAR = 8; // of a cell's width; the box of a path is looked at whole, so its cells must lie close
  const SIGN_REACH = 0.2; // of a cell's width, from its middle to a corner of the sign

  function check({ counts, breaks, colours, classes }, n) {
    if (counts.length !== n || (classes && classes.length !== n)) {
      throw new Error(`${(classes || counts).length} values do not belong to ${n} cells.`);
    }
    if (breaks.length !== colours.length) {
      throw new Error(`${breaks.length} breaks do not belong to ${colours.length} colours.`);
    }
  }

  /** Class of each cell: as the values say (a verdict), else that of its count; -1: not painted. */
  function classing({ counts, breaks, classes }) {
    if (classes) return (i) => (classes[i] === null ? -1 : classes[i]);
    return (i) => hexscan.formula.classOf(counts[i], breaks);
  }

  /** Values, their outlines and, where areas are coloured, the shapes of those; throws where they can't belong
   * together. `fills` and `signs` stand by class, `only` is the one class shown, -1 for all of them. */
  function pictureOf(values, outlines, shapes) {
    check(values, outlines.n);
    const entries = values.entries || values.colours.map((colour) => ({ colour, sign: '' }));
    const classes = entries.map(() => []);
    const find = classing(values);
    let total = 0;
    for (let i = 0; i < outlines.n; i += 1) {
      const found = values.areas ? -1 : find(i);
      if (found >= 0) classes[found].push(i);
      total += values.counts[i] || 0;
    }
    const areas = values.areas ? hexscan.areas.joined(values.areas, shapes || []) : null;
    const only = values.shown_class >= 1 && values.shown_class <= entries.length ? values.shown_class - 1 : -1;
    const sizes = classes.map((cells, i) => (areas ? areas.filter(({ found }) => found === i) : cells).length);
    return {
      values,
      outlines,
      classes,
      areas,
      total,
      only,
      fills: entries.map(({ colour }) => colour),
      signs: entries.map(({ sign }) => sign || ''),
      filled: sizes.reduce((sum, size, i) => sum + (only < 0 || only === i ? size : 0), 0),
      pinned: (values.pinned || []).map((name) => hexscan.cells.indexOfCell(outlines, name)),
      fresh: true, // not drawn yet
    };
  }

  /** A picture of other counts on the same cells, for as long as something is pointed at. */
  function pictureOfOthers(picture, { counts, breaks, colours }) {
    const { version, source, resolution } = picture.values;
    return { ...pictureOf({ version, source, resolution, counts, breaks, colours }, picture.outlines), fresh: false };
  }

  function traceCell(context, outlines, pixels, cell) {
    const start = outlines.starts[cell];
    const end = outlines.starts[cell + 1];
    context.moveTo(pixels.x[start], pixels.y[start]);
    for (let j = start + 1; j < end; j += 1) context.lineTo(pixels.x[j], pixels.y[j]);
    context.closePath();
  }

  /** Until restore(), drawing is in the pixels that pixelOutlines() gives. */
  function enterPixels(context, view, pixels) {
    context.save();
    context.translate(pixels.originX - view.originX, pixels.originY - view.originY);
  }

  /** inView(cell) for the cells of a view. */
  function viewTest(view, pixels) {
    const left = view.left + view.originX - pixels.originX - pixels.width;
    const right = view.right + view.originX - pixels.originX + pixels.width;
    const top = view.top + view.originY - pixels.originY - pixels.width;
    const bottom = view.bottom + view.originY - pixels.originY + pixels.width;
    return (cell) => {
      const x = pixels.centreX[cell];
      const y = pixels.centreY[cell];
      return x >= left && x <= right && y >= top && y <= bottom;
    };
  }

  function traceSign(context, sign, x, y, reach) {
    const point = sign === 'up' ? -reach : reach;
    context.moveTo(x, y + point);
    context.lineTo(x + reach, y - point * 0.8);
    context.lineTo(x - reach, y - point * 0.8);
    context.closePath();
  }

  /** Signs in the cells of a class, so that colour never speaks alone. */
  function drawSigns(context, pixels, cells, sign) {
    context.beginPath();
    for (const cell of cells) {
      traceSign(context, sign, pixels.centreX[cell], pixels.centreY[cell], pixels.width * SIGN_REACH);
    }
    context.fillStyle = '#ffffff';
    context.fill();
  }

  /** Fills cells, a few neighbours at a time: they come in the order of their names, which is by place. */
  function fillCells(context, outlines, pixels, cells) {
    const { centreX, centreY } = pixels;
    const reach = NEAR * pixels.width;
    let [count, x, y] = [0, 0, 0];
    for (const cell of cells) {
      const far = Math.abs(centreX[cell] - x) > reach || Math.abs(centreY[cell] - y) > reach;
      if (count === TOGETHER || (count && far)) {
        context.fill();
        count = 0;
      }
      if (!count) {
        context.beginPath();
        [x, y] = [centreX[cell], centreY[cell]];
      }
      traceCell(context, outlines, pixels, cell);
      count += 1;
    }
    if (count) context.fill();
  }

  /** Fills the cells in view, class by class. */
  function drawCells(context, view, picture) {
    const { outlines } = picture;
    const pixels = hexscan.cells.pixelOutlines(outlines, view.zoom);
    const inView = viewTest(view, pixels);
    enterPixels(context, view, pixels);
    picture.classes.forEach((cells, i) => {
      if (picture.only >= 0 && picture.only !== i) return;
      const hatched = picture.signs[i] === 'hatch';
      context.fillStyle = hatched ? hexscan.areas.hatching(context, picture.fills[i]) : picture.fills[i];
      const seen = cells.filter(inView);
      fillCells(context, outlines, pixels, seen);
      const signed = picture.signs[i] === 'up' || picture.signs[i] === 'down';
      if (signed && pixels.width >= NARROWEST_SIGN) drawSigns(context, pixels, seen, picture.signs[i]);
    });
    context.restore();
  }

  hexscan.picture = Object.freeze({
    pictureOf,
    pictureOfOthers,
    drawCells,
    traceCell,
    enterPixels,
    viewTest,
  });
})();

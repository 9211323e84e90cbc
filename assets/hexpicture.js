/* One picture of the map: counts joined to outlines, sorted into colour classes, and how it is drawn. */
(function defineHexPicture() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});

  /** Class of a count: the last break it reaches, or -1 below the first (no colour) and where it is no number. */
  function classOf(count, breaks) {
    let found = -1;
    for (let i = 0; i < breaks.length && count >= breaks[i]; i += 1) found = i;
    return found;
  }

  /** Values and their outlines as a picture; throws where they can't belong together. */
  function pictureOf(values, outlines) {
    const { counts, breaks, colours } = values;
    if (counts.length !== outlines.n) {
      throw new Error(`${counts.length} counts do not belong to ${outlines.n} cells.`);
    }
    if (breaks.length !== colours.length) {
      throw new Error(`${breaks.length} breaks do not belong to ${colours.length} colours.`);
    }
    const classes = colours.map(() => []);
    let total = 0;
    for (let i = 0; i < outlines.n; i += 1) {
      const found = counts[i] === null ? -1 : classOf(counts[i], breaks);
      if (found >= 0) classes[found].push(i);
      total += counts[i] || 0;
    }
    return {
      values,
      outlines,
      classes,
      total,
      filled: classes.reduce((sum, cells) => sum + cells.length, 0),
      pinned: hexscan.cells.indexOfCell(outlines, values.pinned),
      fresh: true, // not drawn yet
    };
  }

  function traceCell(context, outlines, pixels, cell) {
    const start = outlines.starts[cell];
    const end = outlines.starts[cell + 1];
    context.moveTo(pixels.x[start], pixels.y[start]);
    for (let j = start + 1; j < end; j += 1) context.lineTo(pixels.x[j], pixels.y[j]);
    context.closePath();
  }

  function enterPixels(context, view, pixels) {
    context.save();
    context.translate(pixels.originX - view.originX, pixels.originY - view.originY);
  }

  function colourOf(picture, cell) {
    const found = classOf(picture.values.counts[cell], picture.values.breaks);
    return found < 0 ? null : picture.values.colours[found];
  }

  /** Fills the cells in view, class by class and one by one (one path of thousands of hexagons is slower). */
  function drawCells(context, view, picture) {
    const { outlines } = picture;
    const pixels = hexscan.cells.pixelOutlines(outlines, view.zoom);
    const left = view.left + view.originX - pixels.originX - pixels.width;
    const right = view.right + view.originX - pixels.originX + pixels.width;
    const top = view.top + view.originY - pixels.originY - pixels.width;
    const bottom = view.bottom + view.originY - pixels.originY + pixels.width;
    enterPixels(context, view, pixels);
    picture.classes.forEach((cells, i) => {
      context.fillStyle = picture.values.colours[i];
      for (const cell of cells) {
        const x = pixels.centreX[cell];
        const y = pixels.centreY[cell];
        if (x < left || x > right || y < top || y > bottom) continue;
        context.beginPath();
        traceCell(context, outlines, pixels, cell);
        context.fill();
      }
    });
    context.restore();
  }

  function strokeCell(context, outlines, pixels, cell, strokes) {
    context.beginPath();
    traceCell(context, outlines, pixels, cell);
    strokePath(context, strokes);
  }

  function strokePath(context, strokes) {
    context.lineJoin = 'round';
    for (const [width, colour] of strokes) {
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.stroke();
    }
  }

  /** A pinned cell of another size than the cells shown: its outline alone, [[longitude, latitude], ...]. */
  function drawOutline(context, view, corners, strokes) {
    context.beginPath();
    corners.forEach(([longitude, latitude], i) => {
      const x = hexscan.cells.worldX(longitude) * view.scale - view.originX;
      const y = hexscan.cells.worldY(latitude) * view.scale - view.originY;
      if (i === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    });
    context.closePath();
    strokePath(context, strokes);
  }

  /** The pinned cell and the one under the pointer, on a canvas of their own so that hovering redraws no others. */
  function drawMarks(context, view, picture, hovered, colours) {
    const { outlines, pinned } = picture;
    const pixels = hexscan.cells.pixelOutlines(outlines, view.zoom);
    const pinStrokes = [[6, colours.halo], [4.5, colours.hand], [1.6, colours.mark]];
    const corners = picture.values.pinned_outline || [];
    if (pinned < 0 && corners.length) drawOutline(context, view, corners, pinStrokes);
    enterPixels(context, view, pixels);
    if (pinned >= 0) {
      const fill = colourOf(picture, pinned);
      if (picture.values.dimmed && fill) {
        context.beginPath();
        traceCell(context, outlines, pixels, pinned);
        context.fillStyle = fill;
        context.fill();
      }
      strokeCell(context, outlines, pixels, pinned, pinStrokes);
    }
    if (hovered >= 0 && hovered !== pinned) {
      strokeCell(context, outlines, pixels, hovered, [[4.5, colours.halo], [2.5, colours.mark]]);
    }
    context.restore();
  }

  hexscan.picture = Object.freeze({ pictureOf, drawCells, drawMarks, classOf });
})();

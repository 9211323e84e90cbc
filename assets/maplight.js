/* What is marked on the map: pins, hotspots, what is lit from elsewhere on the page, and what is under the pointer.
 *
 * Marks have canvases of their own, so that no pointer ever makes the cells be drawn again.
 */
(function defineMapLight() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const MOST_OUTLINED = 250; // lit cells; more are tinted, which is quicker and easier to look at
  const WIDE = 9; // pixels; outlines of hotspots in narrower cells are thin

  function strokePath(context, strokes) {
    context.lineJoin = 'round';
    for (const [width, colour] of strokes) {
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.stroke();
    }
  }

  function strokeCell(context, outlines, pixels, cell, strokes) {
    context.beginPath();
    hexscan.picture.traceCell(context, outlines, pixels, cell);
    strokePath(context, strokes);
  }

  function strokeShapes(context, view, shapes, strokes) {
    for (const shape of shapes) {
      context.beginPath();
      hexscan.shapes.trace(context, shape, view);
      strokePath(context, strokes);
    }
  }

  /** Corners as [[longitude, latitude], ...], whatever size the cells on the map have. */
  function traceCorners(context, view, corners) {
    corners.forEach(([longitude, latitude], i) => {
      const x = hexscan.cells.worldX(longitude) * view.scale - view.originX;
      const y = hexscan.cells.worldY(latitude) * view.scale - view.originY;
      if (i === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    });
    context.closePath();
  }

  /** Pixels between the first corners of an outline that lie farthest apart: about the cell's width. */
  function widthOf(corners, view) {
    const xs = corners.map(([longitude]) => hexscan.cells.worldX(longitude));
    return (Math.max(...xs) - Math.min(...xs)) * view.scale;
  }

  /** Outlines of the hotspots: the same cells at every zoom. Those of classes have marks of their own. */
  function drawHotspots(context, view, spots, colours) {
    if (!spots.length) return;
    if (spots[0].kind) {
      hexscan.spots.draw(context, view, spots, colours);
      return;
    }
    const wide = widthOf(spots[0].corners, view) >= WIDE;
    const strokes = wide ? [[4.2, colours.halo], [2.4, colours.hand]] : [[1.4, colours.hand]];
    // Layer by layer: the light edge of one must not cover its neighbour's line.
    for (const stroke of strokes) {
      context.beginPath();
      for (const { corners } of spots) traceCorners(context, view, corners);
      strokePath(context, [stroke]);
    }
  }

  function drawPins(context, view, pixels, picture, shapes, colours) {
    const strokes = [[6, colours.halo], [4.5, colours.hand], [1.6, colours.mark]];
    strokeShapes(context, view, shapes, [[5.5, colours.halo], [3.5, colours.hand]]);
    const outlines = picture.values.pinned_outlines || [];
    picture.pinned.forEach((cell, i) => {
      if (cell >= 0) {
        hexscan.picture.enterPixels(context, view, pixels);
        strokeCell(context, picture.outlines, pixels, cell, strokes);
        context.restore();
      } else if (outlines[i]) {
        context.beginPath();
        traceCorners(context, view, outlines[i]);
        strokePath(context, strokes);
      }
    });
  }

  function drawLit(context, view, pixels, picture, lit, colours) {
    const inView = hexscan.picture.viewTest(view, pixels);
    const cells = lit.cells.filter((cell) => cell >= 0 && cell < picture.outlines.n && inView(cell));
    hexscan.picture.enterPixels(context, view, pixels);
    for (const cell of cells) {
      context.beginPath();
      hexscan.picture.traceCell(context, picture.outlines, pixels, cell);
      if (cells.length > MOST_OUTLINED) {
        context.fillStyle = colours.tint;
        context.fill();
      } else strokePath(context, [[3.6, colours.halo], [2.2, colours.hand]]);
    }
    context.restore();
    strokeShapes(context, view, lit.shapes, [[5, colours.halo], [3, colours.hand]]);
    for (const { corners } of lit.spots) {
      context.beginPath();
      traceCorners(context, view, corners);
      strokePath(context, [[7, colours.halo], [5, colours.hand]]);
    }
  }

  function drawHovered(context, view, pixels, picture, hovered, colours) {
    const strokes = [[4.5, colours.halo], [2.5, colours.mark]];
    if (hovered.kind === 'area') {
      strokeShapes(context, view, [picture.areas[hovered.index].shape], strokes);
    } else if (!picture.pinned.includes(hovered.index)) {
      hexscan.picture.enterPixels(context, view, pixels);
      strokeCell(context, picture.outlines, pixels, hovered.index, strokes);
      context.restore();
    }
  }

  /** `marks`: {picture, pinnedShapes, lit: {cells, shapes, spots}, hovered: {kind, index} or null}. */
  function drawMarks(context, view, marks, colours) {
    const { picture, pinnedShapes, lit, hovered } = marks;
    const pixels = hexscan.cells.pixelOutlines(picture.outlines, view.zoom);
    drawPins(context, view, pixels, picture, pinnedShapes, colours);
    drawLit(context, view, pixels, picture, lit, colours);
    if (hovered) drawHovered(context, view, pixels, picture, hovered, colours);
  }

  hexscan.light = Object.freeze({ drawMarks, drawHotspots, widthOf });
})();

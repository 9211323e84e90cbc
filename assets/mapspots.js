/* Hotspots over time on the map: each class has a colour, a kind of line and a letter.
 *
 * Outlines lie a little inside their cells, so that neighbours of different classes are both seen. In cells too narrow
 * for a letter it is left out; the legend shows any class alone, so colour never decides.
 */
(function defineMapSpots() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const LETTERED = 18; // pixels; narrower cells have no room for a letter
  const LINED = 9; // nor these for a halo and a kind of line
  const INSIDE = 0.86; // of the way from the middle to a corner
  const DASHES = { solid: [], double: [], dashed: [6, 3.5], dotted: [1.5, 3] };

  function pixelsOf(view, [longitude, latitude]) {
    return {
      x: hexscan.cells.worldX(longitude) * view.scale - view.originX,
      y: hexscan.cells.worldY(latitude) * view.scale - view.originY,
    };
  }

  function placed(view, { corners }) {
    const points = corners.map((corner) => pixelsOf(view, corner));
    const x = points.reduce((sum, point) => sum + point.x, 0) / points.length;
    const y = points.reduce((sum, point) => sum + point.y, 0) / points.length;
    return { x, y, points };
  }

  function trace(context, { x, y, points }, inside) {
    points.forEach((point, i) => {
      const [across, down] = [x + (point.x - x) * inside, y + (point.y - y) * inside];
      if (i === 0) context.moveTo(across, down);
      else context.lineTo(across, down);
    });
    context.closePath();
  }

  function stroke(context, places, inside, width, colour, dash) {
    context.beginPath();
    for (const place of places) trace(context, place, inside);
    context.setLineDash(dash);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }

  function drawLetters(context, places, { letter, colour }, halo, wide) {
    const size = Math.min(15, Math.round(wide * 0.45));
    context.font = `700 ${size}px ${window.getComputedStyle(document.body).fontFamily}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.setLineDash([]);
    context.lineWidth = 3.5;
    context.strokeStyle = halo;
    context.fillStyle = colour;
    for (const { x, y } of places) {
      context.strokeText(letter, x, y);
      context.fillText(letter, x, y);
    }
  }

  function drawKind(context, places, kind, halo, wide) {
    if (wide < LINED) {
      stroke(context, places, 1, 1.6, kind.colour, []);
      return;
    }
    const lettered = wide >= LETTERED;
    const [edge, line, double, between] = lettered ? [5, 2.8, 4.2, 1.2] : [3.4, 2, 3, 1];
    stroke(context, places, INSIDE, edge, halo, []);
    stroke(context, places, INSIDE, kind.line === 'double' ? double : line, kind.colour, DASHES[kind.line] || []);
    if (kind.line === 'double') stroke(context, places, INSIDE, between, halo, []);
    if (lettered) drawLetters(context, places, kind, halo, wide);
  }

  /** All spots, class by class: those that come first, which matter most, are drawn last and on top. */
  function draw(context, view, spots, colours) {
    const kinds = [...new Set(spots.map(({ kind }) => kind))].reverse();
    const wide = hexscan.light.widthOf(spots[0].corners, view);
    context.save();
    context.lineJoin = 'round';
    for (const kind of kinds) {
      const places = spots.filter((spot) => spot.kind === kind).map((spot) => placed(view, spot));
      drawKind(context, places, kind, colours.halo, wide);
    }
    context.restore();
  }

  hexscan.spots = Object.freeze({ draw });
})();

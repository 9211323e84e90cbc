/* What makes the map readable without tiles: land, roads, borders and the chosen area.
 *
 * Pure drawing: each function takes a canvas context, the view (see mapcanvas.js), what was loaded and colours.
 */
(function defineMapGround() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});

  // Widths in pixels. `from` and `to` are zooms; a level asked for by the page is drawn from `asked` on.
  const BORDERS = [
    { level: 'lsoa', from: 14.5, asked: 12.5, width: 0.6, dash: [1.5, 2.5], colour: 'faint' },
    { level: 'ward', from: 11, asked: 9.5, width: 0.8, dash: [4, 3], colour: 'border' },
    { level: 'partnership', from: 0, asked: 0, width: 1.2, dash: [], colour: 'border' },
  ];
  const ROAD_WIDTHS = { motorway: 3, trunk: 2.4, primary: 2 };
  const ROAD_WIDTH = 1.5;
  const ROADS_FROM = 8.5;

  /** Levels whose borders belong on the map at a zoom, thinnest first. */
  function levelsAt(zoom, askedLevel) {
    return BORDERS.filter((border) => zoom >= (border.level === askedLevel ? border.asked : border.from)).map(
      (border) => border.level,
    );
  }

  function fillShapes(context, shapes, view, colour) {
    context.beginPath();
    for (const shape of shapes) hexscan.shapes.trace(context, shape, view);
    context.fillStyle = colour;
    context.fill('evenodd');
  }

  function drawLand(context, view, ground, colours) {
    // Filled one by one: neighbours that share an edge must not cancel each other out.
    for (const shape of ground.land) fillShapes(context, [shape], view, colours.beyond);
    context.beginPath();
    for (const shape of ground.land) hexscan.shapes.trace(context, shape, view);
    context.strokeStyle = colours.coast;
    context.lineWidth = 0.8;
    context.stroke();
    for (const shape of ground.covered) fillShapes(context, [shape], view, colours.land);
  }

  function drawRoads(context, view, roads, colours) {
    if (view.zoom < ROADS_FROM) return;
    context.lineJoin = 'round';
    context.lineCap = 'round';
    context.strokeStyle = colours.road;
    const wider = Math.max(0.5, Math.min(1.6, (view.zoom - 6) / 5));
    for (const road of roads) {
      context.beginPath();
      hexscan.shapes.trace(context, road, view);
      context.lineWidth = (ROAD_WIDTHS[road.kind] || ROAD_WIDTH) * wider;
      context.stroke();
    }
  }

  function veilOutside(context, view, area, colours) {
    context.beginPath();
    context.rect(view.left, view.top, view.right - view.left, view.bottom - view.top);
    hexscan.shapes.trace(context, area, view);
    context.fillStyle = colours.veil;
    context.fill('evenodd');
  }

  /** Leaves what follows out of a box of world coordinates, until restore(). */
  function clipOutside(context, view, box) {
    const left = box.left * view.scale - view.originX;
    const top = box.top * view.scale - view.originY;
    context.save();
    context.beginPath();
    context.rect(view.left, view.top, view.right - view.left, view.bottom - view.top);
    context.rect(left, top, (box.right - box.left) * view.scale, (box.bottom - box.top) * view.scale);
    context.clip('evenodd');
  }

  /** Beneath the cells. `ground`: {land, covered, roads, tiles, reach, area}: land we know nothing of, partnerships
   * the data covers, main roads; `tiles` leaves all three to the tiles below, within their `reach` if it has an end. */
  function drawGround(context, view, ground, colours) {
    if (!ground.tiles || ground.reach) {
      if (ground.tiles) clipOutside(context, view, ground.reach);
      drawLand(context, view, ground, colours);
      drawRoads(context, view, ground.roads, colours);
      if (ground.tiles) context.restore();
    }
    if (ground.area) veilOutside(context, view, ground.area, colours);
  }

  function drawLevel(context, view, lines, style, colour) {
    context.beginPath();
    for (const line of lines) hexscan.shapes.trace(context, line, view);
    context.setLineDash(style.dash);
    context.lineWidth = style.width;
    context.strokeStyle = colour;
    context.stroke();
    context.setLineDash([]);
  }

  /** Above the cells. `borders`: Map of level -> lines; `askedLevel`: the level the table shows. Around a chosen
   * area the borders of partnerships are faint and smaller ones left out. */
  function drawBorders(context, view, borders, askedLevel, area, colours) {
    context.lineJoin = 'round';
    context.lineCap = 'butt';
    const wanted = levelsAt(view.zoom, askedLevel);
    for (const style of BORDERS.filter(({ level }) => wanted.includes(level) && borders.has(level))) {
      const lines = borders.get(style.level);
      if (!area) {
        drawLevel(context, view, lines, style, colours[style.colour]);
        continue;
      }
      if (style.level === 'partnership') drawLevel(context, view, lines, style, colours.faint);
      context.save();
      context.beginPath();
      hexscan.shapes.trace(context, area, view);
      context.clip('evenodd');
      drawLevel(context, view, lines, style, colours[style.colour]);
      context.restore();
    }
    if (area) outlineArea(context, view, area, colours);
  }

  function outlineArea(context, view, area, colours) {
    context.beginPath();
    hexscan.shapes.trace(context, area.outline, view);
    context.lineWidth = 4;
    context.strokeStyle = colours.halo; // a light edge keeps the line apart from dark cells
    context.stroke();
    context.lineWidth = 2;
    context.strokeStyle = colours.chosen;
    context.stroke();
  }

  hexscan.ground = Object.freeze({ drawGround, drawBorders, levelsAt });
})();

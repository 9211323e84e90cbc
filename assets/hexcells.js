/* Outlines of H3 cells: decoding, projection and finding the cell under a point.
 *
 * Knows no Leaflet and no page. "World" coordinates are Web Mercator scaled to 0..1, so that a pixel at any
 * zoom is one multiplication away and nothing is projected twice.
 */
(function defineHexCells() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});

  const MAGIC = 0x314f5848; // "HXO1", little-endian
  const HEADER_BYTES = 24;
  const MICRODEGREES = 1e6;
  const LAG = 6; // vertices are coded against the same vertex of the cell before
  const TILE = 256; // Leaflet's world is 256 pixels wide at zoom 0

  // Mean edge of an H3 cell in metres, by resolution (H3 documentation, "average edge length").
  const EDGE_METRES = [
    1281256, 483057, 182513, 68979.2, 26071.8, 9854.09, 3724.53, 1406.48, 531.414, 200.786, 75.8638, 28.6639,
    10.8302, 4.09201, 1.54610, 0.584169,
  ];
  const EQUATOR_METRES = 40075016.686;
  const NARROWEST_CELL = 10; // pixels; the next coarser is sqrt(7) times as wide, so widths run to about 33
  const COARSEST = 4;

  function worldX(longitude) {
    return (longitude + 180) / 360;
  }

  function worldY(latitude) {
    const sine = Math.sin((latitude * Math.PI) / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  }

  function scaleOf(zoom) {
    return TILE * Math.pow(2, zoom);
  }

  function undoDeltas(values, lag) {
    // Typed arrays wrap round as the packing did, so this is exact whatever the size of a step.
    for (let i = lag; i < values.length; i += 1) values[i] += values[i - lag];
    return values;
  }

  /** The outlines packed by dashboard.figures.map_layers.pack_outlines; throws on anything else. */
  function decodeOutlines(buffer) {
    const head = new DataView(buffer);
    if (buffer.byteLength < HEADER_BYTES || head.getUint32(0, true) !== MAGIC) {
      throw new Error('These are not cell outlines.');
    }
    const n = head.getUint32(4, true);
    const m = head.getUint32(8, true);
    const unit = head.getFloat64(16, true);
    let offset = HEADER_BYTES;
    function take(Type, length) {
      const taken = new Type(buffer.slice(offset, offset + length * Type.BYTES_PER_ELEMENT));
      offset += Math.ceil((length * Type.BYTES_PER_ELEMENT) / 4) * 4; // each column starts on a 4-byte edge
      return taken;
    }
    const high = undoDeltas(take(Uint32Array, n), 1);
    const low = undoDeltas(take(Uint32Array, n), 1);
    const longitudes = undoDeltas(take(Int32Array, n), 1);
    const latitudes = undoDeltas(take(Int32Array, n), 1);
    const sides = take(Uint8Array, n);
    const east = undoDeltas(take(Int16Array, m), LAG);
    const north = undoDeltas(take(Int16Array, m), LAG);

    const starts = new Uint32Array(n + 1);
    const x = new Float64Array(m);
    const y = new Float64Array(m);
    const centreX = new Float64Array(n);
    const centreY = new Float64Array(n);
    for (let i = 0; i < n; i += 1) {
      const longitude = longitudes[i] / MICRODEGREES;
      const latitude = latitudes[i] / MICRODEGREES;
      starts[i + 1] = starts[i] + sides[i];
      centreX[i] = worldX(longitude);
      centreY[i] = worldY(latitude);
      for (let j = starts[i]; j < starts[i + 1]; j += 1) {
        x[j] = worldX(longitude + east[j] * unit);
        y[j] = worldY(latitude + north[j] * unit);
      }
    }
    const outlines = { n, high, low, starts, x, y, centreX, centreY, pixels: null, grid: null };
    outlines.radius = widestRadius(outlines);
    outlines.grid = gridOf(outlines);
    return outlines;
  }

  function widestRadius(outlines) {
    let widest = 0;
    for (let i = 0; i < outlines.n; i += 1) {
      const j = outlines.starts[i];
      widest = Math.max(widest, Math.hypot(outlines.x[j] - outlines.centreX[i], outlines.y[j] - outlines.centreY[i]));
    }
    return widest * 1.1; // hexagons are a little irregular
  }

  function gridKey(column, row) {
    return column * 67108864 + row; // 2^26 rows: far more than any grid has, and exact in a double
  }

  function gridOf(outlines) {
    // Squares as wide as the widest hexagon: a point's cell has its centre in the point's square or next to it.
    const grid = new Map();
    const size = outlines.radius || 1;
    for (let i = 0; i < outlines.n; i += 1) {
      const key = gridKey(Math.floor(outlines.centreX[i] / size), Math.floor(outlines.centreY[i] / size));
      const bucket = grid.get(key);
      if (bucket) bucket.push(i);
      else grid.set(key, [i]);
    }
    return grid;
  }

  function insideCell(outlines, cell, x, y) {
    let inside = false;
    const start = outlines.starts[cell];
    const end = outlines.starts[cell + 1];
    for (let i = start, j = end - 1; i < end; j = i, i += 1) {
      const crosses = outlines.y[i] > y !== outlines.y[j] > y;
      if (crosses) {
        const slope = (outlines.x[j] - outlines.x[i]) / (outlines.y[j] - outlines.y[i]);
        if (x < slope * (y - outlines.y[i]) + outlines.x[i]) inside = !inside;
      }
    }
    return inside;
  }

  /** Index of the cell that holds a world point, or -1. */
  function findCell(outlines, x, y) {
    const size = outlines.radius || 1;
    const column = Math.floor(x / size);
    const row = Math.floor(y / size);
    for (let dc = -1; dc <= 1; dc += 1) {
      for (let dr = -1; dr <= 1; dr += 1) {
        for (const cell of outlines.grid.get(gridKey(column + dc, row + dr)) || []) {
          if (insideCell(outlines, cell, x, y)) return cell;
        }
      }
    }
    return -1;
  }

  /** The H3 id, as the server writes it, of the cell at an index. */
  function cellName(outlines, index) {
    return outlines.high[index].toString(16) + outlines.low[index].toString(16).padStart(8, '0');
  }

  /** Indices of cells by their names, made when first asked for: the hand asks often, and cells may be many. */
  function indicesOf(outlines) {
    if (!outlines.indices) {
      outlines.indices = new Map();
      for (let i = 0; i < outlines.n; i += 1) outlines.indices.set(cellName(outlines, i), i);
    }
    return outlines.indices;
  }

  /** Index of a cell by its H3 id, or -1. */
  function indexOfCell(outlines, name) {
    const found = name ? indicesOf(outlines).get(name) : undefined;
    return found === undefined ? -1 : found;
  }

  /** Pixel outlines at a zoom, relative to a near origin (canvases lose precision far from 0); kept per zoom. */
  function pixelOutlines(outlines, zoom) {
    if (outlines.pixels && outlines.pixels.zoom === zoom) return outlines.pixels;
    const scale = scaleOf(zoom);
    const originX = outlines.n ? Math.floor(outlines.centreX[0] * scale) : 0;
    const originY = outlines.n ? Math.floor(outlines.centreY[0] * scale) : 0;
    const width = outlines.radius * scale * Math.sqrt(3);
    // A border costs as much as a fill when stroked. Drawn a hair smaller, cells let the ground show between.
    const gap = Math.min(0.9, width / 24);
    const shrink = width > gap ? 1 - gap / width : 1;
    const m = outlines.x.length;
    const pixels = {
      zoom,
      width,
      originX,
      originY,
      x: new Float32Array(m),
      y: new Float32Array(m),
      centreX: new Float32Array(outlines.n),
      centreY: new Float32Array(outlines.n),
    };
    for (let i = 0; i < outlines.n; i += 1) {
      const cx = outlines.centreX[i] * scale - originX;
      const cy = outlines.centreY[i] * scale - originY;
      pixels.centreX[i] = cx;
      pixels.centreY[i] = cy;
      for (let j = outlines.starts[i]; j < outlines.starts[i + 1]; j += 1) {
        pixels.x[j] = cx + (outlines.x[j] * scale - originX - cx) * shrink;
        pixels.y[j] = cy + (outlines.y[j] * scale - originY - cy) * shrink;
      }
    }
    outlines.pixels = pixels;
    return pixels;
  }

  /** Width in pixels, flat side to flat side, of a mean cell. */
  function cellWidth(resolution, zoom, latitude) {
    const metresPerPixel = (EQUATOR_METRES * Math.cos((latitude * Math.PI) / 180)) / scaleOf(zoom);
    return (EDGE_METRES[resolution] * Math.sqrt(3)) / metresPerPixel;
  }

  /** The finest resolution, up to `finest`, whose cells are still wide enough to see and to hit. */
  function resolutionForZoom(zoom, latitude, finest) {
    let resolution = Math.min(finest, EDGE_METRES.length - 1);
    while (resolution > COARSEST && cellWidth(resolution, zoom, latitude) < NARROWEST_CELL) resolution -= 1;
    return resolution;
  }

  hexscan.cells = Object.freeze({
    worldX,
    worldY,
    scaleOf,
    decodeOutlines,
    findCell,
    cellName,
    indexOfCell,
    pixelOutlines,
    cellWidth,
    resolutionForZoom,
  });
})();

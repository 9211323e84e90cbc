/* Polygons and lines of a GeoJSON collection as flat world coordinates that canvases draw quickly. */
(function defineMapShapes() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const NEAR = 0.6; // pixels; points closer than this to the last one drawn add nothing
  const QUANTUM = 67108864; // 2^26 steps round the world, about 0.6 m: what counts as the same point

  function flatten(coordinates) {
    const flat = new Float64Array(coordinates.length * 2);
    coordinates.forEach((position, i) => {
      flat[2 * i] = hexscan.cells.worldX(position[0]);
      flat[2 * i + 1] = hexscan.cells.worldY(position[1]);
    });
    return flat;
  }

  function linesOf(geometry) {
    if (!geometry) return [];
    const { type, coordinates } = geometry;
    if (type === 'Polygon' || type === 'MultiLineString') return coordinates;
    if (type === 'MultiPolygon') return coordinates.flat();
    if (type === 'LineString') return [coordinates];
    if (type === 'GeometryCollection') return geometry.geometries.flatMap(linesOf);
    return [];
  }

  function boxOf(lines) {
    const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    for (const line of lines) {
      for (let i = 0; i < line.length; i += 2) {
        box.left = Math.min(box.left, line[i]);
        box.right = Math.max(box.right, line[i]);
        box.top = Math.min(box.top, line[i + 1]);
        box.bottom = Math.max(box.bottom, line[i + 1]);
      }
    }
    return box;
  }

  /** Shapes {code, name, level, kind, lines, box} of a GeoJSON FeatureCollection. */
  function shapesOf(collection) {
    return (collection.features || []).map((feature) => {
      const properties = feature.properties || {};
      const lines = linesOf(feature.geometry).map(flatten);
      return {
        code: properties.code || '',
        name: properties.name || '',
        level: properties.level || '',
        kind: properties.kind || '',
        lines,
        box: boxOf(lines),
      };
    });
  }

  function inView(box, view) {
    return (
      box.right * view.scale - view.originX >= view.left &&
      box.left * view.scale - view.originX <= view.right &&
      box.bottom * view.scale - view.originY >= view.top &&
      box.top * view.scale - view.originY <= view.bottom
    );
  }

  /** Adds a shape to the current path, leaving out points too close together to see. */
  function trace(context, shape, view) {
    if (!inView(shape.box, view)) return;
    for (const line of shape.lines) {
      let lastX = Infinity;
      let lastY = Infinity;
      for (let i = 0; i < line.length; i += 2) {
        const x = line[i] * view.scale - view.originX;
        const y = line[i + 1] * view.scale - view.originY;
        const far = Math.abs(x - lastX) > NEAR || Math.abs(y - lastY) > NEAR;
        if (i === 0) context.moveTo(x, y);
        else if (far || i === line.length - 2) context.lineTo(x, y);
        else continue;
        lastX = x;
        lastY = y;
      }
    }
  }

  function contains(shape, x, y) {
    let inside = false;
    for (const line of shape.lines) {
      for (let i = 0, j = line.length - 2; i < line.length; j = i, i += 2) {
        if (line[i + 1] > y !== line[j + 1] > y) {
          const slope = (line[j] - line[i]) / (line[j + 1] - line[i + 1]);
          if (x < slope * (y - line[i + 1]) + line[i]) inside = !inside;
        }
      }
    }
    return inside;
  }

  /** Numbers for points and the stretches between them, the same for both shapes that share a stretch. */
  function stretchCounter() {
    const points = new Map();
    function pointNumber(x, y) {
      const key = Math.round(x * QUANTUM) * QUANTUM + Math.round(y * QUANTUM);
      if (!points.has(key)) points.set(key, points.size);
      return points.get(key);
    }
    return function stretch(line, i) {
      const from = pointNumber(line[i - 2], line[i - 1]);
      const to = pointNumber(line[i], line[i + 1]);
      return from === to ? -1 : Math.min(from, to) * QUANTUM + Math.max(from, to);
    };
  }

  /** The stretches of a line for which keep(stretch) holds, as unbroken lines. */
  function runsOf(line, stretch, keep) {
    const runs = [];
    let run = [];
    for (let i = 2; i < line.length; i += 2) {
      const key = stretch(line, i);
      if (key < 0) continue; // the same point again
      if (keep(key)) {
        if (!run.length) run.push(line[i - 2], line[i - 1]);
        run.push(line[i], line[i + 1]);
      } else if (run.length) {
        runs.push(Float64Array.from(run));
        run = [];
      }
    }
    if (run.length) runs.push(Float64Array.from(run));
    return runs;
  }

  /** Borders of all shapes with each shared stretch once: two dashed lines over each other would look whole. */
  function bordersOf(shapes) {
    const stretch = stretchCounter();
    const seen = new Set();
    function isNew(key) {
      const before = seen.size;
      return seen.add(key).size > before;
    }
    return shapes.map((shape) => ({
      lines: shape.lines.flatMap((line) => runsOf(line, stretch, isNew)),
      box: shape.box,
    }));
  }

  /** Several shapes as one area: `lines` to fill, and `outline` without the borders between them. */
  function areaOf(shapes) {
    const stretch = stretchCounter();
    const counts = new Map();
    const lines = shapes.flatMap((shape) => shape.lines);
    for (const line of lines) {
      for (let i = 2; i < line.length; i += 2) {
        const key = stretch(line, i);
        counts.set(key, (counts.get(key) || 0) + 1);
      }
    }
    const outer = lines.flatMap((line) => runsOf(line, stretch, (key) => counts.get(key) === 1));
    const box = boxOf(lines);
    return { codes: shapes.map((shape) => shape.code), lines, box, outline: { lines: outer, box } };
  }

  hexscan.shapes = Object.freeze({ shapesOf, bordersOf, areaOf, trace, contains, inView });
})();

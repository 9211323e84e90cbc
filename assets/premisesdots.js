/* Which dots stand for licensed premises at a zoom, and what is said of each. Knows no Leaflet and no page. */
(function definePremisesDots() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const DOT = 4;
  /** Pixels within which dots are one, up to a zoom: nearer, only those that would hide one another are joined, and
   * at last only what stands on the same spot. */
  const JOINED = [[11, 27], [14.5, 9], [Infinity, 3]];
  const NEAR_ZOOM = 14.5; // from here on nothing is counted: all names are told
  const BIN = 48; // pixels; no dot reaches further
  const NAMED = 4; // premises on one spot that are named

  function keyOf(x, y, size) {
    return `${Math.floor(x / size)},${Math.floor(y / size)}`;
  }

  /** Entries of a map of bins at a point and next to it. */
  function around(bins, x, y, size) {
    const found = [];
    for (const dx of [-size, 0, size]) {
      for (const dy of [-size, 0, size]) found.push(...(bins.get(keyOf(x + dx, y + dy, size)) || []));
    }
    return found;
  }

  function put(bins, x, y, size, entry) {
    const key = keyOf(x, y, size);
    if (bins.has(key)) bins.get(key).push(entry);
    else bins.set(key, [entry]);
  }

  /** Dots of a zoom, greedily: each premises joins the first dot near enough, else begins one. World pixels. */
  function dotsOf(data, zoom) {
    const scale = hexscan.cells.scaleOf(zoom);
    const reach = JOINED.find(([upTo]) => zoom < upTo)[1];
    const seeds = new Map();
    const dots = [];
    data.lon.forEach((longitude, i) => {
      const x = hexscan.cells.worldX(longitude) * scale;
      const y = hexscan.cells.worldY(data.lat[i]) * scale;
      const near = around(seeds, x, y, reach).find((dot) => Math.hypot(dot.seedX - x, dot.seedY - y) <= reach);
      const dot = near || { seedX: x, seedY: y, sumX: 0, sumY: 0, members: [] };
      if (!near) {
        dots.push(dot);
        put(seeds, x, y, reach, dot);
      }
      dot.sumX += x;
      dot.sumY += y;
      dot.members.push(i);
    });
    const bins = new Map();
    const kept = [];
    dots.sort((one, other) => other.members.length - one.members.length);
    for (const dot of dots) {
      settle(dot, zoom);
      const hidden = zoom < NEAR_ZOOM && around(bins, dot.x, dot.y, BIN).find((other) => overlaps(dot, other));
      if (hidden) {
        take(hidden, dot);
        settle(hidden, zoom); // it hardly moves: it is the larger one
      } else {
        kept.push(dot);
        put(bins, dot.x, dot.y, BIN, dot);
      }
    }
    return { dots: kept, bins };
  }

  function settle(dot, zoom) {
    const n = dot.members.length;
    dot.x = dot.sumX / n;
    dot.y = dot.sumY / n;
    dot.cluster = n > 1 && zoom < NEAR_ZOOM;
    dot.radius = dot.cluster ? Math.min(6 + 1.2 * Math.log2(n), 13) : DOT;
  }

  /** Whether two dots would hide half of one another. */
  function overlaps(one, other) {
    return Math.hypot(one.x - other.x, one.y - other.y) < 0.75 * (one.radius + other.radius);
  }

  function take(dot, other) {
    dot.sumX += other.sumX;
    dot.sumY += other.sumY;
    dot.members.push(...other.members);
  }

  function nameOf(data, i) {
    const kind = data.kinds[data.kind[i]];
    return kind ? `${data.names[i]}, ${kind}` : data.names[i];
  }

  /** Lines of the box beside the pointer: [words, whether they are set strong]. */
  function wordsFor(data, dot) {
    const { members, cluster } = dot;
    const { incidents, number } = hexscan.formula;
    if (cluster && members.length > NAMED) {
      return [[`${number(members.length)} licensed premises`, true], ['Choose to zoom in', false]];
    }
    const lines = members
      .slice(0, NAMED)
      .flatMap((i) => [[nameOf(data, i), true], [`${incidents(data.incidents[i])} within ${data.within} m`, false]]);
    if (members.length > NAMED) lines.push([`and ${number(members.length - NAMED)} more here`, false]);
    return lines;
  }

  /** The dot a world point is on, or within `reach` pixels of, the nearest of several; null for none. */
  function dotAt({ bins }, x, y, reach) {
    let best = null;
    let nearest = Infinity;
    for (const dot of around(bins, x, y, BIN)) {
      const distance = Math.hypot(dot.x - x, dot.y - y);
      if (distance <= dot.radius + reach && distance < nearest) {
        best = dot;
        nearest = distance;
      }
    }
    return best;
  }

  hexscan.premisesDots = Object.freeze({ dotsOf, dotAt, wordsFor });
})();

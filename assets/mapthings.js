/* The things of a picture that can be pointed at: cells, or areas where areas are coloured. A thing is
 * {kind, index, id, x, y}: `id` is a cell's H3 id or an area's code, x and y a world point inside it. */
(function defineMapThings() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});

  function cellThing({ outlines }, index) {
    const id = hexscan.cells.cellName(outlines, index);
    return { kind: 'cell', index, id, x: outlines.centreX[index], y: outlines.centreY[index] };
  }

  function areaThing({ areas }, index) {
    const { code, x, y } = areas[index];
    return { kind: 'area', index, id: code, x, y };
  }

  /** Empty cells outside the chosen area are not there. */
  function isThere({ outlines, values }, backdrop, cell) {
    return values.counts[cell] !== 0 || backdrop.covers(outlines.centreX[cell], outlines.centreY[cell]);
  }

  /** The thing that holds a world point, or null. */
  function find(picture, backdrop, x, y) {
    if (picture.areas) {
      const found = hexscan.areas.areaAt(picture.areas, x, y);
      return found < 0 ? null : areaThing(picture, found);
    }
    const cell = hexscan.cells.findCell(picture.outlines, x, y);
    return cell >= 0 && isThere(picture, backdrop, cell) ? cellThing(picture, cell) : null;
  }

  /** All things as places to walk over: {n, x[], y[], usable(i), weight(i), thing(i)}. */
  function places(picture, backdrop) {
    const { areas, outlines, values } = picture;
    if (areas) {
      return {
        n: areas.length,
        x: areas.map(({ x }) => x),
        y: areas.map(({ y }) => y),
        usable: () => true,
        weight: () => 0,
        thing: (i) => areaThing(picture, i),
      };
    }
    return {
      n: outlines.n,
      x: outlines.centreX,
      y: outlines.centreY,
      usable: (i) => isThere(picture, backdrop, i),
      weight: (i) => values.counts[i] || 0,
      thing: (i) => cellThing(picture, i),
    };
  }

  function same(one, other) {
    return one.kind === other.kind && one.id === other.id && one.index === other.index;
  }

  /** What the page is told of the thing pointed at. */
  function describe({ areas, values, pinned }, { kind, index, id, by }) {
    const touch = by === 'touch';
    const { version, source, resolution } = values;
    if (kind === 'area') {
      const { name, words } = areas[index];
      return { kind, code: id, name, words, touch, version, source };
    }
    const classed = values.classes && values.classes[index] !== null;
    // The class of a count says no more than the count, unless that is withheld.
    const told = classed && (values.measure !== 'count' || values.counts[index] === null);
    const entry = told ? values.entries[values.classes[index]] : null;
    const rounded = Boolean(values.rounded); // of a controlled source
    return {
      kind,
      index,
      cell: id,
      count: values.counts[index],
      verdict: entry ? entry.label : '',
      rounded,
      withheld: rounded && Boolean(classed) && values.counts[index] === null,
      pinned: pinned.includes(index),
      version,
      source,
      resolution,
      touch,
    };
  }

  function countOf({ pinned, values }) {
    const shown = pinned.filter((cell) => cell >= 0);
    return shown.length ? shown.reduce((sum, cell) => sum + (values.counts[cell] || 0), 0) : null;
  }

  /** What a map shows, for tests and benches. */
  function stateOf(hexmap) {
    const { picture, wanted, backdrop, lit, hovered } = hexmap;
    const values = picture ? picture.values : {};
    return {
      version: values.version || '',
      source: values.source || '',
      resolution: picture ? values.resolution : null,
      measure: values.measure || 'count',
      cells: picture ? picture.outlines.n : 0,
      painted: picture && !picture.fresh ? picture.filled : 0,
      total: picture ? picture.total : 0,
      class: picture ? picture.only + 1 : 0,
      overlay: Boolean(hexmap.overlaid),
      highlighted: lit.cells.length + (lit.areas ? lit.areas.codes.length : 0) + lit.spots.length,
      hotspots: hexmap.spots.length,
      outlined: [...new Set(hexmap.spots.map(({ cell }) => cell))], // an area may have several outlines
      pinned: picture ? (values.pinned || []).filter((name, i) => picture.pinned[i] >= 0) : [],
      pinnedCount: picture ? countOf(picture) : null,
      hovered: hovered ? hovered.id : '',
      pending: Boolean(wanted) && (wanted !== values || picture.fresh),
      paints: hexmap.paints,
      zoom: hexmap.map.getZoom(),
      tiles: backdrop.tiles,
      area: backdrop.area ? backdrop.area.codes.join() : '',
      labels: hexmap.drawnLabels,
      problem: hexmap.problem,
      problems: backdrop.problems,
    };
  }

  hexscan.things = Object.freeze({ find, places, same, describe, stateOf });
})();

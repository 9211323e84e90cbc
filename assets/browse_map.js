/* The map follows the hand: cells and areas lit, or another count on the same cells while a month or a crime type
 * is pointed at. */
(function defineBrowseMap() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const overlays = new WeakMap(); // counts -> their overlay: classes are made once
  let lit = false;
  let laid = false;

  /** Lights what is seen; null takes lights and overlay away. */
  function paint(seen) {
    light(seen);
    lay(seen);
  }

  function light(seen) {
    const wanted = seen && (seen.cells.length || seen.area || seen.spots.length) ? seen : null;
    if (!wanted && !lit) return;
    lit = Boolean(wanted);
    const areas = wanted && wanted.area ? { codes: [wanted.area] } : null; // of the level that the map shows
    hexscan.map.highlight(wanted ? { cells: wanted.cells, areas, spots: wanted.spots } : null);
  }

  function lay(seen) {
    const wanted = seen ? seen.overlay : null;
    if (!wanted && !laid) return;
    laid = Boolean(wanted);
    hexscan.map.overlay(wanted ? overlayOf(wanted, seen.name) : null);
  }

  function overlayOf(counts, title) {
    let overlay = overlays.get(counts);
    if (!overlay) {
      const breaks = hexscan.formula.classLimits(counts);
      overlay = { counts, breaks, colours: hexscan.formula.classColours(breaks), title };
      overlays.set(counts, overlay);
    }
    return overlay;
  }

  hexscan.browseMap = Object.freeze({ paint });
})();

/* Which Leaflet maps are hexagon maps, and how the page speaks to them.
 *
 * A dl.Map inside an element with data-hexmap becomes a hexagon map by itself. On that element:
 *   data-resolution   id of the dcc.Store told of the resolution that suits the zoom
 *   data-label        what the map is called for those who can't see it
 *   data-tiles        "yes" where a tile layer lies beneath
 *   data-map          a name, where the map is not the page's main one; it keeps no view in the address, and what it
 *                     says does not bubble: whoever speaks to it by its name, hexscan.map.of(name), listens on its
 *                     element or captures
 *   data-bare         "yes" where nothing lies over the map
 * and from it bubble:
 *   hexscan:hover     null, or {kind: 'cell', index, cell, count, ...} or {kind: 'area', code, name, words, ...}
 *   hexscan:pick      {kind: 'cell' or 'area', id, add}: it was clicked, `add` with Ctrl or Cmd held down
 *   hexscan:moved     {box: [west, south, east, north], view: {lat, lon, zoom}, placed}
 *   hexscan:painted   {values}: other values are on the map; numbers of cells may mean others than before
 *   hexscan:problem   {status, version, message}
 * An answer (answers.js) paints by dash_clientside.hexscan.paintMap(values); maps with names are painted by
 * hexscan.map.of(name).paint(values).
 */
(function defineMapRegistry() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const maps = new Map(); // container id -> HexMap
  const held = new Map(); // name -> Map: method -> what the map was last told by it, for a map that comes later
  const MAIN = ''; // the name of the map that has none
  const guests = []; // functions that want to know every map

  /** The first map of a name. */
  function first(name) {
    return [...maps.values()].find((hexmap) => hexmap.name === name);
  }

  /** Tells the map something that a map made later is told too. */
  function tell(name, method, what) {
    if (!held.has(name)) held.set(name, new Map());
    held.get(name).set(method, what);
    const hexmap = first(name);
    if (hexmap) hexmap[method](what);
  }

  function paint(name, values) {
    if (values) tell(name, 'paint', values);
  }

  /** Something of the moment: no map, nothing to do. */
  function passing(act, otherwise = null, name = MAIN) {
    return (what) => (first(name) ? act(first(name), what) : otherwise);
  }

  /** How the page speaks to a map that has a name. */
  function of(name) {
    const passed = (act) => passing(act, null, name);
    return Object.freeze({
      paint: (values) => paint(name, values),
      state: passed((hexmap) => hexmap.state()),
      where: passed((hexmap, cell) => hexmap.where(cell)),
      suits: passed((hexmap) => hexmap.view.suits()),
      cellWidth: passed((hexmap, resolution) => hexmap.view.cellWidth(resolution)),
      reset: passed((hexmap) => hexmap.view.reset()),
    });
  }

  function adopt(map, frame) {
    const hexmap = new hexscan.HexMap(map, frame);
    const { id } = hexmap.container;
    maps.set(id, hexmap);
    map.on('unload', () => {
      // React may make a page's next map before it removes the last.
      if (maps.get(id) === hexmap) maps.delete(id);
      // The page gives a new map its values; the last ones may be of a version that is gone.
      held.delete(hexmap.name);
    });
    for (const [method, what] of held.get(hexmap.name) || []) hexmap[method](what);
    if (hexmap.name === MAIN) for (const guest of guests) guest(hexmap);
  }

  /** Calls guest(hexmap) for the main map there is and for each made later. */
  function attach(guest) {
    guests.push(guest);
    if (first(MAIN)) guest(first(MAIN));
  }

  function adoptMarked() {
    // Runs for every Leaflet map as it is made; `this` is the map.
    const frame = this.getContainer().closest('[data-hexmap]');
    if (frame) this.whenReady(() => adopt(this, frame));
  }

  window.L.Map.addInitHook(adoptMarked);
  // Not frozen: layers that come with files of their own add what the page tells them.
  hexscan.map = Object.assign(hexscan.map || {}, {
    paint: (values) => paint(MAIN, values),
    of,
    attach,
    hotspots: (list) => tell(MAIN, 'hotspots', list),
    state: passing((hexmap) => hexmap.state()),
    where: passing((hexmap, cell) => hexmap.where(cell)),
    highlight: passing((hexmap, what) => hexmap.highlight(what)),
    overlay: passing((hexmap, what) => hexmap.overlay(what)),
    lookAgain: passing((hexmap) => hexmap.lookAgain()),
    fitBox: passing((hexmap, box) => hexmap.view.fitTo(box, hexmap.moves())),
    goTo: passing((hexmap, place) => hexmap.view.goTo(place)),
    reset: passing((hexmap) => hexmap.view.reset()),
    bounds: passing((hexmap) => hexmap.view.bounds()),
    setTooltip: (words) => hexscan.tooltip.setWords(words),
  });
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.hexscan = Object.assign(window.dash_clientside.hexscan || {}, {
    paintMap: (values) => paint(MAIN, values),
  });
})();

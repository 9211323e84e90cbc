/* Which Leaflet maps are hexagon maps, and how the page speaks to them.
 *
 * A dl.Map inside an element with data-hexmap becomes a hexagon map by itself. On that element:
 *   data-pick         id of the dcc.Store told of a clicked cell: {cell, stamp}
 *   data-resolution   id of the dcc.Store told of the resolution that suits the zoom
 *   data-label        what the map is called for those who can't see it
 *   data-tiles        "yes" where a tile layer lies beneath
 * The page paints through the clientside callback dash_clientside.hexscan.paintMap(values).
 */
(function defineMapRegistry() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const maps = new Map(); // container id -> HexMap
  const held = new Map(); // container id, or '' -> values that came before their map

  function mapOf(id) {
    return id ? maps.get(id) : maps.values().next().value;
  }

  function paint(values, id) {
    if (!values) return;
    held.set(id || '', values);
    const hexmap = mapOf(id);
    if (hexmap) hexmap.paint(values);
  }

  function state(id) {
    const hexmap = mapOf(id);
    return hexmap ? hexmap.state() : null;
  }

  function where(cell, id) {
    const hexmap = mapOf(id);
    return hexmap ? hexmap.where(cell) : null;
  }

  function adopt(map, frame) {
    const hexmap = new hexscan.HexMap(map, frame);
    const { id } = hexmap.container;
    maps.set(id, hexmap);
    map.on('unload', () => {
      // React may make a page's next map before it removes the last.
      if (maps.get(id) === hexmap) maps.delete(id);
      // The page gives a new map its values; the last ones may be of a version that is gone.
      held.delete(id);
      held.delete('');
    });
    const values = held.get(id) || held.get('');
    if (values) hexmap.paint(values);
  }

  function adoptMarked() {
    // Runs for every Leaflet map as it is made; `this` is the map.
    const frame = this.getContainer().closest('[data-hexmap]');
    if (frame) this.whenReady(() => adopt(this, frame));
  }

  window.L.Map.addInitHook(adoptMarked);
  hexscan.map = Object.freeze({ paint, state, where, setTooltip: (words) => hexscan.tooltip.setWords(words) });
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.hexscan = Object.assign(window.dash_clientside.hexscan || {}, {
    paintMap: function paintMap(values) {
      paint(values);
      return window.dash_clientside.no_update;
    },
  });
})();

/* Hotspots from the page to the map: hands over what an answer found (answers.js).
 *
 * The map draws them (maplight.js) and keeps them at every zoom, for the cells do not depend on it.
 */
(function defineMapHotspots() {
  'use strict';
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.hexscan = Object.assign(window.dash_clientside.hexscan || {}, {
    paintHotspots: function paintHotspots(values) {
      const { hotspots = [], kinds = [] } = values || {};
      // Of hotspots that are classed each knows its class, whose place among all it came with.
      window.hexscan.map.hotspots(hotspots.map((spot) => ({ ...spot, kind: kinds[spot.kind] || null })));
    },
  });
})();

/* Hotspots from the page to the map: hands over what an answer found (answers.js).
 *
 * The map draws them (maplight.js) and keeps them at every zoom, for the cells do not depend on it.
 */
(function defineMapHotspots() {
  'use strict';
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.hexscan = Object.assign(window.dash_clientside.hexscan || {}, {
    paintHotspots: function paintHotspots(values) {
      window.hexscan.map.hotspots((values && values.hotspots) || []);
    },
  });
})();

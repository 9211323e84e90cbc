/* Map tiles where there are any. The map's own land lies there until tiles have come, again when they fail, and always
 * where they don't reach, so that the map is never empty. */
(function defineMapTiles() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});

  /** The page keeps a line for it, with the legend. */
  function note(frame, failed) {
    const line = frame.parentElement.querySelector('.tiles-note');
    if (line) line.hidden = !failed;
  }

  /** What of the world tiles reach, as a box of world coordinates; null: all of it. */
  function reachOf({ bounds }) {
    if (!bounds) return null;
    const corners = window.L.latLngBounds(bounds);
    return {
      left: hexscan.cells.worldX(corners.getWest()),
      top: hexscan.cells.worldY(corners.getNorth()),
      right: hexscan.cells.worldX(corners.getEast()),
      bottom: hexscan.cells.worldY(corners.getSouth()),
    };
  }

  /** Watches the tile layers of a map; onChange(arrived, reach) is called when tiles begin to arrive or to fail. */
  function watch(map, frame, onChange) {
    let tally = { loaded: 0, failed: 0 };
    let arrived = false;
    let followed = null;

    function judge() {
      const far = Boolean(followed) && Math.round(map.getZoom()) < (followed.options.minZoom || 0);
      const now = !far && tally.loaded > tally.failed;
      note(frame, !far && tally.failed > 0 && !now);
      if (now === arrived) return;
      arrived = now;
      onChange(arrived, followed ? reachOf(followed.options) : null);
    }

    function follow({ layer }) {
      if (!(layer instanceof window.L.TileLayer)) return;
      followed = layer;
      layer.on({
        loading: () => {
          tally = { loaded: 0, failed: 0 };
        },
        tileload: () => {
          tally.loaded += 1;
          judge();
        },
        tileerror: () => {
          tally.failed += 1;
          judge();
        },
      });
    }

    map.eachLayer((layer) => follow({ layer }));
    map.on('layeradd', follow);
    map.on('zoomend', judge);
  }

  hexscan.tiles = Object.freeze({ watch });
})();

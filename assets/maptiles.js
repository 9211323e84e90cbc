/* Map tiles where an administrator configured them. The map's own land lies there until tiles have come and again
 * when they fail, so that the map is never empty. */
(function defineMapTiles() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});

  /** The page keeps a line for it, with the legend. */
  function note(frame, failed) {
    const line = frame.parentElement.querySelector('.tiles-note');
    if (line) line.hidden = !failed;
  }

  /** Watches the tile layers of a map; onChange(arrived) is called when tiles begin to arrive or to fail. */
  function watch(map, frame, onChange) {
    let tally = { loaded: 0, failed: 0 };
    let arrived = false;

    function judge() {
      const now = tally.loaded > tally.failed;
      note(frame, tally.failed > 0 && !now);
      if (now === arrived) return;
      arrived = now;
      onChange(arrived);
    }

    function follow({ layer }) {
      if (!(layer instanceof window.L.TileLayer)) return;
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
  }

  hexscan.tiles = Object.freeze({ watch });
})();

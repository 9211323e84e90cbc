/* Whether the page of the address came with the frame. The server takes it from the address that the browser says it
 * asks from; where something on the way has removed that, the page is asked for here. */
(function defineOtherPage() {
  'use strict';

  /** The path to ask for; nothing while the page shown is that of `path`. */
  function otherPage(path, shown) {
    const mount = window.hexscan.mapData.prefix();
    const below = `${path || ''}/`.startsWith(mount) ? (path || '').slice(mount.length) : path || '';
    const asked = `/${below.replace(/^\/+|\/+$/g, '')}`;
    return asked === shown ? window.dash_clientside.no_update : asked;
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.hexscan = Object.assign(window.dash_clientside.hexscan || {}, { otherPage });
})();

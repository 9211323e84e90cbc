/* Work that can wait until what has just been changed is on the screen: it would only be in the way of that. */
(function defineFrames() {
  'use strict';
  const HIDDEN = 300; // milliseconds; a page in the background paints no frames

  /** Resolves when what has been changed is on the screen: it is painted in the next frame, and handed over by the one
   * after that. */
  function painted() {
    return new Promise((done) => {
      const late = window.setTimeout(done, HIDDEN);
      window.requestAnimationFrame(() => {
        window.requestAnimationFrame(() => {
          window.clearTimeout(late);
          window.setTimeout(done);
        });
      });
    });
  }

  window.hexscan = window.hexscan || {};
  window.hexscan.frames = Object.freeze({ painted });
})();

/* Work that can wait until what has just been changed is on the screen, as it would only be in the way of that; and
 * painting that is done once a frame, however often it is asked for. */
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

  /** What paints at once when it is asked to, but once a frame only: what comes before the next frame is painted in
   * that. `isDue` says whether something still waits for it. */
  function gate(paint) {
    let frame = 0; // until it comes no more is painted
    let due = false; // though there is something to paint

    function ask() {
      due = Boolean(frame);
      if (due) return;
      frame = window.requestAnimationFrame(() => {
        frame = 0;
        if (due) ask();
      });
      paint();
    }

    return Object.freeze({ ask, isDue: () => due });
  }

  window.hexscan = window.hexscan || {};
  window.hexscan.frames = Object.freeze({ painted, gate });
})();

/* The map's key, with the lines about its layers, can be put away where it takes much of the map; "data-map-key" is the
 * button for it. It stays as the reader left it, whatever is chosen next. */
(function defineMapKey() {
  'use strict';
  const MUCH = 0.28; // of the map's height

  const button = () => document.querySelector('[data-map-key]');
  const notes = () => document.getElementById(button().getAttribute('aria-controls'));

  /** The button is there while it has something to do. */
  function offer() {
    if (!button() || !notes()) return;
    const over = window.getComputedStyle(notes()).position === 'absolute';
    const much = notes().offsetHeight > MUCH * notes().parentElement.offsetHeight;
    button().hidden = !notes().hidden && !(over && much);
  }

  function toggle() {
    notes().hidden = !notes().hidden;
    button().setAttribute('aria-expanded', String(!notes().hidden));
    button().textContent = notes().hidden ? 'Show the key' : 'Hide the key';
  }

  document.addEventListener('click', ({ target }) => {
    if (target.closest && target.closest('[data-map-key]')) toggle();
  });
  document.addEventListener('hexscan:answered', () => window.requestAnimationFrame(offer));
  window.addEventListener('resize', offer);
})();

/* Buttons on the map, by their data-map-action: "reset" shows the whole area again, "in-view" makes the numbers those
 * of what is in view; they follow the map as long as the button is pressed, that is as long as the address has a box.
 * `data-of` is the name of their map, where that has one. */
(function defineMapButtons() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});

  /** A box that is none is left to the server, which says so. */
  function counting() {
    const text = hexscan.url ? hexscan.url.query().get('box') || '' : '';
    const [west, south, east, north, more] = text.split(',').map(Number);
    return west < east && south < north && more === undefined;
  }

  function writeBox(box, options) {
    hexscan.url.change((query) => query.set('box', box.map((edge) => edge.toFixed(5)).join(',')), options);
  }

  function toggle() {
    if (counting()) hexscan.url.change((query) => query.delete('box'));
    else writeBox(hexscan.map.bounds());
  }

  function showState() {
    for (const button of document.querySelectorAll('[data-map-action="in-view"]')) {
      button.setAttribute('aria-pressed', String(counting()));
    }
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest && event.target.closest('[data-map-action]');
    const map = button && button.dataset.of ? hexscan.map.of(button.dataset.of) : hexscan.map;
    if (!button || !map.state()) return;
    if (button.dataset.mapAction === 'reset') map.reset();
    else if (button.dataset.mapAction === 'in-view') toggle();
    showState();
  });

  document.addEventListener('hexscan:moved', ({ detail }) => {
    // A link's box stays what it is until the reader moves the map.
    const led = detail.placed === '' || detail.placed === 'fit';
    if (led && counting()) writeBox(detail.box, { replace: true });
  });

  document.addEventListener('hexscan:url', showState);
  document.addEventListener('hexscan:painted', showState);
})();

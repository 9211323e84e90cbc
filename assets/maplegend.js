/* The legend while something is pointed at: what the map's colours stand for meanwhile. The page's own legend
 * (made by the server) is hidden as long. */
(function defineMapLegend() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});

  function entryOf(colour, name) {
    const entry = document.createElement('li');
    const swatch = document.createElement('span');
    swatch.className = 'swatch';
    swatch.style.setProperty('--swatch', colour);
    const words = document.createElement('span');
    words.textContent = name;
    entry.append(swatch, words);
    return entry;
  }

  /** Shows an overlay's title and ranges in the element kept for it, or the page's legend again (null). */
  function show(frame, overlay) {
    const box = frame.parentElement.querySelector('.legend-meanwhile');
    if (!box) return;
    box.hidden = !overlay;
    if (!overlay) {
      box.replaceChildren();
      return;
    }
    const title = document.createElement('span');
    title.className = 'legend-title';
    title.textContent = overlay.title;
    const list = document.createElement('ul');
    const names = overlay.names || hexscan.formula.classNames(overlay.breaks);
    list.append(...names.map((name, i) => entryOf(overlay.colours[i], name)));
    box.replaceChildren(title, list);
  }

  hexscan.legend = Object.freeze({ show });
})();

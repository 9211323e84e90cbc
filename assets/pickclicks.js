/* Clicks and keys that pick: rows of the table, classes of the legend, layers, chips, "look inside", Escape.
 *
 * One listener on the document hears them all, so that rows and chips may come and go. What a click means is not
 * decided here but in picks.js.
 */
(function definePickClicks() {
  'use strict';
  /** What Escape closes before it lets go of anything; the grid calls its tooltips dialogs. */
  const OPEN = [
    '[aria-haspopup][aria-expanded="true"]', '[role="listbox"]', '[role="dialog"]:not(.ag-tooltip)', 'dialog[open]',
    '[popover]:popover-open',
  ].join();
  const NOTES = '.map-notes :is(.legend, .layer-note, .premises-note):not(:empty), .tiles-note:not([hidden])';
  const SILENT_INPUTS = ['radio', 'checkbox', 'button', 'submit', 'reset'];
  const HOTSPOT_ZOOM = 14; // with its neighbours, beside the notes on the map
  let clicked = ''; // the area in whose row a first click was, which may be the first half of a double click

  /** Rows and Escape pick on the page that is browsed; other pages say themselves what they mean there. */
  function isBrowsed() {
    return Boolean(document.querySelector('[data-browse]'));
  }

  function near(event, selector) {
    return event.target.closest ? event.target.closest(selector) : null;
  }

  function adds(event) {
    return event.ctrlKey || event.metaKey;
  }

  /** What the table lists, as rows are picked: areas, types or hotspots. */
  function listed() {
    return window.hexscan.url.query().get('table') || 'area';
  }

  function rowData(row) {
    const grid = row.closest('.ag-theme-alpine[id]') || row.closest('[id]');
    const api = grid && window.dash_ag_grid && window.dash_ag_grid.getApi(grid.id);
    const node = api ? api.getRowNode(row.getAttribute('row-id')) : null;
    return (node && node.data) || {};
  }

  /** A hotspot is a cell, or a small area, and too small to be found from afar. */
  function pickHotspot(row, id, add) {
    const { kind, longitude, latitude } = rowData(row);
    const isArea = kind === 'area';
    const held = window.hexscan.url.query().get(isArea ? 'pins' : 'cell') === id;
    window.hexscan.picks[isArea ? 'area' : 'cell'](id, { add });
    if (held || add || !Number.isFinite(longitude) || !Number.isFinite(latitude)) return;
    window.hexscan.map.goTo({ lon: longitude, lat: latitude, zoom: HOTSPOT_ZOOM });
  }

  function pickRow(row, event) {
    const id = row.getAttribute('row-id');
    const add = adds(event);
    if (listed() === 'area') clicked = id;
    if (listed() === 'hotspots') pickHotspot(row, id, add);
    else window.hexscan.picks[listed() === 'type' ? 'type' : 'area'](id, { add });
  }

  /** The chip will be gone: focus stays among the chips, not nowhere. */
  function takeBack(chip) {
    const { clear, value } = chip.dataset;
    chip.closest('[role="group"]').focus({ preventScroll: true });
    if (clear === 'all') window.hexscan.picks.clear();
    else window.hexscan.picks.release(clear, value || '');
  }

  document.addEventListener('click', (event) => {
    const { picks } = window.hexscan;
    const inside = near(event, '[data-inside]');
    const chip = near(event, '[data-clear]');
    const legend = near(event, '[data-legend-class]');
    const spot = near(event, '[data-spot]');
    const layer = near(event, '[data-layer]');
    if (inside) picks.inside(inside.dataset.inside);
    else if (chip) takeBack(chip);
    else if (legend) picks.legendClass(Number(legend.dataset.legendClass));
    else if (spot) picks.spot(spot.dataset.spot);
    else if (layer) picks.layer(layer.dataset.layer);
    else if (isBrowsed() && !near(event, 'a, button, input')) {
      const row = near(event, '.grid .ag-row[row-id]');
      if (row) pickRow(row, event);
    }
  });

  /** The second half of a double click looks inside the area in whose row the first was. That has been picked
   * meanwhile, and its row may have moved on: what lies beneath the pointer by now must not have the click. */
  function doubleClick({ button, detail }) {
    if (button !== 0 || detail < 2) clicked = '';
    // In place of the pin by its first half.
    if (clicked && detail === 2) window.hexscan.picks.inside(clicked, { replace: true });
  }

  function swallow(event) {
    if (!clicked || event.detail < 2) return;
    event.stopPropagation();
    event.preventDefault();
  }

  document.addEventListener('mouseup', doubleClick, true);
  ['click', 'dblclick'].forEach((name) => document.addEventListener(name, swallow, true));

  function isTyping(element) {
    if (!element || !element.matches) return false;
    if (element.matches('textarea, [contenteditable="true"]')) return true;
    if (!element.matches('input')) return false;
    return !SILENT_INPUTS.includes(element.type) && !element.matches('[aria-haspopup]');
  }

  function isAnythingOpen() {
    return [...document.querySelectorAll(OPEN)].some((element) => element.checkVisibility());
  }

  // Looked up on the way down: by the time the key comes up again, a list has closed on it.
  let escapes = false;
  document.addEventListener(
    'keydown',
    (event) => {
      escapes = event.key === 'Escape' && !isAnythingOpen() && !isTyping(document.activeElement);
    },
    true,
  );
  document.addEventListener('keydown', (event) => {
    if (escapes && isBrowsed() && event.key === 'Escape' && !event.defaultPrevented) window.hexscan.picks.stepBack();
  });

  /** Layer buttons say whether their layer is on, and what belongs to it is there or not; the table's head knows what
   * is listed. Classes, where :has() would say the same: that has the browser look at the whole page's styles again
   * whenever an element comes or goes. */
  function showLayers() {
    const on = window.hexscan.picks.layersOn();
    document.querySelectorAll('[data-with-layer]').forEach((part) => {
      part.classList.toggle('layer-on', on.includes(part.dataset.withLayer));
    });
    document.querySelectorAll('.table-head').forEach((head) => {
      head.dataset.listed = listed();
    });
    document.querySelectorAll('[data-layer]').forEach((button) => {
      button.setAttribute('aria-pressed', String(on.includes(button.dataset.layer)));
    });
  }

  /** What an answer has filled. */
  function showFilled() {
    const toggle = (place, name, holds) => {
      const filled = Boolean(document.querySelector(holds));
      document.querySelectorAll(place).forEach((part) => part.classList.toggle(name, filled));
    };
    toggle('.headline', 'has-chips', '.chip');
    toggle('.map-notes', 'filled', NOTES);
    toggle('.premises-row', 'filled', '.premises-note:not(:empty)');
  }

  document.addEventListener('hexscan:url', showLayers);
  document.addEventListener('hexscan:answered', showFilled);
  window.hexscan = window.hexscan || {};
  window.hexscan.pickClicks = Object.freeze({ showLayers });
})();

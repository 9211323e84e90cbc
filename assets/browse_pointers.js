/* What the pointer, the finger or the keys rest on, told to the hub (browse.js). Listeners stand on the document, so
 * that panels may come and go. */
(function defineBrowsePointers() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  let how = 'mouse'; // what the reader used last: mouse, touch or keys
  let from = ''; // the panel in which something is under the hand, '' for none

  function rest(thing) {
    from = thing.from;
    hexscan.browse.hover(thing, how);
  }

  /** The hand has left a panel; another panel may have it by now. */
  function leave(panel) {
    if (from !== panel) return;
    from = '';
    hexscan.browse.hover(null, how);
  }

  function inside(event, name) {
    const id = hexscan.browse.idOf(name);
    return id && event.target.closest ? event.target.closest(`#${id}`) : null;
  }

  // Map: it says itself what is under the pointer or under the arrow keys.

  function thingOnMap(detail) {
    return { ...detail, id: detail.kind === 'area' ? detail.code : detail.cell, from: 'map' };
  }

  function overMap({ detail }) {
    if (detail) rest(thingOnMap(detail));
    else leave('map');
  }

  function tooltip(detail) {
    return hexscan.browseWords.tooltip(hexscan.browse.look(thingOnMap(detail)));
  }

  // Table: the row of whatever is under the pointer, or has the focus.

  function thingOfRow(id) {
    const listed = hexscan.browse.query().get('table') || 'area';
    if (listed === 'type') return { kind: 'type', id, from: 'table' };
    if (listed === 'area') return { kind: 'area', id, from: 'table' };
    const row = hexscan.browseTable.row(id) || {};
    if (row.kind === 'area') return { kind: 'area', id, from: 'table' };
    return { kind: 'cell', id: row.cell || id, count: row.incidents, from: 'table' };
  }

  function overTable(event) {
    const row = inside(event, 'table') && event.target.closest('.ag-row[row-id]');
    if (row) rest(thingOfRow(row.getAttribute('row-id')));
    else leave('table');
  }

  // Chart: the month at the pointer.

  function overChart(event) {
    const chart = inside(event, 'chart');
    const month = chart ? monthAt(chart, event) : null;
    if (month) rest({ kind: 'month', id: month, from: 'chart' });
    else leave('chart');
  }

  function monthAt(chart, { clientX, clientY }) {
    const span = hexscan.chartMonths.spanOf(chart);
    const within = span && clientY >= span.top && clientY <= span.bottom;
    return within ? hexscan.chartMonths.monthAt(chart, clientX) : null;
  }

  // Lock: its button, or the key "l" anywhere but where one types.

  function typing(target) {
    const fields = 'input:not([type="radio"]):not([type="checkbox"]), textarea, select, [contenteditable="true"]';
    return target.closest && target.closest(fields);
  }

  function toggle() {
    hexscan.browse.lock(!hexscan.browse.state().locked);
  }

  document.addEventListener('pointerdown', (event) => {
    how = event.pointerType === 'touch' ? 'touch' : 'mouse';
  }, true);
  document.addEventListener('pointermove', (event) => {
    if (event.pointerType !== 'touch') how = 'mouse';
    overChart(event);
  }, true);
  document.addEventListener('pointerdown', overChart);
  document.addEventListener('keydown', (event) => {
    how = 'keys';
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat;
    if (event.key.toLowerCase() === 'l' && plain && !typing(event.target) && hexscan.browse.idOf('lock')) toggle();
  }, true);
  document.addEventListener('click', (event) => {
    if (inside(event, 'lock')) toggle();
  });
  document.addEventListener('hexscan:hover', overMap);
  document.addEventListener('hexscan:painted', () => hexscan.map.setTooltip(tooltip));
  document.addEventListener('mouseover', overTable);
  document.addEventListener('focusin', (event) => {
    if (how === 'keys') overTable(event);
  });
  document.documentElement.addEventListener('pointerleave', () => {
    leave(from);
  });
})();

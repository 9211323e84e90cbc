/* The hub of Compare: which areas all panels speak of, and what is under the hand.
 *
 * A panel is an element with data-panel=name inside the one with data-compare. What it says of a thing carries
 * data-area (a code), data-month ("2025-01") or data-type (a slug), rows of the grid their code as row-id: pointer,
 * finger and focus are heard here, once for all panels. A thing under the hand is {kind: 'area', 'month' or 'type',
 * id, from}, that of an area perhaps with a month or type of it. Painters register as {light(thing or null), order(),
 * reveal(code), say(thing)}; but for `light` they may do without. Nothing here waits for the network, and however
 * often the pointer reports, panels are lit once a frame at most.
 *
 * Event `hexscan:browsed` on document after each lighting; detail {thing, asked}. Buttons: compare_buttons.js; the
 * map: compare_map.js.
 */
(function defineCompare() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const REST = 600; // milliseconds a thing is rested on before it is spoken of
  const AGAIN = '. Tap again to open.'; // what a finger has lit
  const PLACE = '*'; // in an address, for the code of an area
  const painters = new Map(); // name -> painter
  const hub = {
    areas: null, // what tellAreas brought
    rows: new Map(), // code -> row
    wish: null, // under the hand
    shown: null, // and what panels show
    how: 'mouse', // what the reader used last: mouse, touch or keys
    tapped: '', // the area that a finger has lit: the next tap on it follows its link
    gate: null, // to one lighting a frame
    asked: 0,
    paints: 0,
    resting: 0,
  };

  function root() {
    return document.querySelector('[data-compare]');
  }

  function elementOf(name) {
    const place = root();
    return place ? document.getElementById(place.dataset[name]) : null;
  }

  // Areas, and the ways out of them.

  function tellAreas(areas) {
    hub.areas = areas;
    hub.rows = new Map((areas ? areas.codes : []).map((code, row) => [code, row]));
    hexscan.compareButtons.showTab(areas ? areas.tab : '');
    if (hub.wish && hub.wish.kind === 'area' && !hub.rows.has(hub.wish.id)) hub.wish = null;
    if (hub.wish || hub.shown) ask(); // other words, perhaps
    if (hexscan.compareDraw) hexscan.compareDraw.all();
  }

  function rowOf(code) {
    const row = hub.rows.get(code);
    return row === undefined ? -1 : row;
  }

  function address(template, row) {
    const code = encodeURIComponent(hub.areas.codes[row]);
    return hexscan.mapData.prefix() + template.slice(1).replace(PLACE, code);
  }

  const scanHref = (row) => address(hub.areas.scan, row);
  const hotspotsHref = (row) => address(hub.areas.hotspots, row);

  // What is under the hand.

  function same(one, other) {
    if (!one || !other) return one === other;
    return ['kind', 'id', 'from', 'month', 'type'].every((name) => one[name] === other[name]);
  }

  /** Something is under the hand, or (null) nothing is; `how` is mouse, touch or keys. */
  function hover(thing, how = hub.how) {
    if (same(thing, hub.wish)) return;
    hub.wish = thing;
    if (!thing || thing.id !== hub.tapped) hub.tapped = '';
    if (!gate().isDue()) hub.asked = window.performance.now();
    ask();
    speakLater(how);
  }

  function gate() {
    hub.gate = hub.gate || hexscan.frames.gate(light);
    return hub.gate;
  }

  function ask() {
    gate().ask();
  }

  function light() {
    const thing = hub.wish;
    hub.shown = thing;
    for (const painter of painters.values()) painter.light(thing);
    const line = elementOf('hand');
    const words = thing ? handLine(thing) : '';
    if (line && line.textContent !== words) line.textContent = words;
    hub.paints += 1;
    document.dispatchEvent(new CustomEvent('hexscan:browsed', { detail: { thing, asked: hub.asked } }));
  }

  /** The line, and what the next tap does: that of a finger on the map opens the area it has lit, too. */
  function handLine(thing) {
    const line = lineOf(thing);
    const isTapped = thing.id === hub.tapped || (hub.how === 'touch' && thing.from === 'map');
    return line && isTapped ? `${line.replace(/\.$/, '')}${AGAIN}` : line;
  }

  function lineOf(thing) {
    const painter = painters.get(thing.from);
    const said = painter && painter.say ? painter.say(thing) : '';
    if (said) return said;
    if (thing.kind === 'area') return hub.areas && hub.rows.has(thing.id) ? hub.areas.words[rowOf(thing.id)] : '';
    return thing.kind === 'month' ? hexscan.formula.monthName(thing.id) : '';
  }

  /** Those who move by keys or tap hear what they rest on, unless what has the focus is called so already. */
  function speakLater(how) {
    window.clearTimeout(hub.resting);
    if (how === 'mouse') return;
    hub.resting = window.setTimeout(() => {
      const place = elementOf('spoken');
      const words = hub.shown ? lineOf(hub.shown) : '';
      const called = document.activeElement ? document.activeElement.getAttribute('aria-label') || '' : '';
      if (place && words && !called.startsWith(words)) place.textContent = words;
    }, REST);
  }

  /** The crime type of a column of the grid, by a cell or the head of it; undefined for other columns. */
  function columnOf(target) {
    const column = target.closest('.heat-cell[col-id], .ag-header-cell[col-id]');
    const slug = column ? column.getAttribute('col-id') : '';
    return slug && document.querySelector(`.heat-cell[col-id="${CSS.escape(slug)}"]`) ? slug : undefined;
  }

  /** The thing that an element speaks of, null for none; undefined on the map, which says so itself. */
  function thingAt(target) {
    if (!target.closest || !target.closest('[data-compare]')) return null;
    if (target.closest('[data-hexmap]')) return undefined;
    const panel = target.closest('[data-panel]');
    const from = panel ? panel.dataset.panel : '';
    const found = (name) => (target.closest(`[data-${name}]`) || { dataset: {} }).dataset[name];
    const row = target.closest('.ag-row[row-id]');
    const area = row ? row.getAttribute('row-id') : found('area');
    const ids = { area, month: found('month'), type: found('type') || columnOf(target) };
    const kind = ['area', 'month', 'type'].find((name) => ids[name]);
    if (!kind) return null;
    const more = kind === 'area' ? { month: ids.month, type: ids.type } : {};
    return { kind, id: ids[kind], from, ...more };
  }

  /** Inside the chart of an area its months are told apart by whoever draws it. */
  function isAbout(thing, more) {
    return Boolean(thing && more && more.month) && thing.id === more.id && thing.from === more.from;
  }

  function over(event) {
    const thing = thingAt(event.target);
    if (thing !== undefined && !isAbout(thing, hub.wish)) hover(thing);
  }

  /** A finger can't hover: its first tap on a mark lights it, the second follows its link. One beside all that can be
   * lit lets go of what was. */
  function tap(event) {
    if (hub.how !== 'touch' || !root() || !event.target.closest) return;
    const mark = event.target.closest('[data-drawing] a[data-mark]');
    const thing = thingAt(mark || event.target);
    if (!mark) {
      if (thing === null) hover(null, 'touch');
      return;
    }
    if (!thing || hub.tapped === thing.id) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    hub.tapped = thing.id;
    if (same(thing, hub.wish)) ask(); // what lies under the finger may be lit already
    else hover(thing, 'touch');
  }

  function lightLists(thing) {
    const code = thing && thing.kind === 'area' ? thing.id : null;
    document.querySelectorAll('.judged-one').forEach((item) => {
      item.classList.toggle('hand', code !== null && item.dataset.area === code);
    });
  }

  /** A page is on its way into the document, perhaps that of Compare: of the one before nothing is kept. */
  function begin() {
    [hub.areas, hub.rows, hub.wish, hub.shown, hub.tapped] = [null, new Map(), null, null, ''];
    window.clearTimeout(hub.resting);
    const look = () => {
      if (hexscan.url.question() !== 'compare') return;
      if (!root()) window.requestAnimationFrame(look);
      else {
        hexscan.compareButtons.showTab('');
        hexscan.compareButtons.showChoices();
        hexscan.compareKeys.watch(root());
      }
    };
    look();
  }

  function register(name, painter) {
    painters.set(name, painter);
  }

  /** For tests and benches. */
  function state() {
    const { wish, shown, paints } = hub;
    return { under: wish, shown, paints, pending: gate().isDue(), painters: [...painters.keys()] };
  }

  register('lists', { light: lightLists });
  document.addEventListener('pointerdown', ({ pointerType }) => {
    hub.how = pointerType === 'touch' ? 'touch' : 'mouse';
  }, true);
  document.addEventListener('pointermove', (event) => {
    if (event.pointerType === 'touch' || hub.how === 'mouse') return;
    hub.how = 'mouse';
    if (root()) over(event);
  }, { capture: true, passive: true });
  document.addEventListener('keydown', () => {
    hub.how = 'keys';
  }, true);
  // A pointer at rest is also "over" what comes to lie beneath it: that must not take away what keys have lit.
  document.addEventListener('pointerover', (event) => {
    if (root() && hub.how === 'mouse' && event.pointerType !== 'touch') over(event);
  });
  document.addEventListener('focusin', (event) => {
    if (root() && hub.how === 'keys') over(event);
  });
  document.documentElement.addEventListener('pointerleave', ({ pointerType }) => {
    if (root() && pointerType !== 'touch') hover(null); // a finger leaves with every tap
  });
  document.addEventListener('click', tap, true);
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.hexscan = Object.assign(window.dash_clientside.hexscan || {}, { tellAreas });
  hexscan.compare = Object.freeze({
    root,
    register,
    hover,
    under: () => hub.wish,
    begin,
    areas: () => hub.areas,
    painter: (name) => painters.get(name) || null,
    rowOf,
    scanHref,
    hotspotsHref,
    state,
  });
})();

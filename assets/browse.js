/* The hub of browsing: what is under the hand, and the four panels that follow it.
 *
 * browse_pointers.js says what the pointer or the keys rest on, browse_facts.js looks up what is known of it in data
 * that are already in the page, and one painter a panel (browse_map, browse_statistics, browse_chart, browse_table)
 * shows that. Nothing here waits for the network: while browsing data are on their way, only what the panels
 * themselves hold is shown. However often the pointer reports, panels are painted once a frame at most.
 *
 * A thing under the hand is {kind, id, from}: a cell (H3 id), an area (code), a type (slug) or a month ("2025-01"),
 * and the panel it was found in: map, table or chart. A cell may bring {index, count, version, source, resolution}.
 *
 * Event `hexscan:browsed` on document after each painting; detail {thing, asked}.
 */
(function defineBrowse() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const PANELS = ['map', 'statistics', 'chart', 'table'];
  const LATEST = 1500; // milliseconds until browsing data are asked for, even if the page is never idle
  const REST = 600; // milliseconds a thing is rested on before it is spoken of
  const KEPT = 'hexscan-lock';
  // What browsing data do not depend on: pins, the view, and what is merely shown.
  const ASIDE = ['pins', 'cell', 'box', 'view', 'layers', 'class', 'measure', 'within', 'res', 'table'];

  const hub = {
    values: null, // what the map shows
    outlines: null, // of its cells
    data: null, // browsing data of these values, or null while they are late
    stale: false, // the address is ahead of the panels
    subject: null, // the part of the address that browsing data depend on
    under: null, // under the hand now
    last: null, // the last thing that was
    wish: null, // to be shown: what is under the hand, or what the lock holds
    shown: null, // what the panels show
    locked: false,
    gate: null, // to one painting a frame
    asked: 0,
    paints: 0,
    problem: '',
    resting: 0,
  };

  function painterOf(panel) {
    return hexscan[`browse${panel[0].toUpperCase()}${panel.slice(1)}`];
  }

  /** Id of a component that the page hands over, as data attributes of the element round the panels. */
  function idOf(name) {
    const panels = document.querySelector('[data-browse]');
    return (panels && panels.dataset[name]) || '';
  }

  /** Whether the page is one that is browsed so: Compare has a hub of its own. */
  function isHere() {
    return Boolean(document.querySelector('[data-browse]'));
  }

  function elementOf(name) {
    const id = idOf(name);
    return id ? document.getElementById(id) : null;
  }

  function same(one, other) {
    if (!one || !other) return one === other;
    return one.kind === other.kind && one.id === other.id && one.from === other.from;
  }

  /** The query of the address. */
  function query() {
    return hexscan.url ? hexscan.url.query() : new URLSearchParams(window.location.search);
  }

  /** Something is under the hand, or (null) nothing is; `how` is mouse, touch or keys. */
  function hover(thing, how = 'mouse') {
    if (!isHere()) return;
    hub.under = thing;
    if (thing) hub.last = thing;
    if (hub.locked) return;
    wish(thing, how);
  }

  function wish(thing, how) {
    if (same(thing, hub.wish)) return;
    hub.wish = thing;
    if (!gate().isDue()) hub.asked = window.performance.now();
    ask();
    speakLater(how);
  }

  function gate() {
    hub.gate = hub.gate || hexscan.frames.gate(() => paint(PANELS));
    return hub.gate;
  }

  function ask() {
    gate().ask();
  }

  /** Paints some panels anew: their own content has changed beneath what is shown. */
  function again(panels) {
    if (hub.shown) paint(panels);
  }

  function paint(panels) {
    const thing = hub.stale ? null : hub.wish;
    const seen = thing ? look(thing) : null;
    hub.shown = thing;
    for (const panel of panels) {
      const painter = painterOf(panel);
      // A panel marks what is under the pointer by itself, but not what the lock holds.
      const own = thing && thing.from === panel && !hub.locked;
      if (painter) painter.paint(own ? null : seen);
    }
    hub.paints += 1;
    const detail = { thing, asked: hub.asked };
    document.dispatchEvent(new CustomEvent('hexscan:browsed', { detail }));
  }

  /** Those who move by keys or tap hear what they rest on; a mouse stays silent. */
  function speakLater(how) {
    window.clearTimeout(hub.resting);
    if (how === 'mouse') return;
    hub.resting = window.setTimeout(() => {
      const place = elementOf('spoken');
      if (!place || !hub.shown) return;
      place.textContent = hexscan.browseWords.spoken(look(hub.shown));
    }, REST);
  }

  /** Takes the values that the map shows from now on; their browsing data come when the page is idle. */
  async function accept(values) {
    const sameData = hub.data && hub.data.address === values.browse;
    hub.values = values;
    hub.stale = false;
    if (!sameData) [hub.data, hub.outlines] = [null, null];
    refresh();
    try {
      const outlines = await hexscan.mapData.outlines(values.version, values.source, values.resolution);
      if (hub.values !== values) return;
      hub.outlines = outlines;
      if (!sameData) await loadWhenIdle(values);
      hub.problem = '';
    } catch (error) {
      hub.problem = error.message; // the panels go on with what they hold themselves
    }
  }

  async function loadWhenIdle(values) {
    if (!values.browse) return;
    await idle();
    if (hub.values !== values) return;
    const data = await hexscan.browseData.load(values.browse);
    if (hub.values !== values || !belongs(data, values)) return;
    hub.data = data;
    refresh();
    hexscan.map.lookAgain(); // a pointer that rests on a cell: its tooltip knows more now
  }

  function belongs(data, values) {
    return ['version', 'source', 'resolution'].every((name) => data[name] === values[name]);
  }

  /** Once what there is to paint is painted, and nothing else is to be done. */
  async function idle() {
    await hexscan.frames.painted();
    await new Promise((done) => {
      if (window.requestIdleCallback) window.requestIdleCallback(done, { timeout: LATEST });
      else window.setTimeout(done, 100);
    });
  }

  /** More, or other, is known now of what is shown. */
  function refresh() {
    if (hub.wish || hub.shown) ask();
  }

  function subjectOf() {
    const fields = query();
    for (const field of ASIDE) fields.delete(field);
    fields.sort();
    return fields.toString();
  }

  /** After a change of address, panels show the old until the new comes; meanwhile nothing is joined to them. */
  function follow() {
    const subject = subjectOf();
    if (hub.subject !== null && subject !== hub.subject) hub.stale = true;
    hub.subject = subject;
    refresh();
  }

  /** Holds what is under the pointer (or was last), or lets it go. */
  function lock(on) {
    hub.locked = on;
    keep(on ? hub.under || hub.last : null);
    showLock();
    hub.wish = on ? hub.under || hub.last : hub.under;
    ask();
  }

  function keep(thing) {
    const held = thing && { kind: thing.kind, id: thing.id, from: thing.from };
    if (hub.locked) window.sessionStorage.setItem(KEPT, JSON.stringify(held));
    else window.sessionStorage.removeItem(KEPT);
  }

  /** After a reload the lock holds what it held before. */
  function restoreLock() {
    const kept = window.sessionStorage.getItem(KEPT);
    if (kept === null) return;
    hub.locked = true;
    hub.wish = JSON.parse(kept);
  }

  function showLock() {
    const button = elementOf('lock');
    if (button && button.getAttribute('aria-pressed') !== String(hub.locked)) {
      button.setAttribute('aria-pressed', String(hub.locked));
    }
  }

  /** What is known of a thing. */
  function look(thing) {
    return hexscan.browseFacts.look(thing, hub);
  }

  /** What the hub holds, for tests and benches. */
  function state() {
    return {
      under: hub.under,
      shown: hub.shown,
      locked: hub.locked,
      ready: Boolean(hub.data),
      stale: hub.stale,
      paints: hub.paints,
      pending: gate().isDue(),
      problem: hub.problem,
    };
  }

  restoreLock();
  document.addEventListener('hexscan:painted', (event) => {
    if (!isHere()) return;
    if (hub.subject === null) hub.subject = subjectOf();
    showLock();
    accept(event.detail.values);
  });
  document.addEventListener('hexscan:url', follow);
  hexscan.browse = Object.freeze({ hover, lock, again, look, state, data: () => hub.data, query, idOf, elementOf });
})();

/* The address of the page, and the only place that writes it. What the reader looks at is its query, nothing else:
 * panels are asked for what they show of it (answers.js), and controls follow the store that holds it, whose id
 * stands in `data-location` of <main>.
 *
 * The history entry is made here, at once, so that a second choice made before the first is answered builds on it.
 * The map's view is part of the address for whoever is sent the link, but no panel depends on it: it is replaced,
 * and nobody is asked.
 */
(function defineUrl() {
  'use strict';
  const VIEW = 'view';
  const QUESTIONS = ['compare', 'why']; // pages that ask for something else than Scan, by their path
  const PATIENCE = 150; // milliseconds that controls wait for panels
  let told = ''; // what panels were last told
  let waiting = 0; // the timer of controls that do not follow yet
  /** A kept finding is one of all that was chosen when it was kept: whatever else is chosen, it is another. */
  const FINDING = 'finding';
  /** What belongs to the area it was chosen in. */
  const OF_AREA = ['pins', 'cell', 'box', 'level', 'class'];
  /** What belongs to the areas that are compared. */
  const OF_COMPARED = ['peers', 'beside'];
  /** What decides the limits of the legend's classes: a class of other limits is another class. */
  const OF_CLASSES = ['area', 'types', 'from', 'to', 'days', 'hours', 'sources', 'measure', 'res'];

  /** What is asked for the page of this address: "compare", "why", else "look". The page itself may not be there yet
   * when the first question is sent, so its path tells. */
  function question() {
    const path = window.location.pathname.replace(/\/+$/, '');
    return QUESTIONS.find((name) => path === `${window.hexscan.mapData.prefix()}${name}`) || 'look';
  }

  /** The query with each field once: of several values the last counts, as on the server. */
  function query() {
    return new URLSearchParams(Object.fromEntries(new URLSearchParams(window.location.search)));
  }

  /** Writes a field of a query: a text, or several as one; nothing takes the field away. */
  function put(fields, field, value) {
    if (value === undefined || value === null || value === '' || value.length === 0) fields.delete(field);
    else fields.set(field, Array.isArray(value) ? value.join(',') : value);
  }

  function asSearch(fields) {
    const text = fields.toString().replaceAll('%2C', ',');
    return text ? `?${text}` : '';
  }

  function differs(field, one, other) {
    return one.get(field) !== other.get(field);
  }

  /** Takes away what meant something only beside what was changed, unless it was chosen anew in the same stroke. */
  function dropWhatNoLongerHolds(fields, before) {
    const stale = [];
    const isOther = differs('area', fields, before);
    const areOthers = differs('compare', fields, before) || differs('among', fields, before);
    if (isOther) stale.push(...OF_AREA);
    if (areOthers) stale.push(...OF_COMPARED);
    if (areOthers && fields.get('similar') === 'picked') stale.push('similar'); // of those that were picked
    // The map shows the area on Scan, and all that are compared on Compare.
    if (question() === 'compare' ? areOthers : isOther) stale.push(VIEW);
    if (OF_CLASSES.some((field) => differs(field, fields, before))) stale.push('class');
    if (differs('hot', fields, before)) stale.push('spot'); // other classes
    if (asSearch(fields) !== asSearch(before)) stale.push(FINDING);
    stale.filter((field) => !differs(field, fields, before)).forEach((field) => fields.delete(field));
  }

  function write(search, replace) {
    const { pathname, hash } = window.location;
    const address = `${pathname}${search}${hash}`;
    if (replace) window.history.replaceState(window.history.state, '', address);
    else window.history.pushState({}, '', address);
  }

  function tell() {
    document.dispatchEvent(new CustomEvent('hexscan:url'));
  }

  /** All of a query that panels depend on. */
  function askedOf(fields) {
    const asked = new URLSearchParams(fields);
    asked.delete(VIEW);
    return asSearch(asked);
  }

  function tellControls() {
    window.clearTimeout(waiting);
    waiting = 0;
    document.dispatchEvent(new CustomEvent('hexscan:controls')); // they are about to be given values and options
    const place = document.querySelector('[data-location]');
    if (place) window.dash_clientside.set_props(place.dataset.location, { data: window.location.search });
  }

  /** The renderer looks at the whole page for it: controls follow when the answer is painted, or it is late. */
  function tellControlsSoon() {
    if (!waiting) waiting = window.setTimeout(tellControls, PATIENCE);
  }

  async function tellControlsAfterFrame() {
    if (!waiting) return;
    await window.hexscan.frames.painted();
    if (waiting) tellControls();
  }

  /** Panels ask anew, and controls show what was asked. */
  function askPanels() {
    told = askedOf(query());
    window.hexscan.answers.ask(told);
    tellControlsSoon();
  }

  /** The query as `edit` changes it, or null where nothing changes. */
  function edited(edit) {
    const before = query();
    const fields = query();
    edit(fields);
    dropWhatNoLongerHolds(fields, before);
    return asSearch(fields) === asSearch(before) ? null : fields;
  }

  /** Lets `edit` change the query, and writes it: a new entry of the history, unless it is to replace the present
   * one. Nothing happens, and false is answered, where nothing changes. */
  function change(edit, { replace = false } = {}) {
    const fields = edited(edit);
    if (!fields) return false;
    write(asSearch(fields), replace);
    askPanels();
    tell();
    return true;
  }

  /** `edit` is likely to change the query next: what panels would need for it may be asked for already. */
  function foresee(edit) {
    const fields = edited(edit);
    if (fields) window.hexscan.answers.foresee(askedOf(fields), fields.has(VIEW));
  }

  /** The map's view in the address, or null where there is none that could be one. */
  function view() {
    const parts = (query().get(VIEW) || '').split(',');
    const [lat, lon, zoom] = parts.map((part) => (/^-?\d{1,3}(\.\d+)?$/.test(part) ? Number(part) : NaN));
    const sound = parts.length === 3 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180 && zoom >= 0 && zoom <= 22;
    return sound ? { lat, lon, zoom } : null;
  }

  function setView(wanted) {
    const fields = query();
    const before = asSearch(fields);
    if (wanted) fields.set(VIEW, `${wanted.lat.toFixed(5)},${wanted.lon.toFixed(5)},${Number(wanted.zoom.toFixed(2))}`);
    else fields.delete(VIEW);
    if (asSearch(fields) === before) return;
    write(asSearch(fields), true);
    tell();
  }

  function followHistory() {
    if (askedOf(query()) !== told) askPanels(); // the map's view or the anchor in the page is nobody else's matter
    tell();
  }

  window.addEventListener('popstate', followHistory);
  document.addEventListener('hexscan:answered', tellControlsAfterFrame);
  window.hexscan = window.hexscan || {};
  window.hexscan.url = Object.freeze({ query, put, question, change, foresee, view, setView, askPanels });
})();

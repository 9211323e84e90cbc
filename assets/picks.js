/* What it means to pick something on the page. Everything here only changes the address (url.js).
 *
 * Place is one thing: a plain pick of a cell or an area takes the place of those picked before, and the same pick
 * again lets it go; with Ctrl (on a Mac, Command) it is added, or taken out. So it is with crime types. Of months
 * there are at most one run: a first pick is that month alone, a second the months from one to the other.
 */
(function definePicks() {
  'use strict';
  const PLACES = ['pins', 'cell', 'box'];
  /** Rows for what has no place of its own to show. */
  const NO_PLACE = ['no-location', 'unplaced', 'elsewhere'];
  const MOST = 40; // of each kind, as the server has it
  /** What "Clear all" leaves alone is how to look at it: the measure, the table, the size of its areas. */
  const CLEARED = ['area', 'types', 'from', 'to', 'days', 'hours', 'sources', 'layers', 'within', 'kind', 'closes', 'class', 'spot', ...PLACES];

  /** How hotspots are looked for. */
  const HOW_HOT = ['hot', 'rings', 'chance', 'given', 'step', 'spot'];

  /** What one chip stands for. */
  const TOGETHER = { period: ['from', 'to'], when: ['days', 'hours'] };

  function change(edit, options) {
    window.hexscan.url.change(edit, options);
  }

  function put(query, field, values) {
    if (values.length) query.set(field, values.join(','));
    else query.delete(field);
  }

  function listOf(query, field) {
    return (query.get(field) || '').split(',').filter(Boolean);
  }

  /** `values` with one put in, or taken out where it was. */
  function toggled(values, one) {
    return values.includes(one) ? values.filter((value) => value !== one) : [...values, one].slice(-MOST);
  }

  function place(field, id, add) {
    if (!id || NO_PLACE.includes(id)) return;
    change((query) => {
      const before = PLACES.flatMap((name) => listOf(query, name));
      if (add) {
        put(query, field, toggled(listOf(query, field), id));
        return;
      }
      const alone = before.length === 1 && listOf(query, field)[0] === id;
      PLACES.forEach((name) => query.delete(name));
      if (!alone) query.set(field, id);
    });
  }

  function type(slug, { add = false } = {}) {
    if (!slug) return;
    change((query) => {
      const chosen = listOf(query, 'types');
      const alone = chosen.length === 1 && chosen[0] === slug;
      put(query, 'types', add ? toggled(chosen, slug) : alone ? [] : [slug]);
    });
  }

  function putMonths(query, from, to) {
    [from, to].sort().forEach((month, end) => query.set(end ? 'to' : 'from', month));
  }

  /** `extend`: from the month picked before to this one, also where more than one was. */
  function month(text, { extend = false } = {}) {
    if (!text) return;
    change((query) => {
      const [from, to] = [query.get('from'), query.get('to')];
      const single = from !== null && from === to;
      if (single && text === from) {
        query.delete('from');
        query.delete('to');
      } else if (single || (extend && from)) putMonths(query, from, text);
      else putMonths(query, text, text);
    });
  }

  function monthRange(one, other) {
    if (one && other) change((query) => putMonths(query, one, other));
  }

  function legendClass(number) {
    const text = String(number);
    change((query) => {
      if (query.get('class') === text) query.delete('class');
      else query.set('class', text);
    });
  }

  /** One class of hotspots over time alone, or all of them again; the table lists what is outlined. */
  function spot(name) {
    change((query) => {
      if (query.get('spot') === name) query.delete('spot');
      else query.set('spot', name);
      query.set('table', 'hotspots');
    });
  }

  /** The layers that are on. One name that is none and the server leaves the whole field out, so none is. */
  function layersOn() {
    const known = [...document.querySelectorAll('[data-layer]')].map((button) => button.dataset.layer);
    const asked = listOf(window.hexscan.url.query(), 'layers');
    return asked.every((name) => known.includes(name)) ? asked : [];
  }

  /** Takes along what meant something only while hotspots were shown. */
  function dropHotspots(query) {
    HOW_HOT.forEach((field) => query.delete(field));
    if (query.get('table') === 'hotspots') query.delete('table');
  }

  /** Hotspots come with their list in the table, and take it along when they go. */
  function layer(name) {
    change((query) => {
      const layers = toggled(layersOn(), name);
      put(query, 'layers', layers);
      if (name !== 'hotspots') return;
      if (layers.includes(name)) query.set('table', name);
      else dropHotspots(query);
    });
  }

  /** Looks inside an area: it becomes the area everything is about. */
  function inside(code, options) {
    if (code && !NO_PLACE.includes(code)) change((query) => query.set('area', code), options);
  }

  /** Takes one chosen thing back: a field, or one of several values in it. */
  function release(field, value) {
    change((query) => {
      if (field in TOGETHER) TOGETHER[field].forEach((name) => query.delete(name));
      else if (value) put(query, field, listOf(query, field).filter((one) => one !== value));
      else query.delete(field);
      if (field === 'layers' && value === 'hotspots') dropHotspots(query);
    });
  }

  function clear() {
    change((query) => {
      if (listOf(query, 'layers').includes('hotspots')) dropHotspots(query);
      CLEARED.forEach((field) => query.delete(field));
    });
  }

  /** One step back out: first of places and the class, then of hours, of months, of types. */
  function stepBack() {
    const steps = [[...PLACES, 'class'], TOGETHER.when, TOGETHER.period, ['types']];
    change((query) => {
      const step = steps.find((fields) => fields.some((field) => query.has(field)));
      if (step) step.forEach((field) => query.delete(field));
    });
  }

  const picks = Object.freeze({
    cell: (name, { add = false } = {}) => place('cell', name, add),
    area: (code, { add = false } = {}) => place('pins', code, add),
    type,
    month,
    monthRange,
    legendClass,
    spot,
    layer,
    layersOn,
    inside,
    release,
    clear,
    stepBack,
  });

  document.addEventListener('hexscan:pick', ({ detail }) => {
    const { kind, id, add } = detail || {};
    if (!document.querySelector('[data-browse]')) return; // what a pick means elsewhere is said there
    if (['cell', 'area', 'type'].includes(kind)) picks[kind](id, { add: Boolean(add) });
  });

  window.hexscan = window.hexscan || {};
  window.hexscan.picks = picks;
})();

/* The one writer of the URL, and what the controls show of it.
 *
 * Every choice becomes a query field here, in the page, so that it is never lost to a slow network; the server
 * reads the URL and nothing else. `defaults` (a store the server fills) says what each control shows when the
 * URL is silent: a field that equals its default is left out of the URL.
 */
(function defineSelection() {
  'use strict';
  const PERIOD = '..';
  const ECHO = 1000; // milliseconds within which a control may repeat what the URL gave it
  let gifts = []; // {field, value, time} of what the URL gave a control

  /** The query with each field once: of several values the last counts, as on the server. */
  function queryOf(search) {
    return new URLSearchParams(Object.fromEntries(new URLSearchParams(search)));
  }

  function asSearch(query) {
    const text = query.toString().replaceAll('%2C', ',');
    return text ? `?${text}` : '';
  }

  function same(one, other) {
    return JSON.stringify(one) === JSON.stringify(other);
  }

  function put(query, field, value) {
    if (value === undefined || value === null || value === '' || value.length === 0) query.delete(field);
    else query.set(field, Array.isArray(value) ? value.join(',') : value);
  }

  function putPeriod(query, value) {
    const [from, to] = value ? value.split(PERIOD) : ['', ''];
    put(query, 'from', from);
    put(query, 'to', to);
  }

  /** A control was used. */
  function putControl(query, field, value, defaults) {
    const chosen = same(value, defaults[field]) ? null : value;
    const area = query.get('area');
    if (field === 'period') putPeriod(query, chosen);
    else put(query, field, chosen);
    if (query.get('area') !== area) {
      // A cell and a level belong to the area they were chosen in.
      query.delete('cell');
      query.delete('level');
    }
  }

  /** A chip's button: take a field back. */
  function takeBack(query, field) {
    if (field === 'all') ['area', 'types', 'from', 'to', 'cell', 'level', 'sources'].forEach((name) => query.delete(name));
    else if (field === 'period') putPeriod(query, '');
    else putControl(query, field, null, {});
  }

  /** A row of the table: an area is entered, a crime type is chosen alone; again, and it is let go. */
  function pickRow(query, row) {
    if (!row || !row.rowId || ['no-location', 'unplaced', 'elsewhere'].includes(row.rowId)) return;
    const field = query.get('table') === 'type' ? 'types' : 'area';
    if (field === 'types' && query.get('types') === row.rowId) query.delete('types');
    else putControl(query, field, row.rowId, {});
  }

  function pickMonth(query, click) {
    const point = click && click.points && click.points[0];
    if (!point) return;
    const month = String(point.x).slice(0, 7);
    const alone = query.get('from') === month && query.get('to') === month;
    putPeriod(query, alone ? '' : `${month}${PERIOD}${month}`);
  }

  function pickCell(query, picked) {
    if (picked) put(query, 'cell', query.get('cell') === picked.cell ? '' : picked.cell);
  }

  function give(id, props) {
    gifts.push({ field: id.control, value: props.value, time: window.performance.now() });
    window.dash_clientside.set_props(id, props);
  }

  /** Whether a control only repeats what the URL gave it. Given two values in quick succession (Back, Back), it may
   * repeat the first after the second: that must not take the reader forward again. */
  function isEcho(field, value) {
    const oldest = window.performance.now() - ECHO;
    gifts = gifts.filter((gift) => gift.time > oldest);
    return gifts.some((gift) => gift.field === field && same(gift.value, value));
  }

  function useControl(query, field, value, defaults) {
    const right = shown(query, field, defaults);
    if (!isEcho(field, value)) putControl(query, field, value, defaults);
    else if (!same(value, right)) give({ control: field }, { value: right });
  }

  /** What each input means; an input that the page made rather than the reader changes nothing. */
  function apply(query, propertyId, value, defaults) {
    const [id, property] = [propertyId.slice(0, propertyId.lastIndexOf('.')), propertyId.split('.').pop()];
    const key = id.startsWith('{') ? JSON.parse(id) : {};
    if (key.control) useControl(query, key.control, value, defaults);
    else if (key.clear) {
      if (value) takeBack(query, key.clear);
    } else if (property === 'cellClicked') pickRow(query, value);
    else if (property === 'clickData') pickMonth(query, value);
    else pickCell(query, value);
  }

  function writeQuery(...inputs) {
    const defaults = inputs[inputs.length - 1];
    const query = queryOf(window.location.search);
    const before = asSearch(query);
    for (const { prop_id: propertyId, value } of window.dash_clientside.callback_context.triggered) {
      if (value !== undefined && propertyId !== '.') apply(query, propertyId, value, defaults);
    }
    const after = asSearch(query);
    // Dash runs whatever listens to the URL even if it is written unchanged: then every panel would ask again.
    return after === before ? window.dash_clientside.no_update : after;
  }

  function monthOr(text, otherwise) {
    return /^\d{4}-(0[1-9]|1[0-2])$/.test(text || '') ? text : otherwise;
  }

  /** What a control shows for the URL as it is. */
  function shown(query, field, defaults) {
    if (field === 'period') {
      const [from, to] = defaults.period.split(PERIOD);
      return `${monthOr(query.get('from'), from)}${PERIOD}${monthOr(query.get('to'), to)}`;
    }
    const text = query.get(field);
    if (!text) return defaults[field];
    return Array.isArray(defaults[field]) ? text.split(',') : text;
  }

  function monthName(text) {
    const day = new Date(`${text}-01T00:00:00Z`);
    return day.toLocaleDateString('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });
  }

  /** The periods to choose from, and the one in the URL where it is none of them. */
  function periodsWith(value, periods) {
    if (periods.some(({ items }) => items.some((period) => period.value === value))) return periods;
    const ends = value.split(PERIOD).map(monthName);
    const own = { value, label: ends[0] === ends[1] ? ends[0] : ends.join(' to ') };
    return [{ group: 'Chosen', items: [own] }, ...periods];
  }

  function readQuery(search, ids, values, defaults, periods) {
    const query = queryOf(search);
    ids.forEach((id, place) => {
      const value = shown(query, id.control, defaults);
      // Only what differs: setting a control counts as using it, and would be written to the URL again.
      if (same(value, values[place])) return;
      const props = id.control === 'period' ? { value, data: periodsWith(value, periods) } : { value };
      give(id, props);
    });
    return window.dash_clientside.no_update;
  }

  /** New data were imported: load the page once for them, not again and again should they never come. */
  function reloadOnce(newer) {
    if (newer && window.sessionStorage.getItem('hexscan-reloaded-for') !== newer) {
      window.sessionStorage.setItem('hexscan-reloaded-for', newer);
      window.location.reload();
    }
    return window.dash_clientside.no_update;
  }

  window.dash_clientside.hexscan = Object.assign(window.dash_clientside.hexscan || {}, {
    writeQuery,
    readQuery,
    reloadOnce,
  });
})();

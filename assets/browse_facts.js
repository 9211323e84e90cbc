/* What is known of the thing under the hand: looked up in browsing data, in the table's rows and in the chart,
 * all of them the server's figures. Painters show what they find here and look up nothing themselves.
 *
 * look(thing, hub) gives {
 *   thing, name,          what it is called
 *   aside,                of a row: it is not among what was chosen, so the page has no figures of it
 *   incidents,            or null where not known
 *   withheld,             of a row or cell: not known because the count is too small to be shown
 *   compared,             of a cell: {now, before, change, verdict, verdictText}, or null where not known
 *   changeText, verdict,  of a row: its change in brief, and its verdict, as the table has them
 *   periodMonths,         how many months are selected
 *   rate, share,          in words, '' where there are none
 *   before, beforeName,   of a month: incidents of the same month a year before, or null
 *   partly,               of a month: what it lacks, '' where it is whole
 *   months,               its count for each of monthNames, null where nothing was reported; null: not known
 *   monthNames,
 *   cells, spots, area,   what to light on the map; a hotspot by name where the map's cells are of another size
 *   overlay,              counts to show on the map's cells instead, or null
 *   rows,                 Map row id -> count there, or null to mark the row only
 *   largest, near, types  of a cell: its fullest area, place names, types by size
 *   comparable,           whether counts in rows are part of what the row says
 * }
 */
(function defineBrowseFacts() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});

  const NOTHING = Object.freeze({
    aside: false, incidents: null, withheld: false, compared: null, changeText: '', verdict: '', rate: '', interval: '', share: '',
    before: null, beforeName: '', partly: '', months: null, monthNames: [], periodMonths: 0,
    cells: [], spots: [], area: null, overlay: null,
    rows: new Map(), largest: '', near: [], types: [], comparable: true,
  });

  function look(thing, hub) {
    const facts = { cell: ofCell, area: ofArea, type: ofType, month: ofMonth }[thing.kind](thing, hub);
    const { months: monthNames = [], period: [first, last] = [0, -1] } = hub.data || {};
    return Object.assign({}, NOTHING, { thing, monthNames, periodMonths: last - first + 1 }, facts);
  }

  function mode() {
    return hexscan.browse.query().get('table') || 'area';
  }

  /** Whether counts of browsing data, which know no pins, are part of what the table's rows say. */
  function comparable() {
    const query = hexscan.browse.query();
    const framed = query.has('cell') || query.has('box');
    return mode() === 'type' ? !framed && !query.has('pins') : !framed;
  }

  function rowOf(id) {
    return hexscan.browseTable.row(id);
  }

  /** Index of a cell among those the map shows, or -1. */
  function indexOf(thing, hub) {
    const { values, outlines } = hub;
    const ours = values && ['version', 'source', 'resolution'].every((name) => thing[name] === values[name]);
    if (ours && thing.index >= 0) return thing.index;
    return outlines ? hexscan.cells.indexOfCell(outlines, thing.id) : -1;
  }

  function ofCell(thing, hub) {
    const index = indexOf(thing, hub);
    const found = hub.data && index >= 0 ? hub.data.cell(index) : null;
    const cells = index >= 0 ? [index] : [];
    const count = thing.count === undefined ? null : thing.count;
    const name = 'This cell';
    const spots = index < 0 ? [thing.id] : [];
    const withheld = Boolean(thing.withheld);
    const alone = { name, incidents: count, withheld, cells, spots, rows: new Map([[thing.id, null]]), comparable: false };
    if (!found) return alone;
    return {
      name,
      incidents: found.incidents,
      compared: found,
      months: found.months,
      cells,
      rows: rowsOfCell(thing, found),
      largest: largestArea(found),
      near: found.near,
      types: found.types,
      comparable: comparable(),
    };
  }

  function rowsOfCell(thing, found) {
    const tables = {
      area: () => found.areas,
      type: () => new Map(found.types.map(({ slug, count }) => [slug, count])),
      hotspots: () => new Map([[thing.id, null]]),
    };
    return (tables[mode()] || tables.area)();
  }

  function largestArea(found) {
    let largest = '';
    for (const [code, count] of found.areas) {
      if (!largest || count > found.areas.get(largest)) largest = code;
    }
    const row = largest && rowOf(largest);
    return row ? row.name : '';
  }

  /** Whether a row's count is withheld: its number then only says where it is sorted, and is no whole one. */
  function isWithheld({ incidents }) {
    return typeof incidents === 'number' && !Number.isInteger(incidents);
  }

  /** What a row of the table says of itself. */
  function fromRow(row) {
    return row
      ? {
          name: row.name,
          aside: Boolean(row.aside),
          incidents: isWithheld(row) ? null : row.incidents,
          withheld: isWithheld(row),
          changeText: row.change_text || '',
          verdict: row.verdict || '',
          rate: row.rate_text || '',
          interval: row.rate_interval || '',
          share: row.share_text || '',
        }
      : {};
  }

  function ofArea(thing, hub) {
    const found = hub.data ? hub.data.area(thing.id) : null;
    const row = rowOf(thing.id);
    return {
      name: thing.name || 'This area',
      rate: thing.words || '',
      ...fromRow(row),
      months: found ? found.months : null,
      // Only what is in the page already: outlines where areas are what the map shows, else the area's cells.
      cells: found && !outlined(hub) ? found.cells : [],
      area: outlined(hub) ? thing.id : null,
      spots: mode() === 'hotspots' ? [thing.id] : [], // outlined by itself, whatever areas the map shows
      rows: new Map([[thing.id, null]]),
    };
  }

  function outlined(hub) {
    return Boolean(hub.values && hub.values.areas);
  }

  function ofType(thing, hub) {
    const found = hub.data ? hub.data.type(thing.id) : null;
    return {
      name: 'This crime type',
      ...fromRow(rowOf(thing.id)),
      months: found ? found.months : null,
      overlay: found ? found.counts : null,
      rows: new Map([[thing.id, null]]),
    };
  }

  function yearBefore(month) {
    const [year, rest] = month.split('-');
    return `${Number(year) - 1}-${rest}`;
  }

  function ofMonth(thing, hub) {
    const found = hub.data ? hub.data.month(thing.id) : null;
    const tables = { area: 'areas', type: 'types' };
    const rows = found && tables[mode()] ? found[tables[mode()]] : new Map();
    return {
      name: hexscan.formula.monthName(thing.id),
      ...hexscan.browseChart.month(thing.id), // the chart's own figures: pins count in them too
      beforeName: hexscan.formula.monthName(yearBefore(thing.id)),
      overlay: found ? found.counts : null,
      rows,
      comparable: comparable(),
    };
  }

  hexscan.browseFacts = Object.freeze({ look });
})();

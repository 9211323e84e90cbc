/* The numbers that hovering needs, asked for once for each selection and then looked up in the page.
 *
 * They speak of the selected area, types and period, whatever is pinned; cells stand in the order of the outlines.
 * Rows come only of cells with a place in the area: all others have no incident, and are as covered as the whole.
 * Months stand in the order of `data.months`; null means that nobody reported then, which is not 0.
 */
(function defineBrowseData() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});

  const MAGIC = 0x31425848; // "HXB1", little-endian
  const HEADER_BYTES = 8;
  const NUMBERS = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array };
  const NO_EARLIER = 'no-earlier';
  const KEPT = 6; // answers of each kind; older ones are let go (the browser's own cache still has them)
  const kept = { browse: new Map(), near: new Map() };

  /** The header and the arrays packed by dashboard.figures.browse_pack; throws on anything else. */
  function unpack(buffer) {
    const head = new DataView(buffer);
    if (buffer.byteLength < HEADER_BYTES || head.getUint32(0, true) !== MAGIC) {
      throw new Error('These are not browsing data.');
    }
    const length = head.getUint32(4, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, HEADER_BYTES, length)));
    const arrays = {};
    let offset = HEADER_BYTES + length;
    for (const [name, size, count] of header.arrays) {
      arrays[name] = new NUMBERS[size](buffer, offset, count);
      offset += Math.ceil((count * size) / 4) * 4; // each array starts on a 4-byte edge
    }
    return { header, arrays };
  }

  /** Counts with null for 0 where nothing was reported: as they are where all is known, else as a plain array. */
  function withGaps(counts, reported) {
    const known = (count, i) => count > 0 || reported(i);
    return counts.every(known) ? counts : Array.from(counts, (count, i) => (known(count, i) ? count : null));
  }

  /** Months of the rows of a table, and the sum of the selected ones. */
  function monthsOf(header, arrays, name, rows) {
    const counts = arrays[`${name}Months`]; // by month, then by row
    const coverage = arrays[`${name}Coverage`];
    const n = header.months.length;
    const [first, last] = header.period;

    function reported(row, month) {
      return arrays.reported[coverage[row] * n + month] === 1;
    }

    function months(row) {
      return header.months.map((_, month) => (reported(row, month) ? counts[month * rows + row] : null));
    }

    /** Whether anybody reported in any month of the period. */
    function everReported(row) {
      for (let month = first; month <= last; month += 1) if (reported(row, month)) return true;
      return false;
    }

    /** Incidents of the period; null where nobody reported in it and none is known of. */
    function incidents(row) {
      let total = 0;
      for (let month = first; month <= last; month += 1) total += counts[month * rows + row];
      return total > 0 || everReported(row) ? total : null;
    }

    /** What every row counts in one month, null where nobody reported and none is known of. */
    function inMonth(month) {
      const column = counts.subarray(month * rows, (month + 1) * rows);
      return withGaps(column, (row) => reported(row, month));
    }

    return { months, reported, everReported, incidents, inMonth, column: (month) => counts.subarray(month * rows) };
  }

  /** Which row each of all cells has, -1 for none, and which cell each row is. */
  function rowsOfCells(steps, cells) {
    const rowOf = new Int32Array(cells).fill(-1);
    const cellOf = new Uint32Array(steps.length);
    let cell = 0;
    steps.forEach((step, row) => {
      cell += step;
      cellOf[row] = cell;
      rowOf[cell] = row;
    });
    return { rowOf, cellOf };
  }

  /** What the incidents of each row's cell consist of: each(row, visit) calls visit(column, count). */
  function partsOf(arrays, name) {
    const lengths = arrays[`${name}Lengths`];
    const columns = arrays[`${name}Columns`];
    const counts = arrays[`${name}Counts`];
    const starts = new Uint32Array(lengths.length + 1);
    for (let i = 0; i < lengths.length; i += 1) starts[i + 1] = starts[i] + lengths[i];
    return {
      each(row, visit) {
        for (let j = starts[row]; j < starts[row + 1]; j += 1) visit(columns[j], counts[j]);
      },
    };
  }

  function remembering(make) {
    const made = new Map();
    return (key) => {
      if (!made.has(key)) made.set(key, make(key));
      return made.get(key);
    };
  }

  /** The lookups of one answer; `nearOf(cell)` gives place names. */
  function lookups(address, buffer, nearOf) {
    const { header, arrays } = unpack(buffer);
    const { cells, months, types, areas } = header;
    const whole = monthsOf(header, arrays, 'whole', 1);
    const { rowOf, cellOf } = rowsOfCells(arrays.cellSteps, cells);
    const rows = cellOf.length;
    const ofCells = monthsOf(header, arrays, 'cell', rows);
    const ofAreas = monthsOf(header, arrays, 'area', areas.length);
    const ofTypes = monthsOf(header, arrays, 'type', types.length);
    const cellTypes = partsOf(arrays, 'cellTypes');
    const cellAreas = partsOf(arrays, 'cellAreas');

    const notCompared = header.verdicts.findIndex(({ slug }) => slug === NO_EARLIER);
    const noIncident = whole.months(0).map((count) => (count === null ? null : 0));

    function compared(row) {
      const verdict = header.verdicts[row < 0 ? notCompared : arrays.verdict[row]];
      const none = verdict.slug === NO_EARLIER;
      const now = none ? null : arrays.now[row];
      const before = none ? null : arrays.before[row];
      return {
        now,
        before,
        change: hexscan.formula.difference(now, before),
        verdict: verdict.slug,
        verdictText: verdict.text,
        verdictBrief: verdict.brief,
      };
    }

    function cell(index) {
      if (!(index >= 0 && index < cells)) return null;
      const row = rowOf[index];
      const found = [];
      const inside = new Map();
      if (row >= 0) {
        cellTypes.each(row, (type, count) => found.push({ ...types[type], count }));
        cellAreas.each(row, (area, count) => inside.set(areas[area], count));
      }
      return {
        incidents: row < 0 ? (whole.everReported(0) ? 0 : null) : ofCells.incidents(row),
        months: row < 0 ? noIncident : ofCells.months(row),
        ...compared(row),
        types: found.sort((one, other) => other.count - one.count),
        areas: inside,
        get near() {
          return nearOf(index); // names may come after the numbers
        },
      };
    }

    const cellsOfAreas = remembering(() => {
      const lists = areas.map(() => []);
      for (let row = 0; row < rows; row += 1) cellAreas.each(row, (area) => lists[area].push(cellOf[row]));
      return lists;
    });

    function area(code) {
      const row = areas.indexOf(code);
      if (row < 0) return null;
      return { months: ofAreas.months(row), cells: cellsOfAreas('all')[row], incidents: ofAreas.incidents(row) };
    }

    const countsOfType = remembering((wanted) => {
      const counts = new Uint32Array(cells);
      for (let row = 0; row < rows; row += 1) {
        cellTypes.each(row, (type, count) => {
          if (type === wanted) counts[cellOf[row]] = count;
        });
      }
      const elsewhere = whole.everReported(0);
      return withGaps(counts, (cell) => (rowOf[cell] < 0 ? elsewhere : ofCells.everReported(rowOf[cell])));
    });

    /** What every cell counts in one month. */
    function cellsInMonth(month) {
      const counts = new Uint32Array(cells);
      const column = ofCells.column(month);
      for (let row = 0; row < rows; row += 1) counts[cellOf[row]] = column[row];
      const elsewhere = whole.reported(0, month);
      return withGaps(counts, (cell) => (rowOf[cell] < 0 ? elsewhere : ofCells.reported(rowOf[cell], month)));
    }

    function type(slug) {
      const row = types.findIndex((one) => one.slug === slug);
      if (row < 0) return null;
      return { counts: countsOfType(row), months: ofTypes.months(row), incidents: ofTypes.incidents(row) };
    }

    function month(text) {
      const at = months.indexOf(text);
      if (at < 0) return null;
      const inAreas = ofAreas.inMonth(at);
      const inTypes = ofTypes.inMonth(at);
      return {
        counts: cellsInMonth(at),
        incidents: whole.inMonth(at)[0],
        areas: new Map(areas.map((code, row) => [code, inAreas[row]])),
        types: new Map(types.map(({ slug }, row) => [slug, inTypes[row]])),
      };
    }

    return Object.freeze({
      address,
      version: header.version,
      source: header.source,
      resolution: header.resolution,
      cells,
      months,
      covered: whole.months(0).map((count) => count !== null),
      period: header.period,
      types,
      areas,
      all: { months: whole.months(0), incidents: whole.incidents(0) },
      cell,
      area,
      type,
      month: remembering(month),
    });
  }

  function once(kind, address, make) {
    let answer = kept[kind].get(address);
    kept[kind].delete(address);
    if (!answer) {
      answer = make();
      answer.catch(() => kept[kind].delete(address)); // a failure is not kept: the next one tries again
    }
    kept[kind].set(address, answer); // last in, so that the first in the map is the longest unused
    if (kept[kind].size > KEPT) kept[kind].delete(kept[kind].keys().next().value);
    return answer;
  }

  async function bytes(address) {
    const whole = hexscan.mapData.prefix() + address.replace(/^\//, '');
    return hexscan.mapData.ask(whole, (response) => response.arrayBuffer());
  }

  /** Names of the places near each cell, from the most frequent on: a function of the cell's index. */
  function near(version, source, resolution) {
    const address = ['data', version, 'near', source, resolution].map((part) => encodeURIComponent(part)).join('/');
    return once('near', address, async () => {
      const { header, arrays } = unpack(await bytes(address));
      const each = arrays.places.length / header.cells;
      return (index) => {
        const places = arrays.places.subarray(index * each, (index + 1) * each);
        return Array.from(places.filter((place) => place > 0), (place) => header.names[place - 1]);
      };
    });
  }

  /** The browsing data at an address (`values.browse`); rejects where the server has none. */
  function load(address) {
    return once('browse', address, async () => {
      let nearOf = () => [];
      const data = lookups(address, await bytes(address), (index) => nearOf(index));
      // Names come when they come: nothing waits for them, and without them nothing else is missing.
      near(data.version, data.source, data.resolution).then(
        (found) => { nearOf = found; },
        () => undefined,
      );
      return data;
    });
  }

  hexscan.browseData = Object.freeze({ unpack, load, near });
})();

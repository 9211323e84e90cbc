/* Rows and columns of the table of areas by crime types, of what an answer tells. The words of every cell are the
 * server's. A cell's value is all that is to be seen in it, as one text, so that only cells that change are drawn
 * again; its column sorts by the row's numbers.
 */
(function defineCompareHeatRows() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const WIDTHS = { rate: 134, rank: 58, trend: 166, change: 208, line: 86, missing: 80, location: 84, harm: 96 };
  const NAME = { least: 176, most: 272, around: 98, measured: 12 }; // around: what stands beside a name, in pixels
  const TEXT = [0.84375, 16]; // of the grid: rem, and pixels at most
  const TYPE_WIDTH = 88;
  const TEXTS = {
    rank: 'rank_text', trend: 'trend_text', change: 'change_text', missing: 'missing_text', location: 'location_text',
    harm: 'harm_text',
  };
  const TIPS = { trend: 'trend_tip', change: 'change_tip', location: 'location_tip', harm: 'harm_tip' };

  /** First, last, fewest and most (sparkline.in_words). */
  function lineWords(months, counts) {
    const { number, monthName } = hexscan.formula;
    const places = counts.map((_, place) => place).filter((place) => counts[place] !== null);
    if (!places.length) return 'No data in any month.';
    const at = (place) => `${number(counts[place])} in ${monthName(months[place])}`;
    const least = places.reduce((best, place) => (counts[place] < counts[best] ? place : best));
    const most = places.reduce((best, place) => (counts[place] > counts[best] ? place : best));
    const blank = counts.length - places.length;
    const missing = blank ? ` ${blank} ${blank === 1 ? 'month' : 'months'} without data.` : '';
    const ends = `${at(places[0])}, ${at(places[places.length - 1])}`;
    return `${counts.length} months: ${ends}; fewest ${at(least)}, most ${at(most)}.${missing}`;
  }

  function lineOf(told, place) {
    const { months, chosen, counts } = told;
    const own = Array.from(counts.slice(place * months.length, (place + 1) * months.length));
    return { months: own, chosen, label: lineWords(months, own) };
  }

  /** "7.7 ▲" of one crime type with all that belongs to it. */
  function cellOf(told, place, type) {
    const slug = told.places[told[`place.${type}`][place]];
    const rank = told[`rank.${type}`][place];
    const { colour, ink, sign } = told.shades[told[`shade.${type}`][place]];
    const words = told.place_words[slug];
    const ranked = rank ? `, rank ${rank} of ${told.ranked}` : '';
    const text = told.texts[type][place];
    return { text, slug, colour, ink, hatched: sign === 'hatch', words: `${words}${ranked}` };
  }

  function rowOf(told, code, place) {
    const texts = Object.fromEntries(Object.entries(TEXTS).map(([column, name]) => [column, told[name][place]]));
    const tips = Object.fromEntries(Object.entries(TIPS).map(([column, name]) => [column, told[name][place]]));
    const areas = hexscan.compare.areas();
    const known = Boolean(areas) && areas.codes[place] === code;
    return {
      id: code,
      place,
      name: known ? areas.names[place] : code,
      scan: known ? hexscan.compare.scanHref(place) : '',
      hotspots: known ? hexscan.compare.hotspotsHref(place) : '',
      own: told.own[place] && told.own.filter(Boolean).length === 1, // the only one: it can be let go of
      marked: told.own[place],
      peer: told.ticks ? told.ticks.includes(place) : null, // null: no box
      complete: told.complete[place],
      standing: told.place[place],
      variation: told.variation[place],
      sorts: {
        rate: told.rate[place],
        rank: told.rank[place] || null,
        trend: told.trend[place],
        change: told.change[place],
        missing: told.missing[place],
        location: told.location[place],
        harm: told.heads.harm ? told.harm[place] : null,
        ...Object.fromEntries(told.types.map((type) => [type, -told[`rank.${type}`][place] || null])),
      },
      rate: { text: told.rate_text[place], interval: told.interval[place], ...told.shades[told.shade[place]] },
      quality: told.quality[place],
      sign: told.quality_signs[place],
      texts,
      tips,
      line: lineOf(told, place),
      types: Object.fromEntries(told.types.map((type) => [type, cellOf(told, place, type)])),
    };
  }

  /** What is not known comes last, whichever way is sorted. */
  function compareBy(column) {
    const value = column === 'name' ? ({ data }) => data.name : ({ data }) => data.sorts[column];
    return (a, b, one, other, isDescending) => {
      const [first, second] = [value(one), value(other)];
      if (typeof first === 'string') return first.localeCompare(second, 'en-GB');
      if (first === null || second === null) {
        if (first === second) return 0;
        return (first === null) === isDescending ? -1 : 1;
      }
      return first - second;
    };
  }

  /** So wide that the longest name has room, within bounds: what it does not need is there for crime types. */
  function nameWidth() {
    const { names = [] } = hexscan.compare.areas() || {};
    const longest = [...names].sort((a, b) => b.length - a.length).slice(0, NAME.measured);
    const rem = Number.parseFloat(window.getComputedStyle(document.documentElement).fontSize);
    const text = hexscan.scale.widest(longest, Math.min(TEXT[0] * rem, TEXT[1]), true); // the own area's is bold
    return Math.ceil(Math.min(Math.max(NAME.around + text, NAME.least), NAME.most));
  }

  function base(told, column, more) {
    const [headerName, headerTooltip] = told.heads[column];
    return {
      field: column,
      headerName,
      headerTooltip,
      width: WIDTHS[column] || TYPE_WIDTH,
      minWidth: 56,
      wrapHeaderText: true,
      autoHeaderHeight: true,
      cellDataType: false,
      sortingOrder: ['desc', 'asc'],
      comparator: compareBy(column),
      ...more,
    };
  }

  function columnDefs(told) {
    const plain = (column) => base(told, column, {
      valueGetter: ({ data }) => data.texts[column],
      tooltipValueGetter: ({ data }) => data.tips[column] || null,
      type: column === 'trend' || column === 'change' ? undefined : 'rightAligned',
      cellRenderer: column === 'trend' ? 'HexscanHeatTrend' : undefined,
    });
    const of = (value, cellRenderer, tip, more) => ({
      valueGetter: ({ data }) => JSON.stringify(value(data)),
      tooltipValueGetter: ({ data }) => tip(data) || null,
      cellRenderer,
      ...more,
    });
    const seen = (data) => [data.name, data.own, data.peer, data.scan, data.hotspots];
    const rated = (data) => [data.rate, data.sign];
    const onData = [plain('missing'), plain('location')];
    return [
      base(told, 'name', of(seen, 'HexscanHeatName', ({ name }) => name, {
        width: nameWidth(), pinned: 'left', cellAriaRole: 'rowheader', sortingOrder: ['asc', 'desc'],
      })),
      base(told, 'rate', of(rated, 'HexscanHeatRate', ({ quality }) => quality, { type: 'rightAligned' })),
      plain('rank'),
      ...(told.heads.harm ? [plain('harm')] : []),
      plain('trend'),
      plain('change'),
      base(told, 'line', {
        valueGetter: ({ data }) => data.line,
        sortable: false,
        cellClass: 'line-cell',
        cellRenderer: 'HexscanSparkline',
      }),
      ...(told.quality_last ? [] : onData),
      ...told.types.map((type) => {
        const cell = ({ types }) => types[type];
        const words = ({ types }) => types[type].words;
        return base(told, type, of(cell, 'HexscanHeat', words, { type: 'rightAligned', cellClass: 'heat-cell' }));
      }),
      ...(told.quality_last ? onData : []),
    ];
  }

  hexscan.compareHeatRows = Object.freeze({ rowOf, columnDefs, lineWords, nameWidth });
})();

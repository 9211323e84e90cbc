/* Side by side: two areas chosen from lists, two maps with cells of one size, and what lights on both sides at once.
 * Charts: compare_side_chart.js. What is said of a month or a crime type under the hand speaks of both areas.
 *
 * tellSides {codes, offered: [[code, name, parent]...], both}, tellSideTypes {slug: line}; null where there is nothing.
 */
(function defineCompareSide() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const SIDES = ['first', 'second'];
  const NARROWEST = 5; // pixels of a cell
  const FIELDS = ['area', 'beside']; // of the address, by side
  const side = {
    told: null,
    types: null, // slug -> line
    months: null, // month -> line
    offered: '', // what both lists offer, as text
    painted: null, // the resolution of both maps
  };

  function panel() {
    return document.querySelector('[data-panel="side"]');
  }

  function lists() {
    return FIELDS.map((field) => document.querySelector(`select[data-side="${field}"]`));
  }

  // The lists of areas.

  function optionOf([code, name]) {
    return new Option(name, code);
  }

  /** Areas by what they lie in, those of the same group in a row. */
  function optionsOf(offered) {
    const groups = [];
    for (const area of offered) {
      const last = groups[groups.length - 1];
      if (last && last.parent === area[2]) last.areas.push(area);
      else groups.push({ parent: area[2], areas: [area] });
    }
    return groups.flatMap(({ parent, areas }) => {
      if (!parent) return areas.map(optionOf);
      const group = document.createElement('optgroup');
      group.label = parent;
      group.append(...areas.map(optionOf));
      return [group];
    });
  }

  /** Both lists offer what the answer says, and show the areas that stand there. */
  function fillLists() {
    const { codes = [], offered = [] } = side.told || {};
    const text = JSON.stringify(offered);
    lists().forEach((list, place) => {
      if (!list) return;
      if (list.dataset.offered !== String(text.length) || side.offered !== text) {
        list.replaceChildren(...optionsOf(offered));
        list.dataset.offered = String(text.length);
      }
      if (!hexscan.atRest.isHeld(list)) list.value = codes[place] || '';
      for (const option of list.options) option.disabled = option.value === codes[1 - place];
    });
    side.offered = text;
  }

  function choose({ value, dataset }, options) {
    const codes = side.told ? [...side.told.codes] : [];
    codes[FIELDS.indexOf(dataset.side)] = value;
    const edit = (query) => {
      // Both are written: which other one was proposed must not change with the choice of one.
      FIELDS.forEach((field, i) => codes[i] && query.set(field, codes[i]));
    };
    hexscan.url.change(edit, options);
  }

  function tellSides(told) {
    side.told = told;
    const place = panel();
    if (place) place.dataset.both = told && told.both ? 'yes' : 'no';
    fillLists();
  }

  function tellSideTypes(lines) {
    side.types = lines;
    relight();
  }

  /** The lines of all months, from compare_side_chart.js. */
  function tellMonths(lines) {
    side.months = lines;
    relight();
  }

  // What is under the hand.

  let lit = null;

  function light(thing) {
    lit = thing;
    const place = panel();
    if (!place) return;
    const slug = thing && thing.kind === 'type' ? thing.id : '';
    place.querySelectorAll('tr.hand').forEach((row) => row.classList.toggle('hand', row.dataset.type === slug));
    if (!slug) return;
    place.querySelectorAll(`tr[data-type="${CSS.escape(slug)}"]`).forEach((row) => row.classList.add('hand'));
  }

  /** Rows may just have been written anew: parts of an answer come one after the other, in one task. */
  function relight() {
    if (lit) window.queueMicrotask(() => light(lit));
  }

  function say(thing) {
    if (thing.kind === 'type') return (side.types && side.types[thing.id]) || '';
    if (thing.kind === 'month') return (side.months && side.months.get(thing.id)) || '';
    return '';
  }

  // Both maps.

  function painter(name) {
    return (values) => {
      side.painted = values.resolution;
      hexscan.map.of(name).paint(values);
    };
  }

  /** Both maps have cells of one size: what suits the finer one, as long as the other's are not specks. */
  function suit({ target }) {
    if (!target.dataset || !SIDES.includes(target.dataset.map) || !panel().checkVisibility()) return;
    const suiting = SIDES.map((name) => hexscan.map.of(name).suits());
    if (suiting.includes(null) || side.painted === null) return;
    const coarsest = Math.min(...suiting);
    let resolution = Math.max(...suiting);
    const isSpeck = (name) => hexscan.map.of(name).cellWidth(resolution) < NARROWEST;
    while (resolution > coarsest && SIDES.some(isSpeck)) resolution -= 1;
    hexscan.answers.suitSides(resolution, side.painted);
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.hexscan = Object.assign(window.dash_clientside.hexscan || {}, {
    tellSides,
    tellSideTypes,
    paintFirst: painter('first'),
    paintSecond: painter('second'),
  });
  hexscan.atRest.choose('select[data-side]', choose);
  document.addEventListener('hexscan:moved', suit, true);
  document.addEventListener('hexscan:painted', suit, true);
  hexscan.compare.register('side', Object.freeze({ light, say }));
  hexscan.compareSide = Object.freeze({ tellMonths });
})();

/* Who is similar on Compare: lists that write the address, and ticks beside areas.
 *
 * A list with data-put=field writes its value to that field (data-default: the value that is left out of it); one
 * with data-weight=feature what that feature counts for, likewise. A button with data-peer=code takes that area into
 * the own area's group, or leaves it out: from then on the group is picked by hand. It begins as the one that is shown,
 * also where "picked by hand" is chosen from the list and too few were picked before.
 */
(function defineCompareSimilar() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const LISTS = 'select[data-put], select[data-weight]';
  const put = (...what) => hexscan.url.put(...what);
  const told = () => hexscan.compare.areas() || {}; // how many can be picked: most_picked, and fewest_picked

  function putWeight(query, feature, weight, usual) {
    const weights = (query.get('weights') || '').split(',').filter(Boolean).map((one) => one.split(':'));
    const others = weights.filter(([name]) => name !== feature);
    if (weight !== usual) others.push([feature, weight]);
    put(query, 'weights', others.map((one) => one.join(':')).sort().join(','));
  }

  function choose({ value, dataset }, options) {
    const { put: field, weight, default: usual } = dataset;
    const edit = (query) => {
      if (weight) putWeight(query, weight, value, usual);
      else put(query, field, value === usual ? '' : value);
      if (field === 'similar' && value === 'picked') begin(query);
    };
    hexscan.url.change(edit, options);
  }

  function picked(query) {
    return (query.get('peers') || '').split(',').filter(Boolean);
  }

  function begin(query) {
    if (picked(query).length < told().fewest_picked) put(query, 'peers', shown().sort().join(','));
  }

  /** Codes of the areas whose box is ticked. */
  function shown() {
    const { codes, ticks, most_picked: most } = told();
    return ticks && ticks.length <= most ? ticks.map((row) => codes[row]) : [];
  }

  /** Codes of the areas that are ticked: those picked so far, else those of the group that is shown. */
  function ticked() {
    const query = hexscan.url.query();
    return query.get('similar') === 'picked' ? picked(query) : shown();
  }

  function sayTooMany() {
    const place = hexscan.compare.root();
    for (const name of place ? ['hand', 'spoken'] : []) {
      document.getElementById(place.dataset[name]).textContent = `At most ${told().most_picked} areas can be picked.`;
    }
  }

  function tick({ target }) {
    const button = target.closest && hexscan.compare.areas() ? target.closest('button[data-peer]') : null;
    if (!button) return;
    const { peer } = button.dataset;
    const before = ticked();
    const after = before.includes(peer) ? before.filter((code) => code !== peer) : [...before, peer];
    if (after.length > told().most_picked) {
      sayTooMany();
      return;
    }
    hexscan.url.change((query) => {
      query.set('similar', 'picked');
      put(query, 'peers', after.sort().join(','));
    });
  }

  /** Lists show what the answer is of; an option that a reader has chosen once no longer heeds its attribute. */
  function show() {
    for (const list of document.querySelectorAll(LISTS)) {
      const right = [...list.options].find(({ defaultSelected }) => defaultSelected);
      if (right && list.value !== right.value && !hexscan.atRest.isHeld(list)) list.value = right.value;
    }
  }

  hexscan.atRest.choose(LISTS, choose);
  document.addEventListener('click', tick);
  document.addEventListener('hexscan:answered', show);
})();

/* Who is similar on Compare: lists that write the address, and ticks beside areas.
 *
 * A list with data-put=field writes its value to that field (data-default: the value that is left out of it), or what
 * an option has in data-set="field=value&..."; one with data-weight=feature what that feature counts for. A button
 * with data-peer=code takes that area into the own area's group, or leaves it out: from then on the group is picked by
 * hand, and begins as the one that is shown.
 */
(function defineCompareSimilar() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const LISTS = 'select[data-put], select[data-weight]';
  const MOST = 40; // areas that can be picked, as the server has it
  const USUAL = '1'; // what a feature counts for unless told otherwise

  function put(query, field, text) {
    if (text) query.set(field, text);
    else query.delete(field);
  }

  function putWeight(query, feature, weight) {
    const weights = (query.get('weights') || '').split(',').filter(Boolean).map((one) => one.split(':'));
    const others = weights.filter(([name]) => name !== feature);
    if (weight !== USUAL) others.push([feature, weight]);
    put(query, 'weights', others.map((one) => one.join(':')).sort().join(','));
  }

  function choose({ target }) {
    if (!target.matches || !target.matches(LISTS)) return;
    const { put: field, weight, default: usual } = target.dataset;
    hexscan.url.change((query) => {
      if (weight) putWeight(query, weight, target.value);
      else put(query, field, target.value === usual ? '' : target.value);
    });
  }

  /** Codes of the areas that are ticked: those picked so far, else those of the group that is shown. */
  function ticked() {
    const query = hexscan.url.query();
    if (query.get('similar') === 'picked') return (query.get('peers') || '').split(',').filter(Boolean);
    const { codes, peers } = hexscan.compare.areas();
    return peers.map((row) => codes[row]);
  }

  function sayTooMany() {
    const place = document.querySelector('[data-compare]');
    for (const name of place ? ['hand', 'spoken'] : []) {
      document.getElementById(place.dataset[name]).textContent = `At most ${MOST} areas can be picked.`;
    }
  }

  function tick({ target }) {
    const button = target.closest && hexscan.compare.areas() ? target.closest('button[data-peer]') : null;
    if (!button) return;
    const { peer } = button.dataset;
    const before = ticked();
    const after = before.includes(peer) ? before.filter((code) => code !== peer) : [...before, peer];
    if (after.length > MOST) {
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
      if (right && list.value !== right.value) list.value = right.value;
    }
  }

  document.addEventListener('change', choose);
  document.addEventListener('click', tick);
  document.addEventListener('hexscan:answered', show);
})();

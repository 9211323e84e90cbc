/* The map of Compare and its hub: the map lights areas by itself when told, says what is under the pointer or under its
 * arrow keys, and what is picked on it is opened in Scan. */
(function defineCompareMap() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  let painted = null; // the values that it shows
  let isLit = false;

  function codesOn(code) {
    const { codes, parts } = painted.areas;
    return parts ? parts[codes.indexOf(code)] || [] : [code];
  }

  function light(thing) {
    const wanted = Boolean(thing) && thing.kind === 'area' && thing.from !== 'map' && Boolean(painted && painted.areas);
    if (!wanted && !isLit) return;
    isLit = wanted;
    hexscan.map.highlight(wanted ? { areas: { level: painted.areas.level, codes: codesOn(thing.id) } } : null);
  }

  function over({ detail }) {
    const { root, hover, under } = hexscan.compare;
    if (!root()) return;
    if (detail) hover({ kind: 'area', id: detail.code, from: 'map' });
    else if (under() && under().from === 'map') hover(null);
  }

  /** An area's name, and the rest of its line. */
  function tooltip({ code, name }) {
    const row = hexscan.compare.rowOf(code);
    const line = row < 0 ? '' : hexscan.compare.areas().words[row];
    return [name, line.startsWith(`${name}: `) ? line.slice(name.length + 2) : line];
  }

  function pick({ detail }) {
    const { root, rowOf, scanHref } = hexscan.compare;
    const row = root() && detail ? rowOf(detail.id) : -1;
    if (row < 0) return;
    if (detail.add) window.open(scanHref(row), '_blank', 'noopener');
    else window.location.assign(scanHref(row));
  }

  hexscan.compare.register('map', Object.freeze({ light }));
  document.addEventListener('hexscan:hover', over);
  document.addEventListener('hexscan:pick', pick);
  document.addEventListener('hexscan:painted', ({ detail }) => {
    painted = detail.values;
    if (hexscan.compare.root()) hexscan.map.setTooltip(tooltip);
  });
})();

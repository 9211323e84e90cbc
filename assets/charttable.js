/* The numbers of the chart, month by month, as a table for those who can't see the picture.
 *
 * Built here and not of Dash components: the renderer asks each of its components again after every change on the
 * page, and these alone were a third of them. The page hands the table over through
 * dash_clientside.hexscan.writeChartTable({caption, heads: [text], rows: [[month, text, ...]]} or null).
 */
(function defineChartTable() {
  'use strict';
  let wanted = null; // the numbers that came last

  function element(name, children, attributes = {}) {
    const made = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...children);
    return made;
  }

  function row([month, ...cells]) {
    return element('tr', [element('th', [month], { scope: 'row' }), ...cells.map((text) => element('td', [text]))]);
  }

  function table({ caption, heads, rows }) {
    const head = element('tr', heads.map((text) => element('th', [text], { scope: 'col' })));
    return element('table', [
      element('caption', [caption]),
      element('thead', [head]),
      element('tbody', rows.map(row)),
    ]);
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.hexscan = Object.assign(window.dash_clientside.hexscan || {}, {
    /** Nobody sees it: it is written when what is seen has been painted. */
    writeChartTable: async function writeChartTable(numbers) {
      wanted = numbers;
      await window.hexscan.frames.painted();
      const place = window.hexscan.browse.elementOf('chartTable');
      if (place && wanted === numbers) place.replaceChildren(...(numbers ? [table(numbers)] : []));
    },
  });
})();

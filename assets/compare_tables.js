/* The numbers of the drawn panels as tables, for those who can't see the picture: written when what is seen has been
 * painted. Of very many areas there is a sentence with the ways to them instead: nobody would listen to that table.
 *
 * A table is {caption, heads: [text], rows: [[name, text, ...]], total: number of areas}.
 */
(function defineCompareTables() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const MOST = 500; // areas
  const wanted = new Map(); // name of a panel -> what makes its table, or null for none

  const one = (type, props, children) => ({ type, props: { ...props, children } });

  function tableOf({ caption, heads, rows }) {
    const head = one('Tr', {}, heads.map((text) => one('Th', { scope: 'col' }, text)));
    const body = rows.map(([name, ...cells]) =>
      one('Tr', {}, [one('Th', { scope: 'row' }, name), ...cells.map((text) => one('Td', {}, text))]));
    return one('Table', {}, [one('Caption', {}, caption), one('Thead', {}, head), one('Tbody', {}, body)]);
  }

  /** Where else these numbers are: no links here, as nobody would see what they tabbed to. */
  function elsewhere({ caption, total }) {
    const count = hexscan.formula.number(total);
    return one('P', {}, `${caption}: ${count} areas, too many for a table here. Choose "Table", or "CSV" below.`);
  }

  async function write(name, make) {
    wanted.set(name, make);
    await hexscan.frames.painted();
    const place = document.querySelector(`[data-numbers="${name}"]`);
    if (!place || wanted.get(name) !== make) return;
    wanted.delete(name);
    const numbers = make ? make() : null;
    hexscan.elements.write(place, numbers && (numbers.total > MOST ? elsewhere(numbers) : tableOf(numbers)));
  }

  hexscan.compareTables = Object.freeze({ write });
})();

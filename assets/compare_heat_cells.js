/* Cells of the table of areas by crime types. React elements only, so every text stays text. */
(function defineCompareHeatCells() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});

  function element(...parts) {
    return window.React.createElement(...parts);
  }

  /** cellRenderer "HexscanHeatName": its name and its hotspots as links, and buttons that compare with it and make it
   * the own area. These are in the order of tabs while their row has the focus (compare_heat.js). */
  function HexscanHeatName({ data }) {
    if (!data) return null;
    const title = data.own ? `${data.name} is your area: let go of it` : `Make ${data.name} your area`;
    const own = {
      key: 'own', type: 'button', className: 'own-button', 'data-own': data.id, 'aria-pressed': String(data.own),
      'aria-label': title, title, tabIndex: -1,
    };
    const tick = {
      key: 'tick', type: 'button', className: 'tick-button', 'data-peer': data.id, 'aria-pressed': String(data.peer),
      'aria-label': `Compare with ${data.name}`, title: 'Compare with this one', tabIndex: -1,
    };
    const name = { key: 'name', className: 'row-name', href: data.scan || undefined, tabIndex: -1 };
    const hotspots = {
      key: 'hotspots', className: 'hotspots-link', href: data.hotspots, 'aria-label': `Hotspots in ${data.name}`,
      title: `Hotspots in ${data.name}`, tabIndex: -1,
    };
    return element('span', { className: 'heat-name' }, [
      element('a', name, data.name),
      data.hotspots ? element('a', hotspots, '⬢') : null,
      data.own || data.peer === null
        ? element('span', { key: 'tick', className: 'tick-button' }) : element('button', tick),
      element('button', own, '◎'),
    ]);
  }

  /** cellRenderer "HexscanHeatRate": "⚠ 7.7 (7.2 to 8.3)". */
  function HexscanHeatRate({ data }) {
    if (!data) return null;
    const { interval } = data.rate;
    const mark = { key: 'mark', className: 'quality', role: 'img', 'aria-label': data.quality };
    return element('span', { className: 'row-rate' }, [
      data.sign ? element('span', mark, data.sign) : null,
      element('span', { key: 'rate', className: 'heat-rate' }, data.rate.text),
      interval ? element('span', { key: 'ends', className: 'heat-interval' }, ` ${interval}`) : null,
    ]);
  }

  /** cellRenderer "HexscanHeatTrend": "! concern". */
  function HexscanHeatTrend({ data }) {
    if (!data) return null;
    const sign = hexscan.compareDraw.signs.variation[data.variation] || '';
    return element('span', { className: 'heat-trend' }, [
      element('span', { key: 'sign', className: `heat-sign sign-${data.variation}`, 'aria-hidden': 'true' }, sign),
      element('span', { key: 'words' }, data.texts.trend),
    ]);
  }

  /** cellRenderer "HexscanHeat": "7.7 ▲" on the colour of its class; what the sign means is there to be heard. */
  function HexscanHeat({ data, colDef }) {
    const cell = data && data.types[colDef.field];
    if (!cell) return null;
    const sign = hexscan.compareDraw.signs.place[cell.slug] || '';
    const style = { backgroundColor: cell.colour, color: cell.ink };
    const className = cell.hatched ? 'heat-fill hatched' : 'heat-fill';
    return element('span', { className, style, 'data-type': colDef.field }, [
      element('span', { key: 'text' }, cell.text),
      element('span', { key: 'sign', className: 'heat-sign', 'aria-hidden': 'true' }, sign),
      element('span', { key: 'words', className: 'visually-hidden' }, `, ${cell.words}`),
    ]);
  }

  const renderers = { HexscanHeatName, HexscanHeatRate, HexscanHeatTrend, HexscanHeat };
  window.dashAgGridComponentFunctions = Object.assign(window.dashAgGridComponentFunctions || {}, renderers);
})();

/* Cells of the table that are more than a text: a row's months as a small line, its name with a way inside, its rate
 * with interval and mark, its change with verdict. React elements only, so every text stays text. */
(function defineSparkline() {
  'use strict';
  const WIDTH = 100;
  const HEIGHT = 20;
  const PAD = 2;

  function element(...parts) {
    return window.React.createElement(...parts);
  }

  /** Where month `place` of `number` stands across the line. */
  function across(place, number) {
    return number < 2 ? WIDTH / 2 : (place / (number - 1)) * WIDTH;
  }

  /** One path for all months: lifted where there is no data, a dot where a month stands alone. */
  function pathOf(months) {
    const most = Math.max(1, ...months.filter((count) => count !== null));
    const known = (place) => months[place] !== null && months[place] !== undefined;
    return months
      .map((count, place) => {
        if (count === null) return '';
        const x = across(place, months.length).toFixed(1);
        const y = (HEIGHT - PAD - (count / most) * (HEIGHT - 2 * PAD)).toFixed(1);
        const alone = !known(place - 1) && !known(place + 1);
        return `${known(place - 1) ? 'L' : 'M'}${x} ${y}${alone ? 'h0' : ''}`;
      })
      .join('');
  }

  /** The chosen period as a band, half a month to either side of its ends. */
  function bandOf(chosen) {
    const first = chosen.indexOf(true);
    if (first < 0) return null;
    const last = chosen.lastIndexOf(true);
    const half = WIDTH / Math.max(1, chosen.length - 1) / 2;
    const from = Math.max(0, across(first, chosen.length) - half);
    const to = Math.min(WIDTH, across(last, chosen.length) + half);
    return element('rect', { key: 'band', className: 'line-band', x: from, y: 0, width: to - from, height: HEIGHT });
  }

  /** cellRenderer "HexscanSparkline": value {months, chosen, label}. */
  function HexscanSparkline({ value }) {
    if (!value || !Array.isArray(value.months)) return null;
    const line = element('path', { key: 'line', d: pathOf(value.months), vectorEffect: 'non-scaling-stroke' });
    const picture = {
      className: 'sparkline',
      role: 'img',
      'aria-label': value.label,
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: 'none',
    };
    return element('svg', picture, [bandOf(value.chosen), line]);
  }

  /** cellRenderer "HexscanName": the name, and for what holds smaller areas a button that looks inside. */
  function HexscanName({ data, value }) {
    const name = element('span', { key: 'name', className: 'row-name' }, value);
    if (!data || !data.inside) return name;
    const title = `Look inside ${data.name}`;
    const button = { key: 'in', type: 'button', className: 'row-inside', title, 'aria-label': title, 'data-inside': data.id };
    return element('span', { className: 'row-with-inside' }, [name, element('button', button, '›')]);
  }

  /** cellRenderer "HexscanRate": "⚠ 174.5 (166 to 183)". */
  function HexscanRate({ data }) {
    if (!data) return null;
    const mark = { key: 'mark', className: 'quality', role: 'img', 'aria-label': data.quality };
    return element('span', { className: 'row-rate' }, [
      data.quality ? element('span', mark, '⚠') : null,
      element('span', { key: 'rate' }, data.rate_text),
      data.rate_interval ? element('span', { key: 'between', className: 'rate-interval' }, data.rate_interval) : null,
    ]);
  }

  /** cellRenderer "HexscanChange": "+8  ● usual ups and downs"; the end gives way where there is no room. */
  function HexscanChange({ data }) {
    if (!data) return null;
    return element('span', { className: 'row-change' }, [
      element('span', { key: 'short' }, data.change_short),
      element('span', { key: 'rest', className: 'change-rest' }, data.change_rest),
    ]);
  }

  /** cellRenderer "HexscanSpot": the class of a hotspot with the mark that the map draws. */
  function HexscanSpot({ data }) {
    if (!data) return null;
    const mark = {
      key: 'mark', className: `spot-mark spot-${data.line_style}`, style: { '--spot': data.colour }, 'aria-hidden': true,
    };
    return element('span', { className: 'row-spot' }, [
      element('span', mark, data.letter),
      element('span', { key: 'kind', className: 'row-name' }, data.kind),
    ]);
  }

  const renderers = { HexscanSpot, HexscanSparkline, HexscanName, HexscanRate, HexscanChange };
  window.dashAgGridComponentFunctions = Object.assign(window.dashAgGridComponentFunctions || {}, renderers);
})();

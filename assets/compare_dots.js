/* Ranked dots: a row for every area, highest first, its rate with interval as a dot and a line, the mean of similar
 * areas as one line through all of them. Of many areas only the rows in view are written. */
(function defineCompareDots() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const BUTTON = 1.5; // rem, room for a finger
  const LOWEST = 1.5;
  const HIGHEST = 2.75;
  const NARROW = 32; // rem: less has room for signs, but not for words
  const NAMES = 0.34; // share of the width that names may take
  const HEAD = 0.125; // rem above the rows,
  const LINE = 1; // rem for the words of the line, where they have one of their own below the axis
  const LABELLED = 1.25; // or so many for the words of the line, where all rows are in view with them
  const FOOT = 1.1875; // rem below them, for the axis and the words of the line
  const KEY = 1.25; // rem below that, for what signs mean where rows have no room for words
  const KEYS = ['above', 'within', 'below', 'too-few', 'alone', 'no-rate']; // in that order
  const SCROLLBAR = 16; // pixels
  const SAMPLE = 6; // and between a piece of the line and the words that it stands before
  const GAP = 5; // pixels between a number on the axis and other words
  const PLOT = 8; // rem: where no more is left for the dots, the words are shorter
  const COMMON = ' similar areas'; // what those leave out

  function rowsOf({ order, incomplete }) {
    return [...order, ...incomplete];
  }

  /** Widths of a row's parts, and what the plot in it shows. */
  function layoutOf(view) {
    const { told, areas, width, height, rem } = view;
    const { scale } = hexscan;
    const rows = rowsOf(told);
    const size = 0.8125 * rem;
    const narrow = width < NARROW * rem;
    const [lowest, highest] = [LOWEST * rem, HIGHEST * rem];
    const button = Math.round(BUTTON * rem);
    const marked = told.quality_signs.some(Boolean) ? Math.round(1.25 * rem) : 0;
    const longest = scale.widest(rows.map((row) => areas.names[row]), size, true) + 0.625 * rem;
    const names = Math.ceil(Math.min(NAMES * width, longest));
    const left = 2 * button + names + marked + button;
    const label = scale.known(told.mean) ? scale.width(told.line_label, 0.75 * rem) : 0;
    const below = (narrow ? FOOT + KEY : FOOT) * rem;
    const labelled = label > 0 && LABELLED * rem + below + rows.length * lowest <= height;
    const apart = label > 0 && !labelled && SAMPLE + 2 + label + GAP > left;
    const foot = Math.round(apart ? below + LINE * rem : below);
    const head = Math.round((labelled ? LABELLED : HEAD) * rem);
    const room = Math.max(lowest, height - head - foot);
    const rowHeight = Math.floor(Math.min(highest, Math.max(lowest, room / Math.max(1, rows.length))));
    const places = [...new Set(told.place)];
    const wide = (short) => scale.widest(places.map((place) => words(told, place, short)), size) + 0.5 * rem;
    const rates = Math.ceil(scale.widest(rows.map((row) => rateOf(told, row)), size, true) + 0.375 * rem);
    const rest = width - SCROLLBAR - left - rates;
    const short = !narrow && rest - wide(false) < PLOT * rem;
    const said = Math.ceil(narrow ? 1.25 * rem : wide(short));
    const plot = Math.floor(Math.max(4 * rem, rest - said));
    return {
      rows, size, head, foot, button, names, marked, plot, rates, said, left, rowHeight, room, narrow, short, label,
      labelled, apart,
    };
  }

  /** "▲ above similar areas", in short "▲ above". */
  function words({ places }, place, short = false) {
    const said = places[place];
    const cut = short && said.endsWith(COMMON) ? said.slice(0, -COMMON.length) : said;
    return `${hexscan.compareDraw.signs.place[place]} ${place === 'alone' && short ? '' : cut}`.trim();
  }

  /** The rate in figures, of the number that is drawn: "7.7". */
  function rateOf({ rate }, row) {
    return hexscan.formula.rate(rate[row]);
  }

  function scaleOf(told, plot) {
    const { known, linear } = hexscan.scale;
    const most = Math.max(0, ...told.upper.filter(known), ...(told.band.length ? [told.band[1]] : []));
    return { most, place: linear(0, (most || 1) * 1.04, 6, plot - 6) };
  }

  /** The words of the line: above the rows at the line itself, else left of the axis, or below it where there is no
   * room for them, with a piece of the line before them. They take no number of the axis away. */
  function nameOf({ told, width, rem }, parts, line, bottom) {
    const { element, at } = hexscan.scale;
    const base = parts.labelled ? parts.head - 0.4375 * rem : bottom + (parts.apart ? 0.9 + LINE : 0.9) * rem;
    const over = Math.max(2, Math.min(line - parts.label / 2, width - parts.label - 2));
    const left = parts.labelled ? over : Math.max(SAMPLE + 2, parts.left - GAP - parts.label);
    const text = element('Text', { className: 'dots-mean-label', x: at(left), y: at(base) }, told.line_label);
    if (parts.labelled) return [text];
    const [x, y] = [at(left - SAMPLE), base - 0.6875 * rem];
    return [text, element('Line', { className: 'dots-mean', x1: x, x2: x, y1: at(y), y2: at(y + 0.875 * rem) })];
  }

  /** What the signs mean, in one line: "▲ above ● within ▼ below similar areas". */
  function keyOf(told) {
    const used = KEYS.filter((place) => told.place.includes(place));
    const said = used.map((place) => told.places[place].split(' '));
    return used.map((place, i) => {
      const next = said[i + 1];
      const shared = next && next.slice(1).join(' ') === said[i].slice(1).join(' '); // the next one says the rest
      return `${hexscan.compareDraw.signs.place[place]} ${shared ? said[i][0] : told.places[place]}`;
    }).join('  ');
  }

  /** What lies behind all rows: the axis, the band and the line of the mean. */
  function groundOf(view, parts, { most, place }) {
    const { told, width, height } = view;
    const { scale, formula } = hexscan;
    const { element, at } = scale;
    const bottom = Math.min(height - parts.foot, parts.head + parts.rows.length * parts.rowHeight);
    const x = (value) => parts.left + place(value);
    // As many numbers as there is room for, each as wide as the last.
    const each = scale.width(formula.plain(Math.ceil(most)), 0.75 * view.rem) + 0.875 * view.rem;
    const values = most ? scale.ticks(0, most, parts.plot / each) : [];
    const box = { top: parts.head, bottom };
    const drawn = scale.columns(values, x, box, values.map(formula.plain));
    if (told.band.length) {
      const [low, high] = told.band.map(x);
      drawn.unshift(element('Rect', {
        className: 'dots-band', x: at(low), width: at(high - low), y: at(box.top), height: at(Math.max(0, bottom - box.top)),
      }));
    }
    if (scale.known(told.mean)) {
      const line = at(x(told.mean));
      const [from, to] = parts.labelled ? [box.top - 0.3125 * view.rem, bottom] : [box.top, bottom + 0.25 * view.rem];
      drawn.push(element('Line', { className: 'dots-mean', x1: line, x2: line, y1: at(from), y2: at(to) }));
      drawn.push(...nameOf(view, parts, line, bottom));
    }
    if (parts.narrow) {
      const y = at(bottom + (parts.apart ? LINE * view.rem : 0));
      drawn.push(element('Text', { className: 'dots-key', x: 2, y, dy: '2.7em' }, keyOf(told)));
    }
    return element('Svg', { className: 'dots-ground', width, height, 'aria-hidden': 'true' }, drawn);
  }

  function plotOf(told, row, parts, place) {
    const { element, known, at } = hexscan.scale;
    const middle = parts.rowHeight / 2;
    const drawn = [];
    if (known(told.rate[row])) {
      // Where groups differ each area has a mean of its own.
      if (known(told.means[row]) && told.means[row] !== told.mean) {
        const x = at(place(told.means[row]));
        drawn.push(element('Line', { className: 'dots-own-mean', x1: x, x2: x, y1: 3, y2: parts.rowHeight - 3 }));
      }
      const [low, high] = [at(place(told.lower[row])), at(place(told.upper[row]))];
      drawn.push(
        element('Line', { className: 'dots-interval', x1: low, x2: high, y1: middle, y2: middle }),
        element('Circle', { className: 'dot', cx: at(place(told.rate[row])), cy: middle, r: 0.34 * parts.size }),
      );
    }
    const size = { width: parts.plot, height: parts.rowHeight };
    return element('Svg', { className: 'dots-plot', ...size, 'aria-hidden': 'true' }, drawn);
  }

  function qualityOf(told, row) {
    if (!told.quality_signs[row]) return hexscan.scale.element('Span', { className: 'dots-quality' }, '');
    const said = told.quality[row];
    return hexscan.scale.element('Span', {
      className: 'dots-quality quality', role: 'img', 'aria-label': said, title: said,
    }, told.quality_signs[row]);
  }

  /** What takes an area into the own area's group, or leaves it out: that itself is always in it. */
  function tickOf(areas, row, isOnly) {
    if (isOnly || !areas.ticks) return hexscan.scale.element('Span', { className: 'dots-peer' }, '');
    return hexscan.scale.element('Button', {
      type: 'button', className: 'dots-peer', 'data-peer': areas.codes[row],
      'aria-pressed': areas.ticks.includes(row) ? 'true' : 'false', 'aria-label': `Compare with ${areas.names[row]}`,
      title: 'Compare with this one', tabIndex: '-1',
    }, '');
  }

  function rowOf(view, row, parts, place) {
    const { told, areas } = view;
    const { element } = hexscan.scale;
    const code = areas.codes[row];
    const name = areas.names[row];
    const isOwn = areas.own.includes(row);
    const isOnly = isOwn && areas.own.length === 1;
    const at = told.place[row];
    const link = { className: 'dots-name', 'data-mark': 'yes', 'data-area': code, tabIndex: '-1' };
    // What Tab comes to first is in view.
    if (isOnly && parts.rows.length * parts.rowHeight > parts.room) link['data-stop'] = 'yes';
    const look = `Incidents and hotspots of ${name}`;
    const choose = isOnly ? `${name} is your area: let go of it` : `Make ${name} your area`;
    return element('Div', {
      className: `dots-row place-${at}${isOwn ? ' own' : ''}`, 'data-area': code,
      style: { height: `${parts.rowHeight}px` },
    }, [
      element('Button', {
        type: 'button', className: 'dots-own', 'data-own': code, 'aria-pressed': isOnly ? 'true' : 'false',
        'aria-label': choose, title: choose, tabIndex: '-1',
      }, '◎'),
      tickOf(areas, row, isOnly),
      element('A', { ...link, href: hexscan.compare.scanHref(row), 'aria-label': areas.words[row] }, name),
      ...(parts.marked ? [qualityOf(told, row)] : []),
      element('A', {
        className: 'dots-hotspots', href: hexscan.compare.hotspotsHref(row), 'aria-label': look, title: look,
        tabIndex: '-1',
      }, '⬢'),
      plotOf(told, row, parts, place),
      element('Span', { className: 'dots-rate', 'aria-hidden': 'true' }, rateOf(told, row)),
      element('Span', { className: 'dots-words', 'aria-hidden': 'true', title: told.places[at] },
        parts.narrow ? hexscan.compareDraw.signs.place[at] : words(told, at, parts.short)),
    ]);
  }

  function draw(view) {
    const { place } = view;
    const { element } = hexscan.scale;
    if (!rowsOf(view.told).length) {
      hexscan.elements.write(place, null);
      return;
    }
    const parts = layoutOf(view);
    const scale = scaleOf(view.told, parts.plot);
    const marked = parts.marked ? [parts.marked] : [];
    const columns = [parts.button, parts.button, parts.names, ...marked, parts.button, parts.plot];
    columns.push(parts.rates, parts.said);
    hexscan.elements.write(place, [
      groundOf(view, parts, scale),
      element('Div', {
        className: 'dots-rows',
        style: {
          top: `${parts.head}px`, height: `${Math.min(parts.room, parts.rows.length * parts.rowHeight)}px`,
          '--dots-columns': columns.map((width) => `${width}px`).join(' '),
        },
      }),
    ]);
    view.rows = parts.rows;
    view.list = hexscan.window.of(place.querySelector('.dots-rows'), {
      rows: parts.rows.length,
      rowHeight: parts.rowHeight,
      height: Math.min(parts.room, parts.rows.length * parts.rowHeight),
      draw: (i) => rowOf(view, parts.rows[i], parts, scale.place),
      lead: leadOf(view.areas, parts.rows),
      drawn: () => light(view, view.lit),
    });
  }

  /** The own area is in view, whatever its rank is, until the list is scrolled. */
  function leadOf({ own, codes }, rows) {
    if (own.length !== 1) return null;
    return { row: rows.indexOf(own[0]), of: `${codes[own[0]]} of ${rows.length}` };
  }

  /** The row under the hand, lit, and its small buttons in the order of tabs, as are those of the row that holds the
   * focus: the mouse may lie on another one. */
  function light({ place }, thing) {
    const code = thing && thing.kind === 'area' ? thing.id : '';
    place.querySelectorAll('.dots-row').forEach((row) => {
      const isLit = row.getAttribute('data-area') === code;
      row.classList.toggle('hand', isLit);
      const index = isLit || row.contains(document.activeElement) ? '0' : '-1';
      for (const other of row.querySelectorAll('.dots-own, button.dots-peer, .dots-hotspots')) {
        if (other !== document.activeElement && other.getAttribute('tabindex') !== index) {
          other.setAttribute('tabindex', index);
        }
      }
    });
  }

  function order({ told, areas }) {
    return rowsOf(told).map((row) => areas.codes[row]);
  }

  function reveal({ list, rows, areas }, code) {
    if (list) list.reveal(rows.indexOf(areas.codes.indexOf(code)));
  }

  function numbers({ told, areas }) {
    const { formula, scale } = hexscan;
    const grouped = areas.peers.length > 0;
    const rows = rowsOf(told).map((row) => {
      const known = scale.known(told.rate[row]);
      return [
        areas.names[row],
        told.rank[row] ? `${formula.number(told.rank[row])}${told.tied.includes(row) ? ', joint' : ''}` : '–',
        formula.rate(told.rate[row]),
        known ? formula.interval(told.lower[row], told.upper[row]) : '–',
        formula.rate(told.means[row]),
        told.places[told.place[row]],
        told.quality[row] || '',
        ...(grouped ? [areas.peers.includes(row) ? 'yes' : 'no'] : []),
      ];
    });
    const heads = ['Area', 'Rank', told.unit, '95% interval', 'Mean of similar areas', 'Verdict', 'About its data'];
    if (grouped) heads.push('Compared with');
    return { caption: `Rates, highest first: ${told.unit}`, heads, rows, total: rows.length };
  }

  const painter = Object.freeze({ draw, light, order, reveal, numbers });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.hexscan = Object.assign(window.dash_clientside.hexscan || {}, {
    drawDots: (told) => hexscan.compareDraw.tell('dots', told, painter),
  });
})();

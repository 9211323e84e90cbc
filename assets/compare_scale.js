/* Places of numbers on the charts of Compare, their axes, and how wide their texts are. Pure, but for the canvas that
 * measures texts: asking the page for their width would have it lay itself out in the middle of a drawing. */
(function defineCompareScale() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const RATIOS = [0.1, 0.2, 0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 10];
  const CLOSE = 34; // pixels that a tick of a ratio keeps from the one before
  const widths = new Map(); // "bold 12 text" -> pixels
  const MOST_WIDTHS = 5000;
  let canvas = null;
  let family = '';

  function known(value) {
    return value !== null && value !== undefined;
  }

  /** Where numbers from `low` to `high` stand between two places, evenly. */
  function linear(low, high, from, to) {
    const each = high === low ? 0 : (to - from) / (high - low);
    return (value) => from + (value - low) * each;
  }

  /** The same, evenly by ratio. */
  function ratio(low, high, from, to) {
    const place = linear(Math.log(low), Math.log(high), from, to);
    return (value) => place(Math.log(value));
  }

  function ticks(low, high, most) {
    return hexscan.formula.ticks(low, high, Math.max(1, Math.floor(most)));
  }

  /** Round ratios within two, with 1 among them, that do not stand too close on a scale. */
  function ratioTicks(low, high, place) {
    const inside = RATIOS.filter((value) => value >= low && value <= high);
    const away = inside.sort((one, other) => Math.abs(Math.log(one)) - Math.abs(Math.log(other)));
    const chosen = [];
    for (const value of away) {
      if (chosen.every((other) => Math.abs(place(other) - place(value)) >= CLOSE)) chosen.push(value);
    }
    return chosen.sort((one, other) => one - other);
  }

  /** An element as elements.js writes it. */
  function element(type, props, children) {
    return { type, props: children === undefined ? props : { ...props, children } };
  }

  /** A place as it is written: a tenth of a pixel is enough. */
  function at(value) {
    return Math.round(value * 10) / 10;
  }

  /** A path through points, lifted where one is not known; a point between two gaps is a dot. */
  function path(xs, ys) {
    let text = '';
    for (let i = 0; i < xs.length; i += 1) {
      if (!known(ys[i])) continue;
      const isFirst = i === 0 || !known(ys[i - 1]);
      const isAlone = isFirst && (i + 1 === xs.length || !known(ys[i + 1]));
      text += `${isFirst ? 'M' : 'L'}${at(xs[i])} ${at(ys[i])}${isAlone ? 'h0' : ''}`;
    }
    return text;
  }

  /** Writes a text into an element of the drawing, as no new node: whoever watches for those is left alone. */
  function write(node, text) {
    if (!node.firstChild) node.append(text);
    else if (node.firstChild.data !== text) node.firstChild.data = text;
  }

  /** How wide a text is, in pixels, at a size in pixels. */
  function width(text, size, bold = false) {
    const key = `${bold ? 'bold' : 'normal'} ${size} ${text}`;
    if (!widths.has(key)) {
      canvas = canvas || document.createElement('canvas').getContext('2d');
      family = family || window.getComputedStyle(document.body).fontFamily;
      canvas.font = `${bold ? 'bold' : 'normal'} ${size}px ${family}`;
      if (widths.size >= MOST_WIDTHS) widths.clear();
      widths.set(key, canvas.measureText(text).width);
    }
    return widths.get(key);
  }

  /** Texts are measured anew: the font may be another. */
  function forget() {
    widths.clear();
    family = '';
  }

  /** The widest of several texts. */
  function widest(texts, size, bold = false) {
    return texts.reduce((most, text) => Math.max(most, width(text, size, bold)), 0);
  }

  /** Lines across a plot with the numbers beside them: `box` is {left, right, top, bottom}, `texts` what is written. */
  function rows(values, place, box, texts) {
    return values.map((value, i) =>
      element('G', { className: 'tick' }, [
        element('Line', { x1: at(box.left), x2: at(box.right), y1: at(place(value)), y2: at(place(value)) }),
        element('Text', { x: at(box.left - 6), y: at(place(value)), dy: '0.35em', 'text-anchor': 'end' }, texts[i]),
      ]));
  }

  /** Lines down a plot with the numbers below them. */
  function columns(values, place, box, texts) {
    return values.map((value, i) =>
      element('G', { className: 'tick' }, [
        element('Line', { x1: at(place(value)), x2: at(place(value)), y1: at(box.top), y2: at(box.bottom) }),
        element('Text', { x: at(place(value)), y: at(box.bottom), dy: '1.2em', 'text-anchor': 'middle' }, texts[i]),
      ]));
  }

  /** A font that came late: names are of other widths. */
  function remeasure() {
    forget();
    if (hexscan.compareDraw) hexscan.compareDraw.all();
  }

  document.fonts.ready.then(remeasure);
  document.fonts.addEventListener('loadingdone', remeasure);
  hexscan.scale = Object.freeze({
    known, linear, ratio, ticks, ratioTicks, element, at, path, write, width, widest, forget, rows, columns,
  });
})();

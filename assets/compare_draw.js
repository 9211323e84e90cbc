/* What the drawn panels of Compare have in common: each draws what it was told last, once it has a size, when that
 * changes, and when the areas are others. Everything told in one task is drawn at the end of that task, so that all
 * panels change in one frame.
 *
 * A painter is {draw(view), light(view, thing), numbers(view), order(view), reveal(view, code), say(view, thing)};
 * `view` is {place, told, areas, width, height, rem}. Only `draw` has to be there. A panel is an element with
 * data-drawing=name; its numbers as a table for those who can't see it stand in data-numbers=name.
 */
(function defineCompareDraw() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const SIGNS = Object.freeze({
    place: Object.freeze({ above: '▲', within: '●', below: '▼', 'too-few': '○', alone: '–', 'no-rate': '–' }),
    variation: Object.freeze({
      concern: '!', improvement: '✓', high: '▲', low: '▼', 'common-cause': '●', 'too-short': '…', 'too-few': '○',
    }),
  });
  const panels = new Map(); // name -> panel
  const texts = new WeakMap(); // areas -> their codes as one text
  let observer = null;
  let due = false;
  let rem = 0; // as it was last measured

  /** The painter of a panel has been told something, or (null) that there is nothing to draw. */
  function tell(name, told, painter) {
    if (!panels.has(name)) panels.set(name, { name, painter, place: null, width: 0, height: 0, rem: 16, lit: null });
    const panel = panels.get(name);
    Object.assign(panel, { told, of: '', drawn: false });
    const mine = {};
    for (const way of ['order', 'reveal', 'say']) {
      if (painter[way]) mine[way] = (...given) => (isShown(panel) ? painter[way](panel, ...given) : null);
    }
    hexscan.compare.register(name, { light: (thing) => light(panel, thing), ...mine });
    drawSoon();
  }

  /** The areas may be others, or their links lead elsewhere. */
  function all() {
    for (const panel of panels.values()) panel.drawn = false;
    if (panels.size) drawSoon();
  }

  function drawSoon() {
    if (due) return;
    due = true;
    window.queueMicrotask(() => {
      due = false;
      for (const panel of panels.values()) if (!panel.drawn) attempt(panel);
    });
  }

  /** One panel that fails leaves the others alone. */
  function attempt(panel) {
    try {
      draw(panel);
    } catch (error) {
      window.setTimeout(() => {
        throw error; // heard by whoever listens for errors
      });
    }
  }

  function codesOf(areas) {
    if (!texts.has(areas)) texts.set(areas, areas.codes.join());
    return texts.get(areas);
  }

  /** Whether there is something to draw: what was told is of the areas that the page speaks of now. */
  function isShown(panel) {
    const areas = hexscan.compare.areas();
    if (!panel.told || !areas) return false;
    panel.of = panel.of || codesOf(areas);
    return panel.of === codesOf(areas);
  }

  function draw(panel) {
    if (!find(panel) || !panel.width || !panel.height) return;
    panel.areas = hexscan.compare.areas();
    panel.drawn = true;
    const shown = isShown(panel);
    if (shown) panel.painter.draw(panel);
    else hexscan.elements.write(panel.place, null);
    relight(panel);
    writeNumbers(panel, shown);
  }

  /** The panel's element, watched for its size: the page may have been left and come back. */
  function find(panel) {
    if (panel.place && panel.place.isConnected) return true;
    observer = observer || new ResizeObserver(resized);
    if (panel.place) observer.unobserve(panel.place);
    panel.place = document.querySelector(`[data-drawing="${panel.name}"]`);
    [panel.width, panel.height] = [0, 0];
    if (panel.place) observer.observe(panel.place);
    return Boolean(panel.place);
  }

  /** Comes before the frame in which the size is seen, and also when a panel is first looked at. */
  function resized(entries) {
    measureText();
    for (const { target, contentRect } of entries) {
      const panel = [...panels.values()].find(({ place }) => place === target);
      if (!panel) continue;
      Object.assign(panel, { width: Math.floor(contentRect.width), height: Math.floor(contentRect.height), rem });
      attempt(panel);
    }
  }

  /** Of another size the page's text may be of another font as well. */
  function measureText() {
    const before = rem;
    rem = Number.parseFloat(window.getComputedStyle(document.documentElement).fontSize) || 16;
    if (before && rem !== before) hexscan.scale.forget();
  }

  /** Draws all panels at the sizes they have now, at once: nobody waits for an observer on the way to paper. */
  function measure() {
    for (const panel of panels.values()) {
      const { place } = panel;
      if (!place || !place.isConnected || !place.clientHeight) continue;
      Object.assign(panel, { width: place.clientWidth, height: place.clientHeight });
      attempt(panel);
    }
  }

  function light(panel, thing) {
    panel.lit = thing;
    relight(panel);
  }

  /** What is under the hand, lit again in what was just written. */
  function relight(panel) {
    if (!panel.place || !panel.place.isConnected) return;
    const code = panel.lit && panel.lit.kind === 'area' ? panel.lit.id : '';
    panel.place.querySelectorAll('.hand').forEach((element) => {
      if (element.getAttribute('data-area') !== code) element.classList.remove('hand');
    });
    if (code) {
      panel.place.querySelectorAll(`[data-area="${CSS.escape(code)}"]`).forEach((element) => {
        element.classList.add('hand');
      });
    }
    if (panel.painter.light && panel.drawn && isShown(panel)) panel.painter.light(panel, panel.lit);
  }

  function writeNumbers(panel, shown) {
    if (panel.painter.numbers) {
      hexscan.compareTables.write(panel.name, shown ? () => panel.painter.numbers(panel) : null);
    }
  }

  /** Row of an area by its code, -1 where it is none of them. */
  function rowOf(areas, thing) {
    return thing && thing.kind === 'area' ? areas.codes.indexOf(thing.id) : -1;
  }

  hexscan.compareDraw = Object.freeze({ tell, all, measure, rowOf, signs: SIGNS });
})();

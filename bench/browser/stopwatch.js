/* Runs in every measured page before its own scripts, ours and the baselines': when something is painted.
 *
 * A probe (probe_*.js) says what each panel of its page shows. It is asked at the beginning of each frame: what it finds
 * there is drawn in that frame. A wait ends when every panel shows what is expected and that frame has been produced.
 * Times are the browser's, in milliseconds, and begin with the time stamp of the event itself.
 */
(function defineStopwatch() {
  'use strict';
  const PATIENCE = 60000;
  const ANSWER = /\/(look|compare)\/(\d+|any)|_dash-update-component/;
  const begun = {}; // kind of event -> its time stamp
  const drawn = new WeakMap(); // Plotly chart -> what it showed after its last drawing
  let last = null; // the wait that was begun last

  for (const kind of ['pointerdown', 'click', 'pointermove']) {
    document.addEventListener(kind, (event) => {
      if (event.isTrusted) begun[kind] = event.timeStamp;
    }, true);
  }

  /** Resolves when the next frame has been handed over; `look` is called at its beginning. */
  function frame(look = () => undefined) {
    return new Promise((done) => {
      window.requestAnimationFrame(() => {
        look();
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done();
        port2.postMessage(null);
      });
    });
  }

  function same(one, other) {
    return JSON.stringify(one) === JSON.stringify(other);
  }

  /** Waits until every panel of `expected` {panel: what it shows} does; gives {panel: when it was seen}, `painted`. */
  async function until(expected, from) {
    const seen = {};
    const wanted = Object.keys(expected);
    const end = window.performance.now() + PATIENCE;
    while (wanted.some((panel) => !(panel in seen))) {
      const found = [];
      await frame(() => {
        const missing = wanted.filter((panel) => !(panel in seen));
        found.push(...missing.filter((panel) => same(window.bench.probe[panel](), expected[panel])));
      });
      const now = window.performance.now();
      for (const panel of found) seen[panel] = now;
      if (now > end) throw new Error(`Not shown: ${JSON.stringify(difference(expected, seen))}`);
    }
    return { from: from(), painted: Math.max(...Object.values(seen)), seen };
  }

  function difference(expected, seen) {
    return Object.keys(expected)
      .filter((panel) => !(panel in seen))
      .map((panel) => [panel, expected[panel], window.bench.probe[panel]()]);
  }

  /** Begins to wait for what an event of this kind, which comes next, leads to; `finished` gives the answer. */
  function begin(kind, expected) {
    delete begun[kind];
    delete begun.pointerdown;
    window.performance.clearResourceTimings();
    last = until(expected, () => begun[kind]);
    last.catch(() => undefined); // told to whoever asks
  }

  /** How long it took until all was painted, and what of that was: script before the first question, waiting for
   * answers, script and drawing after the last. A page may ask as the button goes down, before the click. `since` is the
   * time from the last byte of an answer to be drawn, which may have been asked for much sooner, or from the click where
   * all of it was there by then. */
  async function finished() {
    const { from, painted, seen } = await last;
    const ended = window.performance.getEntriesByType('resource')
      .filter((one) => ['fetch', 'xmlhttprequest'].includes(one.initiatorType))
      .filter((one) => one.responseEnd > 0 && one.responseEnd <= painted);
    const asked = ended.filter((one) => one.startTime >= (begun.pointerdown || from));
    const answers = ended.filter((one) => ANSWER.test(one.name));
    const first = Math.max(from, Math.min(painted, ...asked.map((one) => one.startTime)));
    const answered = Math.max(first, ...asked.map((one) => one.responseEnd));
    const panels = Object.fromEntries(Object.entries(seen).map(([panel, time]) => [panel, time - from]));
    return {
      total: painted - from,
      before: first - from,
      waited: answered - first,
      after: painted - answered,
      since: painted - Math.max(from, ...answers.map((one) => one.responseEnd)),
      requests: asked.length,
      panels,
    };
  }

  /** Does something in the page and measures until the panels show what is expected. */
  async function acted(act, expected) {
    const from = window.performance.now();
    act();
    const { painted } = await until(expected, () => from);
    return painted - from;
  }

  /** The months of a chart and those it shades, as it drew them last: the sum of the months and two months. */
  function chartShows(chart, isCount) {
    if (!chart || !chart.on || !chart._fullData) return null;
    if (!drawn.has(chart)) {
      chart.on('plotly_afterplot', () => drawn.set(chart, contentOf(chart, isCount)));
      drawn.set(chart, contentOf(chart, isCount));
    }
    return drawn.get(chart);
  }

  function contentOf(chart, isCount) {
    const trace = chart._fullData.find(isCount);
    const shade = (chart._fullLayout.shapes || [])[0];
    if (!trace || !shade) return null;
    const months = Array.from(trace.x, (day) => String(day).slice(0, 7));
    // Shades may begin half a month early and end half a month late: take the months whose first days lie inside.
    const inside = months.filter((month) => `${month}-01` >= day(shade.x0) && `${month}-01` <= day(shade.x1));
    return [Array.from(trace.y).reduce((sum, count) => sum + count, 0), inside[0], inside[inside.length - 1]];
  }

  function day(text) {
    return String(text).length === 7 ? `${text}-01` : String(text).slice(0, 10);
  }

  function number(text) {
    return Number(String(text).replaceAll(',', ''));
  }

  /** The sum of the counts of a grid; null while the rows on screen do not say what they hold. */
  function tableShows(id) {
    const place = document.getElementById(id);
    const grid = place && window.dash_ag_grid && window.dash_ag_grid.getApi(id);
    if (!grid) return null;
    let total = 0;
    grid.forEachNode((node) => { total += node.data.incidents; });
    const rows = grid.getRenderedNodes();
    const told = rows.every((node) => {
      const row = place.querySelector(`.ag-row[row-id="${CSS.escape(node.id)}"]`);
      const cell = row && row.querySelector('[col-id="incidents"], [col-id^="incidents"]');
      return cell && number(cell.textContent.trim()) === node.data.incidents;
    });
    return told && rows.length ? total : null;
  }

  /** The longest gaps between frames while `gestures` promises to last: {gaps}. */
  function recordFrames() {
    const gaps = [];
    let former = null;
    let going = true;
    function next(time) {
      if (former !== null) gaps.push(time - former);
      former = time;
      if (going) window.requestAnimationFrame(next);
    }
    window.requestAnimationFrame(next);
    return () => {
      going = false;
      return gaps;
    };
  }

  window.bench = { frame, begin, finished, acted, until, chartShows, tableShows, number, recordFrames, probe: null };
})();

/* Runs in the page before its own scripts: stop-watches for bench/hover.py. Times are the browser's, in
 * milliseconds; "painted" is after the frame in which the last change was made has been handed over. */
(function defineBench() {
  'use strict';
  const PANELS = ['scan-map-values.data', 'scan-table.rowData', 'scan-statistics.children', 'scan-chart.figure'];
  const QUIET = 250; // milliseconds without a change after which the panels are thought done
  const seen = []; // cells hovered over
  const ask = window.fetch.bind(window);
  let open = 0; // questions of the four panels that wait for an answer
  let asked = 0;
  let changed = 0; // when a panel changed last
  let paints = 0; // of the map
  let hover = { moved: 0, shown: null };
  let click = { begun: 0, asked: 0 };

  window.fetch = async function counted(address, options) {
    const panel = options && PANELS.some((output) => String(options.body || '').slice(0, 400).includes(output));
    if (!panel) return ask(address, options);
    open += 1;
    asked += 1;
    try {
      return await ask(address, options);
    } finally {
      open -= 1;
    }
  };

  function painted() {
    return new Promise((done) => {
      window.requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(window.performance.now());
        port2.postMessage(null);
      });
    });
  }

  function mapIsPainted() {
    const map = window.hexscan && window.hexscan.map && window.hexscan.map.state();
    if (!map || !map.version || map.pending) return false;
    if (map.paints !== paints) [paints, changed] = [map.paints, window.performance.now()];
    return true;
  }

  /** When all panels had what they asked for and had shown it; null while they have not. */
  function settled() {
    const chart = document.querySelector('#scan-chart .js-plotly-plot .nsewdrag');
    const still = mapIsPainted() && chart && asked > 0 && open === 0;
    return still && window.performance.now() - changed > QUIET ? changed : null;
  }

  new MutationObserver((changes) => {
    if (changes.some(({ target }) => target.closest && target.closest('.panels'))) changed = window.performance.now();
  }).observe(document, { childList: true, subtree: true });

  document.addEventListener('pointermove', (event) => {
    hover.moved = event.timeStamp;
  }, true);
  document.addEventListener('pointerdown', (event) => {
    click = { begun: event.timeStamp, asked };
  }, true);
  document.addEventListener('hexscan:browsed', async ({ detail }) => {
    const mine = hover;
    if (detail.thing && detail.thing.kind === 'cell') seen.push(detail.thing);
    if (!detail.thing || !mine.moved) return;
    const end = await painted();
    if (mine === hover && mine.shown === null) mine.shown = end - mine.moved;
  });

  /** Where cells are in the window, of those names that lie free on the map. */
  function free(names) {
    const frame = document.querySelector('[data-hexmap]');
    return names.map((name) => window.hexscan.map.where(name)).filter((point) => {
      const top = point && document.elementFromPoint(point.x, point.y);
      return top && frame.contains(top) && !top.closest('button, input, a');
    }).map(({ x, y }) => [x, y]);
  }

  async function trips(body, headers, times) {
    const chart = document.querySelector('#scan-chart .js-plotly-plot');
    const took = [];
    for (const { id } of seen.slice(0, times)) {
      const begun = window.performance.now();
      const question = JSON.parse(body);
      question.inputs[0].value = `?cell=${id}`;
      const answer = await ask('/_dash-update-component', { method: 'POST', headers, body: JSON.stringify(question) });
      const { response } = await answer.json();
      await window.Plotly.react(chart, response['scan-chart'].figure);
      took.push((await painted()) - begun);
    }
    return took;
  }

  /** The same line as a trace: new values for the last one, by Plotly. */
  async function traces(times) {
    const chart = document.querySelector('#scan-chart .js-plotly-plot');
    const data = window.hexscan.browse.data();
    const took = [];
    for (const { index } of seen.slice(0, times)) {
      const begun = window.performance.now();
      await window.Plotly.restyle(chart, { y: [data.cell(index).months] }, [chart.data.length - 1]);
      took.push((await painted()) - begun);
    }
    return took;
  }

  window.bench = {
    settled,
    startHover: () => { hover = { moved: 0, shown: null }; },
    hovered: () => hover.shown,
    clicked: () => (asked >= click.asked + PANELS.length && settled() !== null ? settled() - click.begun : null),
    free,
    trips,
    traces,
  };
})();

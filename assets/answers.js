/* What panels show of the address: asked for with one question (Scan's is "look", those of Compare and "Why here?" go
 * by their paths), given to all of them in one task, so that they are painted in the same frame.
 *
 * The last answer that was asked for is the only one that is used. Those the reader may come back to are kept, but
 * only where no part of them failed and their version was the newest: Back asks nobody.
 *
 * An answer is packed as browsing data are (browsedata.js). Its header: {newer, whole, parts: {name: {html: {id:
 * layout}, props: [[id, properties]], told: {function: value}}}}; arrays "function.name" belong to what that function
 * is told. Event `hexscan:answered` on document once all parts have it, `hexscan:unanswered` where that failed, with
 * {isShown} in its detail: whether panels hold what the address asks for all the same.
 */
(function defineAnswers() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const KEPT = 24;
  const ARRIVED = 'hexscan-answer'; // the mark of the browser's clock when an answer is there, still packed
  const PATIENCE = 10000; // milliseconds that an answer waits for its page to come into the document
  const FORESIGHT = 3000; // milliseconds after which what was foreseen is not what is meant
  const JUDGES = ['paintMap', 'paintFirst', 'paintSecond', 'offerAreas']; // functions that see for themselves what is news to them
  const kept = new Map(); // address -> bytes
  let version = '';
  let resolution = null; // that suits the map's zoom, null while that is not known
  let wanted = null; // the query that the page should show
  let shown = null; // and the one it does
  let suited = null; // the resolution that was known as it was asked
  let hasFailed = false; // the last question
  let asking = null; // AbortController of the question that waits
  let foreseen = null; // {address, bytes, abort}: a question sent before anybody asks it; `bytes` is a promise
  let answered = 0;
  let given = new Map(); // what components and functions were given last, as text

  function addressOf(kind, search, suiting = resolution) {
    const parts = ['data', version, kind, suiting === null ? 'any' : suiting];
    return hexscan.mapData.prefix() + parts.map(encodeURIComponent).join('/') + search;
  }

  /** What maps are fitted to: the area, and the one beside it. */
  function areaOf(search) {
    const fields = new URLSearchParams(search);
    return [fields.get('area') || '', fields.get('beside') || ''].join();
  }

  /** Panels are to show this query. Of another area the map's resolution is not known before it is fitted to it. */
  function ask(search) {
    if (!version) return;
    const before = wanted;
    wanted = search;
    if (before !== null && isFitted(before, search, Boolean(hexscan.url.view()))) resolution = null;
    question(hexscan.url.question(), search);
  }

  /** Whether the map will be fitted to another area. */
  function isFitted(before, search, hasView) {
    return areaOf(before) !== areaOf(search) && !hasView;
  }

  /** Panels are likely to be to show this query next: one question at a time is sent ahead. */
  function foresee(search, hasView) {
    if (!version || wanted === null) return;
    const address = addressOf(hexscan.url.question(), search, isFitted(wanted, search, hasView) ? null : resolution);
    if (kept.has(address) || (foreseen && foreseen.address === address)) return;
    if (foreseen) forget(foreseen);
    const abort = new AbortController();
    const guess = { address, abort, bytes: fetched(address, abort.signal) };
    foreseen = guess;
    guess.bytes.catch(() => forget(guess)); // it is asked anew where somebody wants it
    window.setTimeout(() => forget(guess), FORESIGHT);
  }

  /** Nobody asked what was foreseen. */
  function forget(guess) {
    if (foreseen !== guess) return;
    foreseen = null;
    guess.abort.abort();
  }

  /** The bytes of what was foreseen, else those of a question sent now. */
  function bytesOf(address, signal) {
    const guess = foreseen;
    if (!guess || guess.address !== address) {
      if (guess) forget(guess);
      return fetched(address, signal);
    }
    foreseen = null;
    signal.addEventListener('abort', () => guess.abort.abort(), { once: true });
    return guess.bytes;
  }

  /** The map's zoom suits another resolution. Compare's map has areas alone. */
  function suitMap(suiting) {
    if (Number.isInteger(suiting) && suiting !== resolution && hexscan.url.question() === 'look') {
      resolution = suiting;
      if (wanted !== null) question(wanted === shown ? 'map' : 'look', wanted);
    }
    return window.dash_clientside.no_update;
  }

  /** Both maps of Side by side suit another resolution than is painted. While an answer is on its way nothing is asked:
   * it would be cut short for one that is not what the reader asked for. Painting that answer asks again, with the zoom
   * that the maps have by then (compare_side.js). */
  function suitSides(suiting, painted) {
    if (suiting === (resolution === null ? painted : resolution) || wanted === null || wanted !== shown) return;
    resolution = suiting;
    question(hexscan.url.question(), wanted);
  }

  async function question(kind, search) {
    if (asking) asking.abort();
    const mine = new AbortController();
    asking = mine;
    const suiting = resolution;
    const address = addressOf(kind, search, suiting);
    hexscan.updating.begin();
    try {
      const bytes = kept.get(address) || (await bytesOf(address, mine.signal));
      if (asking !== mine) return;
      markArrival();
      const answer = unpack(bytes);
      keep(address, bytes, answer);
      await ready(answer, mine.signal);
      if (asking !== mine) return;
      [shown, suited, hasFailed] = [search, suiting, false];
      give(answer);
      hexscan.reconnect.note('panels', '');
    } catch (error) {
      if (asking === mine) fail(error.kind || 'failed', kind, search);
      if (!error.kind && error.name !== 'AbortError') throw error; // a mistake of the page's own
    } finally {
      if (asking === mine) asking = null;
      hexscan.updating.end();
    }
  }

  /** Somebody wants what the address says already: it is asked for where that failed. */
  function askAgain() {
    if ((wanted !== shown || hasFailed) && !asking) hexscan.url.askPanels();
  }

  /** Panels stay as they are; whoever shows what the address asks for has to say so. Where Compare's hold that, only
   * smaller or larger cells of its maps are not there: they can be asked for again, as the maps next move. */
  function fail(reason, kind, search) {
    hexscan.reconnect.note('panels', reason);
    if (reason === 'aborted') return;
    hasFailed = true;
    const isShown = search === shown;
    if (isShown && kind === 'compare') resolution = suited;
    document.dispatchEvent(new CustomEvent('hexscan:unanswered', { detail: { isShown } }));
  }

  /** For whoever measures how long painting takes: only the latest mark is kept. */
  function markArrival() {
    window.performance.clearMarks(ARRIVED);
    window.performance.mark(ARRIVED);
  }

  /** The bytes of an answer; an error says by its `kind` what went wrong (reconnect.js). */
  async function fetched(address, signal) {
    let response = null;
    try {
      response = await window.fetch(address, { credentials: 'same-origin', signal });
      if (response.ok) return await response.arrayBuffer();
    } catch (error) {
      throw Object.assign(error, { kind: error.name === 'AbortError' ? 'aborted' : 'unreachable' });
    }
    const kind = hexscan.reconnect.kindOf(response.status);
    throw Object.assign(new Error(`The server answered ${response.status}.`), { kind });
  }

  function keep(address, bytes, { newer, whole }) {
    kept.delete(address);
    if (newer || !whole) return;
    kept.set(address, bytes);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  }

  /** Parts that take longer than the others should wait for come behind what is shown, by an address of their own. */
  async function askBehind(kind, signal) {
    const search = shown;
    const address = addressOf(kind, search, null);
    try {
      const bytes = kept.get(address) || (await fetched(address, signal));
      if (signal.aborted || search !== shown) return;
      const answer = unpack(bytes);
      keep(address, bytes, answer);
      Object.values(answer.parts).forEach(givePart);
      hexscan.reconnect.note(kind, '');
    } catch (error) {
      hexscan.reconnect.note(kind, error.kind || 'failed');
      if (!error.kind) throw error; // a mistake of the page's own
    }
  }

  /** Whether such parts are in the page already, as nobody need wait for them then. */
  function isKeptBehind(kind) {
    return kept.has(addressOf(kind, shown, null));
  }

  /** Numbers as they were before packing: each was one higher, and 0 stood for none. */
  function unshifted(numbers) {
    if (numbers.includes(0)) return Array.from(numbers, (number) => (number ? number - 1 : null));
    return Int32Array.from(numbers, (number) => number - 1);
  }

  function unpack(bytes) {
    const { header, arrays } = hexscan.browseData.unpack(bytes);
    for (const { told = {} } of Object.values(header.parts)) {
      for (const [name, value] of Object.entries(told)) {
        for (const [key] of header.arrays.filter(([key]) => key.startsWith(`${name}.`))) {
          value[key.slice(name.length + 1)] = unshifted(arrays[key]);
        }
      }
    }
    return header;
  }

  /** The page may still be on its way into the document when its first answer comes. Waits no longer than anybody
   * wants the answer, and not for ever for what may never come. */
  async function ready({ parts }, signal) {
    const ids = Object.values(parts).flatMap(({ html = {} }) => Object.keys(html));
    const end = window.performance.now() + PATIENCE;
    while (!signal.aborted && !ids.every((id) => document.getElementById(id))) {
      if (window.performance.now() > end) throw Object.assign(new Error('The page never came.'), { kind: 'failed' });
      await new Promise((done) => window.requestAnimationFrame(done));
    }
  }

  /** Gives something by `hand`, unless it was given just before. What failed on the way was not given. */
  function giveNews(key, value, hand) {
    const text = JSON.stringify(value);
    if (given.get(key) === text) return;
    given.delete(key);
    hand();
    given.set(key, text);
  }

  function givePart({ html = {}, props = [], told = {} }) {
    for (const [name, value] of Object.entries(told)) {
      const tell = () => window.dash_clientside.hexscan[name](value);
      if (JUDGES.includes(name)) tell();
      else giveNews(name, value, tell);
    }
    for (const [id, layout] of Object.entries(html)) hexscan.elements.write(document.getElementById(id), layout);
    for (const [id, values] of props) {
      const key = JSON.stringify(id);
      if ('value' in values && hexscan.controls.understand(id.control, values.value)) given.delete(key);
      giveNews(key, values, () => window.dash_clientside.set_props(id, values));
    }
  }

  function give({ newer, parts }) {
    for (const part of Object.values(parts)) {
      try {
        givePart(part);
      } catch (error) {
        window.setTimeout(() => {
          throw error; // heard by whoever listens for errors; the other parts go on
        });
      }
    }
    answered += 1;
    document.dispatchEvent(new CustomEvent('hexscan:answered'));
    if (newer) reloadOnce(newer);
  }

  /** New data were imported: load the page once for them, not again and again should they never come. */
  function reloadOnce(newer) {
    if (window.sessionStorage.getItem('hexscan-reloaded-for') === newer) return;
    window.sessionStorage.setItem('hexscan-reloaded-for', newer);
    window.location.reload();
  }

  /** A page has come, with the version that it speaks of. */
  function lookAtFirst(ofPage, defaults) {
    hexscan.panelPaint.start(defaults.area);
    for (const abort of [asking, foreseen && foreseen.abort]) if (abort) abort.abort(); // of the page before
    [asking, foreseen] = [null, null];
    [version, resolution, wanted, shown, given] = [ofPage || '', null, null, null, new Map()];
    [suited, hasFailed] = [null, false];
    hexscan.url.askPanels();
    if (hexscan.compare) hexscan.compare.begin(); // whichever page has come: of a Compare before it nothing is kept
    return window.dash_clientside.no_update;
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.hexscan = Object.assign(window.dash_clientside.hexscan || {}, { lookAtFirst, suitMap });
  hexscan.answers = Object.freeze({
    ask,
    askAgain,
    askBehind,
    isKeptBehind,
    foresee,
    suitSides,
    state: () => ({ asking: asking !== null, wanted, shown, answered }),
    version: () => version,
  });
})();

/* What the map fetches: outlines, boundaries, land, roads and labels; and the areas to choose from. Every address
 * carries the data version, so an answer never changes and is asked for once. */
(function defineMapData() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const KEPT = 40; // answers; older ones are let go (the browser's own cache still has them)
  const answers = new Map();
  let mount = ''; // see prefix()

  /** The prefix Dash is served under, "/" unless an administrator mounts it elsewhere. */
  function prefix() {
    if (!mount) {
      const config = document.getElementById('_dash-config');
      mount = (config && JSON.parse(config.textContent).requests_pathname_prefix) || '/';
    }
    return mount;
  }

  function addressOf(parts) {
    return prefix() + ['data', ...parts].map((part) => encodeURIComponent(part)).join('/');
  }

  async function ask(address, read) {
    const response = await window.fetch(address, { credentials: 'same-origin' });
    if (!response.ok) {
      const error = new Error(`The server answered ${response.status} for ${address}.`);
      error.status = response.status;
      throw error;
    }
    return read(response);
  }

  function once(parts, read) {
    const address = addressOf(parts);
    let answer = answers.get(address);
    answers.delete(address);
    if (!answer) {
      answer = ask(address, read);
      // A failure is not kept: the next picture tries again.
      answer.catch(() => answers.delete(address));
    }
    answers.set(address, answer); // last in, so that the first in the map is the longest unused
    if (answers.size > KEPT) answers.delete(answers.keys().next().value);
    return answer;
  }

  function outlines(version, source, resolution) {
    return once([version, 'outlines', source, resolution], async (response) =>
      hexscan.cells.decodeOutlines(await response.arrayBuffer()),
    );
  }

  /** Where areas alone are coloured, there are no cells. */
  const NO_CELLS = {
    n: 0,
    high: new Uint32Array(0),
    low: new Uint32Array(0),
    starts: new Uint32Array(1),
    x: new Float64Array(0),
    y: new Float64Array(0),
    centreX: new Float64Array(0),
    centreY: new Float64Array(0),
    radius: 0,
    pixels: null,
    grid: new Map(),
  };

  /** The outlines that values to paint belong to. */
  function outlinesOf({ version, source, resolution, cells }) {
    return cells === false ? Promise.resolve(NO_CELLS) : outlines(version, source, resolution);
  }

  function boundaries(version, level) {
    return once([version, 'boundaries', level], async (response) => {
      const shapes = hexscan.shapes.shapesOf(await response.json());
      return { shapes, borders: hexscan.shapes.bordersOf(shapes) };
    });
  }

  function shapes(version, name) {
    return once([version, name], async (response) => hexscan.shapes.shapesOf(await response.json()));
  }

  function labels(version) {
    return once([version, 'labels'], async (response) => hexscan.labels.labelsOf(await response.json()));
  }

  /** The areas to choose from, seen from one of them. */
  function areas(version, code) {
    return once([version, 'areas', code], (response) => response.json());
  }

  hexscan.mapData = Object.freeze({ ask, prefix, outlines, outlinesOf, boundaries, shapes, labels, areas });
})();

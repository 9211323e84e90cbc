/* What each panel of Compare shows: see stopwatch.js. `bench.rates` {code: rates of its months} is what the charts of
 * months should show: a line has no words to be read, so its shape is measured. */
(function defineCompareProbe() {
  'use strict';
  const { bench } = window;
  const PAD = 4; // pixels above and below a line (compare_chart.js)
  const NEARLY = 0.03; // of the highest month: a line is drawn in tenths of pixels
  let painted = null; // the values the map was given last

  document.addEventListener('hexscan:painted', ({ detail }) => { painted = detail.values; });

  /** "code rate" of the marks of a panel, in the order in which they stand. */
  function ratesIn(selector) {
    return [...document.querySelectorAll(selector)].map((mark) => {
      const found = (mark.getAttribute('aria-label') || '').match(/: ([\d,.]+) [^,;(]*?per 1,000/);
      return `${mark.getAttribute('data-area')} ${found ? found[1] : '–'}`;
    });
  }

  function heightsOf(picture) {
    const bottom = Number(picture.getAttribute('height')) - PAD;
    const line = picture.querySelector('.chart-line');
    const points = (line && line.getAttribute('d').match(/-?[\d.]+[ ,]-?[\d.]+/g)) || [];
    return points.map((point) => bottom - Number(point.split(/[ ,]/)[1]));
  }

  function isNear(one, other) {
    return one.length === other.length && one.every((value, i) => Math.abs(value - other[i]) < NEARLY);
  }

  bench.probe = {
    dots: () => ratesIn('[data-drawing="dots"] a.dots-name'),
    funnel: () => ratesIn('[data-drawing="funnel"] [data-mark][data-area]').sort(),
    months() {
      const pictures = [...document.querySelectorAll('[data-drawing="months"] .chart-picture')];
      const drawn = new Map(pictures.map((one) => [one.getAttribute('data-area'), heightsOf(one)]));
      const highest = Math.max(...[...drawn.values()].flat());
      const most = Math.max(...Object.values(bench.rates || {}).flat());
      const wrong = Object.entries(bench.rates || {}).filter(([code, rates]) => {
        const heights = (drawn.get(code) || []).map((height) => height / highest);
        return !isNear(heights, rates.map((rate) => rate / most));
      });
      return wrong.length || !pictures.length ? wrong.map(([code]) => code) : 'as counted';
    },
    /** How many areas are in each class of the map's legend. */
    map() {
      const state = window.hexscan && window.hexscan.map && window.hexscan.map.state();
      if (!painted || !painted.areas || !state || state.pending) return null;
      const number = (label) => {
        const entry = painted.entries.find((one) => one.label === label);
        return entry ? entry.number : 0;
      };
      return ['Above', 'Within', 'Below'].map(number);
    },
    /** What is lit while a row is pointed at. */
    lit: () => [...document.querySelectorAll('[data-drawing] .hand')].map((mark) => mark.getAttribute('data-area'))
      .filter((code, i, all) => code && all.indexOf(code) === i),
    hand() {
      const line = document.getElementById('compare-hand');
      return line ? line.textContent.split(':')[0] : null;
    },
  };
})();

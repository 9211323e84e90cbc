/* Every formula and every word for a number that the page needs between two answers of the server.
 *
 * Pure functions, each the twin of one in Python (named beside it); both are tested on the same vectors,
 * tests/vectors/*.json. Nothing else in assets/ calculates or words a number. Null is a number that is not known.
 */
(function defineFormula() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});

  const NOT_KNOWN = '–';
  const NEARLY = 1e-9; // of a step: 0.30000000000000004 is on the tick at 0.3
  const SHARES = [0.4, 0.65, 0.82, 0.92, 0.975]; // of the cells with an incident, below each class limit
  const ROUND = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80];
  const COLOURS = ['#dfe9f3', '#b9d0e7', '#85aed6', '#4a86c0', '#1f63a0', '#12436d']; // classes.COLOURS
  const MONTHS = [
    'January', 'February', 'March', 'April', 'May', 'June',
    'July', 'August', 'September', 'October', 'November', 'December',
  ];

  function known(value) {
    return value !== null && value !== undefined;
  }

  /** words.number of a whole number: 1,234. */
  function number(value) {
    return known(value) ? String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',') : NOT_KNOWN;
  }

  /** The same of a number with decimals, which are left as they are. */
  function grouped(text) {
    const [whole, ...decimals] = text.split('.');
    return [number(whole), ...decimals].join('.');
  }

  /** A number with so many decimals as Python rounds it: halves, which only some fractions are, to even. */
  function fixed(value, decimals) {
    const scale = 10 ** decimals;
    const isHalf = Math.abs(value * 2 ** (decimals + 1)) % 2 === 1;
    return grouped((isHalf ? (2 * Math.round((value * scale) / 2)) / scale : value).toFixed(decimals));
  }

  /** words.rate: a rate to one decimal; below 1 to two significant figures: "0.043"; "0" of none alone. */
  function rate(value) {
    if (!known(value)) return NOT_KNOWN;
    if (value === 0) return '0';
    const power = Number(value.toExponential(1).split('e')[1]);
    return fixed(value, Math.max(1, 1 - power));
  }

  /** words.interval: "6.8 to 10.1", without decimals from 100 on. */
  function interval(lower, upper) {
    return lower >= 100 ? `${fixed(lower, 0)} to ${fixed(upper, 0)}` : `${rate(lower)} to ${rate(upper)}`;
  }

  /** A place on an axis, to one decimal: "1.2", "−0.4"; what is next to nothing has no sign. */
  function oneDecimal(value) {
    return known(value) ? fixed(value, 1).replace(/^-0\.0$/, '0.0').replace('-', '−') : NOT_KNOWN;
  }

  /** words.times: "1.3 times"; below about 1, "0.42 times". */
  function times(ratio) {
    return `${fixed(ratio, ratio >= 0.95 ? 1 : 2)} times`;
  }

  /** comparison.crude_rate; null where either is not known. */
  function rateOf(count, population, per) {
    return known(count) && population > 0 ? (count * per) / population : null;
  }

  /** A round number as an axis has it: "0.5", "100,000". */
  function plain(value) {
    return grouped(String(value));
  }

  /** words.signed: +12, 0, and a true minus sign for fewer. */
  function signed(value) {
    if (!known(value)) return NOT_KNOWN;
    const sign = value > 0 ? '+' : value < 0 ? '−' : '';
    return `${sign}${number(Math.abs(value))}`;
  }

  /** schema.incidents_text: a count with its noun. */
  function incidents(count) {
    return `${number(count)} ${count === 1 ? 'incident' : 'incidents'}`;
  }

  /** How many more now than before, null where they can't be compared (Changes.difference). */
  function difference(now, before) {
    return known(now) && known(before) ? now - before : null;
  }

  /** schema.month_name: "January 2025" of "2025-01". */
  function monthName(month) {
    return `${MONTHS[Number(month.slice(5)) - 1]} ${Number(month.slice(0, 4))}`;
  }

  /** words.short_period: "Jun 2025", "Jan to Dec 2025", "Jul 2024 to Jun 2025". */
  function shortPeriod(start, end) {
    const last = monthName(end);
    const sameYear = start.slice(0, 4) === end.slice(0, 4);
    const first = sameYear ? monthName(start).split(' ')[0] : monthName(start);
    return (start === end ? last : `${first} to ${last}`).replace(/([A-Z][a-z]{2})[a-z]+/g, '$1');
  }

  /** words.earlier: what a change over so many months is measured against, in words that fit after "than". */
  function earlier(months) {
    const years = Math.ceil(months / 12);
    if (months === 12) return 'the year before';
    if (years === 1) return months === 1 ? 'the same month a year before' : 'the same months a year before';
    return months % 12 === 0 ? `the ${years} years before` : `the same months ${years} years before`;
  }

  /** How many more or fewer: "12 more"; with the length of the period, "than the same months a year before". */
  function changeWords(change, months) {
    if (!known(change)) return 'no earlier data to compare with';
    const against = months ? earlier(months) : '';
    if (change === 0) return against ? `as many as ${against}` : 'as many';
    const words = `${number(Math.abs(change))} ${change > 0 ? 'more' : 'fewer'}`;
    return against ? `${words} than ${against}` : words;
  }

  /** numpy.quantile (linear) of ascending numbers. */
  function quantile(ascending, wanted) {
    const place = wanted * (ascending.length - 1);
    const low = Math.floor(place);
    const part = place - low;
    const a = ascending[low];
    const b = ascending[Math.min(low + 1, ascending.length - 1)];
    return part >= 0.5 ? b - (b - a) * (1 - part) : a + (b - a) * part; // as numpy does it, to the last bit
  }

  /** axes.ticks: round numbers from `low` to `high`, at most `most` of them. */
  function ticks(low, high, most) {
    if (!Number.isFinite(low) || !Number.isFinite(high) || high <= low || most < 1) return [];
    for (let power = Math.floor(Math.log10((high - low) / most)) - 1; ; power += 1) {
      const tens = 10 ** Math.abs(power); // those above 1 are exact, those below are not
      for (const step of [1, 2, 5]) {
        const inSteps = (value) => (power < 0 ? (value * tens) / step : value / (step * tens));
        const first = Math.ceil(inSteps(low) - NEARLY);
        const last = Math.floor(inSteps(high) + NEARLY);
        if (last - first < most) {
          const value = (place) => (power < 0 ? (place * step) / tens : place * step * tens);
          return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => value(first + i) + 0); // no -0
        }
      }
    }
  }

  /** The nearest round number, by ratio. */
  function rounded(value) {
    const tens = 10 ** Math.max(String(Math.floor(value)).length - 2, 0);
    const candidates = [tens, tens * 10].flatMap((scale) => ROUND.map((step) => step * scale));
    let best = candidates[0];
    let nearest = Infinity;
    for (const candidate of candidates) {
      const distance = Math.abs(Math.log(candidate / value));
      if (distance < nearest) {
        nearest = distance;
        best = candidate;
      }
    }
    return best;
  }

  /** classes.class_limits: lowest count of each class, ascending, the first 1. Null counts are left out. */
  function classLimits(counts) {
    const some = Float64Array.from(counts, (count) => (count > 0 ? count : 0)).filter((count) => count > 0);
    if (some.length === 0) return [1];
    some.sort();
    const limits = [1];
    for (const wanted of SHARES) {
      const limit = rounded(quantile(some, wanted) + 1);
      if (limit > limits[limits.length - 1] && limit <= some[some.length - 1]) limits.push(limit);
    }
    return limits;
  }

  /** Which class a count is in, from 0; -1 for none (no incident, or not known). */
  function classOf(count, limits) {
    if (!known(count)) return -1;
    let found = -1;
    while (found + 1 < limits.length && count >= limits[found + 1]) found += 1;
    return found;
  }

  /** classes.class_names: "1 to 4", "5 or more". */
  function classNames(limits) {
    return limits.map((low, i) => {
      if (i === limits.length - 1) return `${number(low)} or more`;
      const following = limits[i + 1];
      return following === low + 1 ? number(low) : `${number(low)} to ${number(following - 1)}`;
    });
  }

  /** classes.class_colours: a colour for each class; with few classes the steps stay wide apart. */
  function classColours(limits) {
    if (limits.length === 1) return [COLOURS[2]];
    return limits.map((_, i) => {
      const place = (i * (COLOURS.length - 1)) / (limits.length - 1);
      const below = Math.floor(place);
      const up = place - below > 0.5 || (place - below === 0.5 && below % 2 === 1); // halves to even
      return COLOURS[up ? below + 1 : below];
    });
  }

  hexscan.formula = Object.freeze({
    number,
    plain,
    rate,
    interval,
    oneDecimal,
    times,
    rateOf,
    ticks,
    signed,
    incidents,
    difference,
    monthName,
    shortPeriod,
    earlier,
    changeWords,
    classLimits,
    classOf,
    classNames,
    classColours,
  });
})();

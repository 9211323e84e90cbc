/* What the page says of the thing under the hand. Numbers in words come from formula.js, verdicts from the server;
 * here they become short lines for each panel. */
(function defineBrowseWords() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const NEAR = 2; // place names
  const TYPES = 3;

  /** A count before the total it is part of: "201 of 2,071". */
  function part(count, total) {
    return `${hexscan.formula.number(count)} of ${total}`;
  }

  /** Lines under the figures of the statistics, by the name of the figure. */
  function under(seen) {
    return { cell: underCell, area: underRow, type: underRow, month: underMonth }[seen.thing.kind](seen);
  }

  function underCell(seen) {
    return {
      incidents: inCell(seen),
      rate: 'a cell has no rate',
      change: changeOf(seen),
    };
  }

  function inCell(seen) {
    if (seen.incidents === null) return seen.withheld ? 'withheld in this cell' : '';
    return `${about(seen)}${hexscan.formula.number(seen.incidents)} in this cell`;
  }

  /** Before a count of a controlled source, which is rounded. */
  function about({ thing, incidents }) {
    return thing.rounded && incidents ? 'about ' : '';
  }

  /** A difference with its verdict in brief: "+8 ● usual ups and downs"; the verdict alone where nothing compares. */
  function changeOf({ compared }) {
    if (!compared) return '';
    const { change, verdictBrief } = compared;
    return change === null ? verdictBrief : `${hexscan.formula.signed(change)} ${verdictBrief}`;
  }

  /** Why there is no count: small ones of a controlled source are withheld. */
  function missing({ withheld }) {
    return withheld ? 'withheld' : 'no data';
  }

  function underRow(seen) {
    if (seen.aside) return { incidents: 'not chosen' };
    const count = seen.incidents === null ? missing(seen) : hexscan.formula.number(seen.incidents);
    const type = seen.thing.kind === 'type';
    return {
      incidents: type ? `${count} of this type` : `${count} in this area`, // a name would not fit, and the row says it
      rate: type ? 'not by crime type' : rateOf(seen),
      change: seen.changeText,
      share: seen.share && !seen.withheld ? `${seen.share} of these incidents` : '',
    };
  }

  /** "276.1 (267 to 286)": a rate with its interval, in the words of the table. */
  function rateOf({ rate, interval }) {
    return [rate, interval].filter(Boolean).join(' ');
  }

  /** "Feb 2025", where there is little room. */
  function short(month) {
    return month.replace(/^(\w{3})\w+/, '$1');
  }

  function underMonth(seen) {
    const count = seen.incidents === null ? 'no data' : hexscan.formula.number(seen.incidents);
    return {
      incidents: `${count} in ${short(seen.name)}${seen.partly ? `, ${seen.partly}` : ''}`,
      rate: 'not for a month alone',
      change: seen.before === null ? '' : `${hexscan.formula.number(seen.before)} in ${short(seen.beforeName)}`,
    };
  }

  /** Beside the line in the chart. */
  function line(seen, most) {
    return `${seen.name}: up to ${hexscan.formula.number(most)} a month`;
  }

  /** Lines of the box beside the pointer on the map. */
  function tooltip(seen) {
    return seen.thing.kind === 'area' ? [seen.thing.name, seen.thing.words].filter(Boolean) : tooltipOfCell(seen);
  }

  function tooltipOfCell(seen) {
    if (seen.incidents === null) return [capital(seen.thing.verdict || '') || 'No figure for this cell'];
    const count = `${about(seen)}${hexscan.formula.incidents(seen.incidents)} here`;
    const lines = [seen.incidents ? capital(count) : 'No incidents here'];
    if (seen.thing.spot) lines.push(seen.thing.spot); // what kind of hotspot it is
    if (seen.compared) lines.push(capital(comparedWords(seen.compared, seen.periodMonths)));
    else if (seen.thing.verdict) lines.push(capital(seen.thing.verdict)); // as the map's legend calls it
    if (seen.near.length) lines.push(`Near: ${seen.near.slice(0, NEAR).join(', ')}`);
    if (seen.types.length > 1) {
      const counted = seen.types.slice(0, TYPES).map(({ label, count }) => `${label} ${hexscan.formula.number(count)}`);
      lines.push(counted.join(', '));
    }
    return lines;
  }

  /** "8 more than the same months a year before: within the usual ups and downs". */
  function comparedWords({ change, verdictText }, months) {
    return change === null ? verdictText : `${hexscan.formula.changeWords(change, months)}: ${verdictText}`;
  }

  function capital(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
  }

  /** One sentence for those who hear the page. */
  function spoken(seen) {
    if (seen.aside) return `${seen.name}, not chosen`;
    const known = seen.incidents !== null;
    const count = known ? `${about(seen)}${hexscan.formula.incidents(seen.incidents)}` : missing(seen);
    const lead = {
      cell: [count, seen.thing.spot || '', seen.largest, seen.compared ? seen.compared.verdictText : ''],
      area: [seen.name, count, seen.verdict],
      type: [seen.name, count, seen.verdict],
      month: [seen.name, count, seen.before === null ? '' : `${hexscan.formula.number(seen.before)} a year before`],
    }[seen.thing.kind];
    return lead.filter(Boolean).join(', ');
  }

  hexscan.browseWords = Object.freeze({ part, under, line, tooltip, spoken });
})();

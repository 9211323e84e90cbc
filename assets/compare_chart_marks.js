/* What the charts of months on Compare have in common, the small ones (compare_chart.js) and those of Side by side
 * (compare_side_chart.js): the usual range with its mean, the months that stand out, and the month under the hand.
 */
(function defineCompareChartMarks() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const RING = 3; // pixels, the radius of what goes round a month
  const DOT = 3.5;
  const BESIDE = 6; // pixels from the middle of a dot to its number
  const ABOVE = 4; // pixels that the foot of its number stands higher

  /** The usual range {lower, upper, mean, isTrial} from `left` to `right`; as much of it as is known. */
  function band({ lower, upper, mean, isTrial }, left, right, y) {
    const { element, at, known } = hexscan.scale;
    const drawn = [];
    if (known(lower) && known(upper)) {
      drawn.push(element('Rect', {
        className: `chart-band${isTrial ? ' trial' : ''}`,
        x: at(left), width: at(right - left), y: at(y(upper)), height: at(Math.max(0, y(lower) - y(upper))),
      }));
    }
    if (known(mean)) {
      const line = { x1: at(left), x2: at(right), y1: at(y(mean)), y2: at(y(mean)) };
      drawn.push(element('Line', { className: 'chart-mean', ...line }));
    }
    return drawn;
  }

  /** The mark of a month with that signal: a ring round one outside the limits, a dot on one that is unusual with
   * others; '' where there is none. */
  function markOf(signal) {
    if (!signal) return '';
    return signal === 'above' || signal === 'below' ? 'outside' : 'in-row';
  }

  function around(cx, cy) {
    const half = `a${RING} ${RING} 0 1 0`;
    return `M${hexscan.scale.at(cx - RING)} ${cy}${half} ${2 * RING} 0${half} -${2 * RING} 0`;
  }

  /** A mark by itself, for the key: as on a piece of a line. */
  function sample(mark) {
    const { element } = hexscan.scale;
    const d = mark === 'outside' ? around(8, 6) : 'M8 6h0';
    return element('Svg', { className: 'chart-sample', width: 16, height: 12, 'aria-hidden': 'true' }, [
      element('Path', { className: 'chart-line', d: 'M1 6H15' }), element('Path', { className: `chart-${mark}`, d }),
    ]);
  }

  /** The marks of all months as two paths. */
  function signals(months, { signal, value }, { x, y }) {
    const { element, at, known } = hexscan.scale;
    let [rings, dots] = ['', ''];
    for (let i = 0; i < months; i += 1) {
      const mark = known(value(i)) ? markOf(signal(i)) : '';
      if (mark === 'outside') rings += around(at(x(i)), at(y(value(i))));
      else if (mark) dots += `M${at(x(i))} ${at(y(value(i)))}h0`;
    }
    return [
      ...(dots ? [element('Path', { className: 'chart-in-row', d: dots })] : []),
      ...(rings ? [element('Path', { className: 'chart-outside', d: rings })] : []),
    ];
  }

  /** What will mark the month under the hand. */
  function hand() {
    const { element } = hexscan.scale;
    return element('G', { className: 'chart-at' }, [element('Circle', { r: 0 }), element('Text', {})]);
  }

  /** Puts it on a month: `text` beside {x, y}, on the left of it or the right, and no higher than `top`. */
  function point(group, { x, y, top, isLeft, isKnown }, text) {
    const [circle, number] = group.children;
    const attributes = { cx: x, cy: y, r: isKnown ? DOT : 0 };
    for (const [name, value] of Object.entries(attributes)) circle.setAttribute(name, value);
    number.setAttribute('x', x + (isLeft ? -BESIDE : BESIDE));
    number.setAttribute('y', Math.max(top, y - ABOVE));
    number.setAttribute('text-anchor', isLeft ? 'end' : 'start');
    hexscan.scale.write(number, text);
  }

  hexscan.compareMarks = Object.freeze({ band, signals, markOf, sample, hand, point });
})();

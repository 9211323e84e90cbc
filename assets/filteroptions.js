/* How options of the filters look where a name alone does not say enough. */
(function defineFilterOptions() {
  'use strict';

  /** A period has its months, and a usual one its name and what it is compared with. */
  function periodOption({ option, checked }) {
    const { createElement } = window.React;
    const part = (className, text) => createElement('span', { className, key: className }, text);
    const parts = option.name
      ? [part('period-name', option.name), part('period-months', `${option.label}, ${option.compared}`)]
      : [part('period-name', option.label)];
    return createElement('span', { className: checked ? 'period-option period-chosen' : 'period-option' }, parts);
  }

  /** A source has its whole name; what stands in the control is short. */
  function sourceOption({ option, checked }) {
    const { createElement } = window.React;
    const name = createElement('span', { className: 'period-name' }, option.name || option.label);
    return createElement('span', { className: checked ? 'period-option period-chosen' : 'period-option' }, name);
  }

  window.dashMantineFunctions = Object.assign(window.dashMantineFunctions || {}, { periodOption, sourceOption });
})();

/* Functions that the grid's columns name. */
(function defineGridFunctions() {
  'use strict';
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

  functions.hexscanCount = function hexscanCount(value) {
    return value === null || value === undefined ? '–' : whole.format(value);
  };
})();

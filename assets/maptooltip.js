/* The box of words beside the pointer. Words come from a function that pages may replace. */
(function defineMapTooltip() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const OFFSET = 16; // pixels from the pointer
  const number = new Intl.NumberFormat('en-GB');

  /** Lines of the box for {cell, count, ...}; the first is set strong. Count null: there is no figure to show. */
  function wordsFor(hovered) {
    if (hovered.count === null) return ['No figure for this cell'];
    if (hovered.count === 0) return ['No incidents here'];
    return [`${number.format(hovered.count)} ${hovered.count === 1 ? 'incident' : 'incidents'} here`];
  }

  let words = wordsFor;

  /** Replaces the words: words(hovered) returns a list of lines. */
  function setWords(replacement) {
    words = replacement;
  }

  function createBox(container) {
    const box = document.createElement('div');
    box.className = 'hexmap-tooltip';
    box.setAttribute('aria-hidden', 'true'); // the table says the same to those who can't point
    box.hidden = true;
    container.append(box);
    return box;
  }

  function showBox(box, hovered, point, size) {
    const lines = words(hovered).map((text, i) => {
      const line = document.createElement(i === 0 ? 'strong' : 'span');
      line.textContent = text; // never markup: place names come from imported files
      return line;
    });
    box.replaceChildren(...lines);
    box.hidden = false;
    const right = point.x + OFFSET + box.offsetWidth <= size.x;
    const below = point.y + OFFSET + box.offsetHeight <= size.y;
    const left = right ? point.x + OFFSET : Math.max(0, point.x - OFFSET - box.offsetWidth);
    const top = below ? point.y + OFFSET : Math.max(0, point.y - OFFSET - box.offsetHeight);
    box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  function hideBox(box) {
    box.hidden = true;
  }

  hexscan.tooltip = Object.freeze({ createBox, showBox, hideBox, setWords });
})();

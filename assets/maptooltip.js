/* The box of words beside the pointer. Words come from a function that pages may replace. */
(function defineMapTooltip() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const OFFSET = 16; // pixels from the pointer

  /** Lines of the box for {cell, count, ...} or an area's {name, words}; the first is set strong. Count null: there
   * is no figure to show. */
  function wordsFor(hovered) {
    if (hovered.kind === 'area') return [hovered.name, hovered.words];
    const spot = hovered.spot ? [hovered.spot] : [];
    if (hovered.count === null) return ['No figure for this cell', ...spot];
    if (hovered.count === 0) return ['No incidents here', ...spot];
    return [`${hovered.rounded ? 'About ' : ''}${hexscan.formula.incidents(hovered.count)} here`, ...spot];
  }

  let words = wordsFor;

  /** Replaces the words: words(hovered) returns a list of lines, or null for the map's own. */
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

  function addLine(box) {
    const line = document.createElement(box.childElementCount ? 'span' : 'strong');
    line.append(document.createTextNode(''));
    return box.appendChild(line);
  }

  /** Changes the text of lines that are there rather than the lines: new elements with every move would have the
   * browser look at the whole page's styles again (the grid's style sheet asks of every element what it holds). */
  function write(box, lines) {
    while (box.childElementCount > lines.length) box.lastChild.remove();
    lines.forEach((text, i) => {
      const { firstChild } = box.children[i] || addLine(box);
      if (firstChild.data !== text) firstChild.data = text; // never markup: place names come from imported files
    });
  }

  function showBox(box, hovered, point, size) {
    write(box, words(hovered) || wordsFor(hovered));
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

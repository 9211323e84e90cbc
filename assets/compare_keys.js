/* Compare by keyboard. Each drawing is one stop of the Tab key; arrow keys walk from mark to mark in it: up and down
 * a list (data-walk="rows"), by direction in a plane, Home and End to its ends; Enter follows a mark's link. Escape
 * closes what explains, then gives an enlarged panel its place back. */
(function defineCompareKeys() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  const OPENED = ':is([data-compare], .compare-headline) details.what[open]';
  const UNFOLDED = '[aria-haspopup][aria-expanded="true"]';
  const last = new WeakMap(); // drawing -> what had the focus in it: an area's code, or a month
  let watched = null;

  function marksOf(drawing) {
    return [...drawing.querySelectorAll('[data-mark]')];
  }

  /** What a mark speaks of. */
  function subjectOf({ dataset }) {
    return dataset.area || dataset.month;
  }

  /** One mark of a drawing can be reached by Tab: the one that had the focus last, else that which is in view of a long
   * list that begins elsewhere, else the first. */
  function tidy(drawing) {
    const marks = marksOf(drawing);
    const subject = last.get(drawing);
    const right = marks.find((mark) => subjectOf(mark) === subject)
      || marks.find((mark) => mark.dataset.stop) || marks[0];
    for (const mark of marks) {
      const index = mark === right ? '0' : '-1';
      if (mark.getAttribute('tabindex') !== index) mark.setAttribute('tabindex', index);
    }
  }

  function tidyAll() {
    document.querySelectorAll('[data-drawing]').forEach(tidy);
  }

  /** Marks come and go with every answer, and with the scrolling of long lists. */
  function watch(root) {
    if (watched && watched.root === root) return;
    if (watched) watched.observer.disconnect();
    const observer = new window.MutationObserver(tidyAll);
    observer.observe(root, { childList: true, subtree: true });
    watched = { root, observer };
    tidyAll();
  }

  function goTo(mark) {
    if (!mark) return;
    const drawing = mark.closest('[data-drawing]');
    last.set(drawing, subjectOf(mark));
    tidy(drawing);
    mark.focus();
  }

  /** To the mark of an area or month, which a long list may have to write first. */
  function goToArea(drawing, painter, code) {
    if (painter && painter.reveal) painter.reveal(code);
    goTo(marksOf(drawing).find((mark) => subjectOf(mark) === code));
  }

  /** What all marks of a drawing speak of, in its order: also those that are not written. */
  function orderOf(drawing, painter) {
    const order = painter && painter.order ? painter.order() : null;
    return order || marksOf(drawing).map(subjectOf);
  }

  function middleOf(mark) {
    const box = mark.getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  }

  function nextInPlane(mark, arrow) {
    const others = marksOf(mark.closest('[data-drawing]')).filter((one) => one !== mark);
    const middles = others.map(middleOf);
    const places = {
      n: others.length,
      x: middles.map(({ x }) => x),
      y: middles.map(({ y }) => y),
      usable: () => true,
    };
    return others[hexscan.walk.nextPlace(places, middleOf(mark), arrow)];
  }

  function walk(event) {
    const mark = event.target.closest ? event.target.closest('[data-drawing] [data-mark]') : null;
    if (!mark || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const drawing = mark.closest('[data-drawing]');
    const painter = hexscan.compare.painter(drawing.dataset.drawing);
    const order = orderOf(drawing, painter);
    const place = order.indexOf(subjectOf(mark));
    const arrow = ARROWS[event.key];
    const inRows = drawing.dataset.walk === 'rows';
    if (event.key === 'Home') goToArea(drawing, painter, order[0]);
    else if (event.key === 'End') goToArea(drawing, painter, order[order.length - 1]);
    else if (arrow && inRows && arrow[1]) {
      const next = order[place + arrow[1]];
      if (next) goToArea(drawing, painter, next);
    } else if (arrow && !inRows) goTo(nextInPlane(mark, arrow));
    else return;
    event.preventDefault();
  }

  /** Closes what is open, but leaves Escape to a list or a field that has the focus: it closes or empties that. */
  function escape(event) {
    if (event.defaultPrevented) return;
    const open = document.querySelector(OPENED);
    const larger = document.querySelector('[data-compare] [data-enlarge][aria-pressed="true"]');
    if (open) {
      open.open = false;
      open.querySelector('summary').focus();
    } else if (larger && !event.target.matches('input, select') && !document.querySelector(UNFOLDED)) {
      hexscan.url.change((query) => query.delete('panel'));
      larger.focus();
    } else return;
    event.preventDefault();
  }

  document.addEventListener('keydown', (event) => {
    if (!watched || !watched.root.isConnected) return;
    if (event.key === 'Escape') escape(event);
    else walk(event);
  });

  document.addEventListener('focusin', ({ target }) => {
    const mark = target.closest ? target.closest('[data-drawing] [data-mark]') : null;
    if (!mark) return;
    last.set(mark.closest('[data-drawing]'), subjectOf(mark));
    tidy(mark.closest('[data-drawing]'));
  });

  /** An explanation closes when something else is clicked. */
  document.addEventListener('pointerdown', ({ target }) => {
    for (const open of document.querySelectorAll(OPENED)) if (!open.contains(target)) open.open = false;
  });

  /** Enter on a cell of the grid (keyboard.js makes it a click) follows the link in it. */
  document.addEventListener('click', (event) => {
    if (event.isTrusted || !event.target.matches || !event.target.matches('[data-compare] .ag-cell')) return;
    const link = event.target.querySelector('a[href]');
    if (link) link.click();
  });

  /** Gives the mark of an area in a drawing the focus. */
  function go(drawing, code) {
    goToArea(drawing, hexscan.compare.painter(drawing.dataset.drawing), code);
  }

  hexscan.compareKeys = Object.freeze({ watch, go });
})();

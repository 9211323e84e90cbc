/* Statistics follow the hand: one line under each figure, in a place that is kept free for it, so that nothing
 * jumps. With several sources only the first speaks: the one that map and table show. */
(function defineBrowseStatistics() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const watched = new WeakSet();

  function panel() {
    return hexscan.browse.elementOf('statistics');
  }

  /** Writes what is seen under the figures; null takes it away again. */
  function paint(seen) {
    const place = panel();
    if (!place) return;
    watch(place);
    const cards = place.querySelector('.cards');
    if (!cards) return;
    const words = seen ? hexscan.browseWords.under(seen) : {};
    for (const line of cards.querySelectorAll('.under[data-under]')) {
      write(line, words[line.dataset.under] || '');
    }
  }

  /** Changes the text inside its node: a new node would have the browser look at the whole page's styles again, which
   * takes longer than all the rest of hovering (the grid's style sheet asks of every element what it holds). */
  function write(line, text) {
    const node = line.firstChild || line.appendChild(document.createTextNode(''));
    if (node.data !== text) node.data = text;
  }

  /** New figures come with empty lines: they are filled again for what is still under the hand. */
  function watch(place) {
    if (watched.has(place)) return;
    watched.add(place);
    const watcher = new MutationObserver((changes) => {
      const ours = ({ target }) => target.nodeType === Node.ELEMENT_NODE && target.matches('.under');
      if (!changes.every(ours)) hexscan.browse.again(['statistics']);
    });
    watcher.observe(place, { childList: true, subtree: true });
  }

  hexscan.browseStatistics = Object.freeze({ paint });
})();

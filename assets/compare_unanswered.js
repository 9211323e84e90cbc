/* Where an answer fails: the tab that the address asks for is shown all the same, as its button is pressed, and each
 * panel of it says that its figures are not there, or are those of before. The next answer takes that back. What had
 * the focus in a panel that is no longer to be seen gives it to the pressed tab.
 */
(function defineCompareUnanswered() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const MISSING = 'These figures could not be loaded.';
  const OLD = 'These figures could not be brought up to date. They are from an earlier choice.';
  const NOTE = 'unanswered';
  const answered = new WeakMap(); // the page's root -> tabs whose panels hold figures

  function tabsOf(root) {
    if (!answered.has(root)) answered.set(root, new Set());
    return answered.get(root);
  }

  function note(panel, words) {
    const place = panel.querySelector(`:scope > .${NOTE}`) || document.createElement('p');
    place.className = `panel-problem ${NOTE}`;
    place.textContent = words;
    panel.classList.toggle('missing', words === MISSING); // an empty table says that there is nothing to list
    const head = panel.querySelector(':scope > .panel-head');
    if (head) head.after(place);
    else panel.prepend(place);
  }

  function fail({ detail }) {
    const root = hexscan.compare.root();
    if (!root) return;
    if (detail.isShown) {
      mend();
      return;
    }
    const held = document.activeElement;
    hexscan.compareButtons.showTab('');
    const words = tabsOf(root).has(root.dataset.tab) ? OLD : MISSING;
    root.querySelectorAll('.compare-panel').forEach((panel) => note(panel, words));
    if (root.contains(held) && !held.checkVisibility({ visibilityProperty: true })) {
      document.querySelector('[data-choose="tab"][aria-pressed="true"]').focus({ preventScroll: true });
    }
  }

  function mend() {
    const root = hexscan.compare.root();
    if (!root) return;
    for (const panel of root.querySelectorAll('.compare-panel')) {
      panel.classList.remove('missing');
      panel.querySelectorAll(`:scope > .${NOTE}`).forEach((place) => place.remove());
    }
    const areas = hexscan.compare.areas();
    hexscan.compareButtons.showTab(areas ? areas.tab : ''); // an answer that was shown before has told nobody
    tabsOf(root).add(root.dataset.tab);
  }

  document.addEventListener('hexscan:unanswered', fail);
  document.addEventListener('hexscan:answered', mend);
})();

/* Native lists that act when something is chosen in them. With a mouse or a finger a choice is meant at once. With the
 * keys every arrow is a choice to the browser: it is meant once the reader rests on it, presses Enter, or leaves the
 * list, and choices that follow one another closely are one step of the history.
 *
 * hexscan.atRest.choose(selector, act) calls act(list, options) then, with options for hexscan.url.change;
 * hexscan.atRest.isHeld(list) says whether a choice in it is still to be acted on: until then it must show that.
 */
(function defineAtRest() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const REST = 400; // milliseconds
  const CLOSELY = 1000; // milliseconds after which a choice is a step of its own
  const OPENING = [' ', 'Enter', 'F4']; // keys that unfold a list: what is chosen in it then is meant
  const acts = []; // {selector, act}
  let keyed = null; // the list that keys were last pressed in
  let held = null; // {list, act, timer, replace}: a choice that is not acted on yet
  let last = { list: null, search: '', time: 0 }; // the choice made last with the keys

  function isClose(list) {
    const isRecent = window.performance.now() - last.time < CLOSELY;
    return last.list === list && last.search === window.location.search && isRecent;
  }

  /** Acts on the choice that waits. */
  function settle() {
    if (!held) return;
    const { list, act, replace } = held;
    drop();
    if (!list.isConnected) return;
    act(list, { replace });
    last = { list, search: window.location.search, time: window.performance.now() };
  }

  function drop() {
    if (held) window.clearTimeout(held.timer);
    held = null;
  }

  function change({ target }) {
    const found = target.matches ? acts.find(({ selector }) => target.matches(selector)) : null;
    if (!found) return;
    const isSame = Boolean(held) && held.list === target;
    const replace = isSame ? held.replace : isClose(target);
    if (!isSame) settle(); // another list's
    drop();
    if (target === keyed) held = { list: target, act: found.act, replace, timer: window.setTimeout(settle, REST) };
    else found.act(target, { replace: false });
  }

  function press(event) {
    const isTaken = Boolean(held) && held.list === event.target && event.key === 'Enter';
    if (isTaken) {
      event.preventDefault(); // it takes what is chosen, and unfolds nothing
      settle();
    }
    const unfolds = OPENING.includes(event.key) || event.altKey;
    keyed = event.target.localName === 'select' && !unfolds ? event.target : null;
  }

  function choose(selector, act) {
    acts.push({ selector, act });
  }

  document.addEventListener('change', change);
  document.addEventListener('keydown', press, true);
  document.addEventListener('pointerdown', () => {
    keyed = null;
  }, true);
  document.addEventListener('focusout', ({ target }) => {
    if (held && held.list === target) settle();
  });
  window.addEventListener('popstate', drop); // another address: the list will show that one's
  hexscan.atRest = Object.freeze({ choose, isHeld: (list) => Boolean(held) && held.list === list });
})();

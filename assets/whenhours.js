/* Hours of the week: the box in the filter bar, and the week of "When does it happen?", over which one drags. Both
 * write `days` and `hours` of the address (url.js) and nothing else; the server says what they mean.
 *
 * The box is there while the first source has times (`data-timed`), and shows what the address says.
 */
(function defineWhenHours() {
  'use strict';
  const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
  const WHOLE = [0, 24];
  const HOURS = /^(\d{1,2})-(\d{1,2})$/;
  const CHOICE = '[data-when]';
  const GRID = '[data-when-grid]';
  let brush = null; // {grid, from, to} while the week is dragged over; from and to are {day, hour}

  /** The days of a query; none: all of them, as on the server. */
  function daysIn(query) {
    const asked = (query.get('days') || '').split(',').filter(Boolean);
    const known = asked.every((day) => DAYS.includes(day)) && new Set(asked).size < DAYS.length;
    return known ? DAYS.filter((day) => asked.includes(day)) : [];
  }

  /** The first hour and the one before which they end, 1 to 24. */
  function hoursIn(query) {
    const found = HOURS.exec(query.get('hours') || '');
    const [first, end] = found ? [Number(found[1]), Number(found[2])] : WHOLE;
    return first > 23 || end > 24 || (end - first) % 24 === 0 ? WHOLE : [first, end || 24];
  }

  function put(query, days, [first, end]) {
    const { url } = window.hexscan;
    url.put(query, 'days', days.length === DAYS.length ? [] : DAYS.filter((day) => days.includes(day)));
    url.put(query, 'hours', (end - first) % 24 === 0 ? '' : `${first}-${end % 24}`);
  }

  function write(edit) {
    window.hexscan.url.change((query) => put(query, ...edit(daysIn(query), hoursIn(query))));
  }

  function toggleDay(day) {
    write((days, hours) => [days.includes(day) ? days.filter((one) => one !== day) : [...days, day], hours]);
  }

  /** An hour was chosen in a list; where that would leave none, the other end gives way. */
  function putEdge(edge, value) {
    write((days, [first, end]) => {
      if (edge === 'from') return [days, [value, (end - value) % 24 === 0 && value ? value + 1 : end]];
      return [days, [(value - first) % 24 === 0 && value < 24 ? value - 1 : first, value]];
    });
  }

  /** The first source of the address, else the one that is shown unless told otherwise. */
  function isTimed({ dataset }, query) {
    const first = (query.get('sources') || dataset.first).split(',')[0].split(' ')[0];
    return dataset.timed.split(' ').includes(first);
  }

  function press(button, on) {
    button.setAttribute('aria-pressed', String(on));
  }

  function showIn(choice, query) {
    const days = daysIn(query);
    const [first, end] = hoursIn(query);
    choice.hidden = !isTimed(choice, query);
    choice.classList.toggle('chosen', days.length > 0 || (end - first) % 24 !== 0);
    choice.querySelectorAll('[data-when-day]').forEach((one) => press(one, days.includes(one.dataset.whenDay)));
    choice.querySelectorAll('[data-when-quick]').forEach((one) => {
      const own = new URLSearchParams({ days: one.dataset.days, hours: one.dataset.hours });
      press(one, String(daysIn(own)) === String(days) && String(hoursIn(own)) === String([first, end]));
    });
    choice.querySelectorAll('[data-when-edge]').forEach((list) => {
      const right = String(list.dataset.whenEdge === 'from' ? first : end);
      if (list.value !== right) list.value = right;
    });
  }

  function show() {
    document.querySelectorAll(CHOICE).forEach((choice) => showIn(choice, window.hexscan.url.query()));
  }

  /** The hour of the week that lies under the pointer, or null. */
  function hourAt({ clientX, clientY }, grid) {
    const found = document.elementsFromPoint(clientX, clientY).find((one) => one.dataset && one.dataset.hour);
    return found && grid.contains(found) ? { day: Number(found.dataset.day), hour: Number(found.dataset.hour) } : null;
  }

  function between(one, other, value) {
    return Math.min(one, other) <= value && value <= Math.max(one, other);
  }

  function isBrushed({ dataset }) {
    if (!brush) return false;
    const { from, to } = brush;
    return between(from.day, to.day, Number(dataset.day)) && between(from.hour, to.hour, Number(dataset.hour));
  }

  function paintBrush(grid) {
    grid.querySelectorAll('[data-hour]').forEach((square) => square.classList.toggle('brushed', isBrushed(square)));
  }

  function startBrush(event) {
    const grid = event.target.closest ? event.target.closest(GRID) : null;
    const at = grid && event.button === 0 ? hourAt(event, grid) : null;
    if (!at) return;
    event.preventDefault(); // no text is selected meanwhile
    brush = { grid, from: at, to: at };
    paintBrush(grid);
  }

  function moveBrush(event) {
    const at = brush ? hourAt(event, brush.grid) : null;
    if (!at) return;
    brush.to = at;
    paintBrush(brush.grid);
  }

  function stopBrush() {
    if (!brush) return null;
    const done = brush;
    brush = null;
    paintBrush(done.grid);
    return done;
  }

  /** What was dragged over is chosen; the same once more lets it go. */
  function endBrush() {
    const done = stopBrush();
    if (!done) return;
    const { from, to } = done;
    const chosen = DAYS.filter((_, day) => between(from.day, to.day, day));
    const wanted = [Math.min(from.hour, to.hour), Math.max(from.hour, to.hour) + 1];
    write((days, hours) => {
      const again = String(days) === String(chosen) && String(hours) === String(wanted);
      return again ? [[], WHOLE] : [chosen, wanted];
    });
  }

  function click({ target }) {
    const day = target.closest && target.closest('[data-when-day]');
    const quick = target.closest && target.closest('[data-when-quick]');
    if (day) toggleDay(day.dataset.whenDay);
    if (quick) {
      const own = new URLSearchParams({ days: quick.dataset.days, hours: quick.dataset.hours });
      write(() => [daysIn(own), hoursIn(own)]);
    }
  }

  function chosen({ target }) {
    if (target.dataset && target.dataset.whenEdge) putEdge(target.dataset.whenEdge, Number(target.value));
  }

  /** Escape lets go of what is dragged, or closes the box, and nothing else; heard on the way down, before others. */
  function escape(event) {
    if (event.key !== 'Escape') return;
    const open = document.querySelector(`${CHOICE}[open]`);
    if (!stopBrush() && !open) return;
    event.preventDefault();
    if (!open) return;
    open.open = false;
    open.querySelector('summary').focus();
  }

  function closeOthers({ target }) {
    for (const open of document.querySelectorAll(`${CHOICE}[open]`)) if (!open.contains(target)) open.open = false;
  }

  document.addEventListener('click', click);
  document.addEventListener('change', chosen);
  document.addEventListener('keydown', escape, true);
  document.addEventListener('pointerdown', closeOthers);
  document.addEventListener('pointerdown', startBrush);
  document.addEventListener('pointermove', moveBrush);
  document.addEventListener('pointerup', endBrush);
  document.addEventListener('pointercancel', stopBrush);
  document.addEventListener('hexscan:url', show);
  document.addEventListener('hexscan:answered', show);
})();

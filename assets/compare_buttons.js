/* The plain buttons of Compare, which only change the address: data-choose=field with data-value (data-default: the
 * value that is left out of it), data-set="field=value&field=", data-own=code, data-rebase and data-enlarge=panel; and
 * what the page shows of its address by itself: which tab is open, which panel is enlarged, which buttons are pressed.
 */
(function defineCompareButtons() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});

  const root = () => hexscan.compare.root();

  /** How a button changes the query; null for one that does not. */
  function editOf(button) {
    const { choose, value, set, own, rebase, enlarge } = button.dataset;
    const { put } = hexscan.url;
    if (choose) return (query) => put(query, choose, 'default' in button.dataset ? '' : value);
    if (set) return (query) => new URLSearchParams(set).forEach((text, field) => put(query, field, text));
    if (own) return (query) => put(query, 'area', query.get('area') === own ? '' : own);
    if (enlarge) return (query) => put(query, 'panel', query.get('panel') === enlarge ? '' : enlarge);
    return rebase ? afresh(button) : null;
  }

  /** Adds what the lists beside the button say to the dates on which limits begin afresh. */
  function afresh(button) {
    const chosen = (name) => button.parentElement.querySelector(`[data-rebase-${name}]`).value;
    const one = `${chosen('area')}:${chosen('month')}`;
    return (query) => {
      const dates = (query.get('rebase') || '').split(',').filter(Boolean);
      query.set('rebase', [...new Set([...dates, one])].sort().join(','));
    };
  }

  function buttonOf(event) {
    if (!event.target.closest || !root()) return null;
    const kinds = ['choose', 'set', 'own', 'rebase', 'enlarge'].map((kind) => `button[data-${kind}]`);
    return event.target.closest(kinds.join());
  }

  /** The question is asked as the button goes down. */
  function press(event) {
    const button = buttonOf(event);
    if (button && !button.dataset.enlarge) hexscan.url.foresee(editOf(button));
  }

  function click(event) {
    const button = buttonOf(event);
    if (!button) return;
    if (!hexscan.url.change(editOf(button))) hexscan.answers.askAgain();
    if (button.dataset.rebase) leaveForm(button);
  }

  /** The form lies over the charts that it changed: it closes, and the keyboard goes on in the chart of its area. */
  function leaveForm(button) {
    const area = button.parentElement.querySelector('[data-rebase-area]').value;
    const drawing = button.closest('[data-panel]').querySelector('[data-drawing]');
    button.closest('details').open = false;
    hexscan.compareKeys.go(drawing, area);
  }

  function showTab(tab) {
    const place = root();
    if (!place) return;
    const tabs = [...document.querySelectorAll('[data-choose="tab"]')].map(({ dataset }) => dataset.value);
    const asked = tab || hexscan.url.query().get('tab');
    place.dataset.tab = tabs.includes(asked) ? asked : tabs[0];
  }

  /** Switches show what the address says, the enlarged panel is enlarged. */
  function showChoices() {
    const place = root();
    if (!place) return;
    const query = hexscan.url.query();
    for (const group of new Set([...document.querySelectorAll('[data-choose]')].map((one) => one.parentElement))) {
      const buttons = [...group.querySelectorAll('[data-choose]')];
      const asked = buttons.find(({ dataset }) => dataset.value === query.get(dataset.choose));
      const right = asked || buttons.find(({ dataset }) => 'default' in dataset);
      buttons.forEach((button) => button.setAttribute('aria-pressed', String(button === right)));
    }
    const larger = [...document.querySelectorAll('[data-enlarge]')];
    const panel = larger.map(({ dataset }) => dataset.enlarge).find((name) => name === query.get('panel'));
    if (panel) place.dataset.large = panel;
    else delete place.dataset.large;
    larger.forEach((button) => button.setAttribute('aria-pressed', String(button.dataset.enlarge === panel)));
  }

  document.addEventListener('pointerdown', press, true);
  document.addEventListener('click', click);
  document.addEventListener('hexscan:url', showChoices);
  hexscan.compareButtons = Object.freeze({ showTab, showChoices });
})();

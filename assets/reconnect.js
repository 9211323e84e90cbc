/* Says so when the server can't be reached or refuses: a page that stays silent shows old figures as if they were
 * new. What panels ask says itself how it went (answers.js); the page's content is a callback, which is one POST: this
 * looks at how it went and changes nothing about it. */
(function defineReconnect() {
  'use strict';
  const UPDATE = '_dash-update-component';
  const MESSAGES = {
    unreachable: "Hexscan can't be reached, so the figures below may be out of date. Check your connection.",
    refused: 'This page has lost its connection, so the figures below may be out of date. Reload it to reconnect.',
    failed: 'The figures below could not be brought up to date. Reload the page to try again.',
  };
  const RETRY = 4000; // milliseconds between looks whether the server is there again
  let retrying = 0;
  const failing = new Map(); // what was asked for -> which message
  const ask = window.fetch.bind(window);

  function button(words, act) {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = words;
    made.addEventListener('click', act);
    return made;
  }

  function createBanner() {
    const made = document.createElement('div');
    made.className = 'reconnect';
    made.setAttribute('role', 'alert');
    made.append(document.createElement('p'), button('Reload', () => window.location.reload()));
    document.body.prepend(made);
    return made;
  }

  function show() {
    const kinds = new Set(failing.values());
    const kind = Object.keys(MESSAGES).find((name) => kinds.has(name));
    const banner = document.querySelector('.reconnect') || (kind && createBanner());
    if (!banner) return;
    banner.hidden = !kind;
    const text = kind ? MESSAGES[kind] : '';
    const paragraph = banner.querySelector('p');
    if (paragraph.textContent !== text) paragraph.textContent = text; // else it would be read out again
  }

  /** Notes how a question went: unreachable, refused or failed; '' for well. */
  function note(asked, kind) {
    if (kind === 'aborted') return; // nobody waits for it any more
    if (kind) failing.set(asked, kind);
    else failing.delete(asked);
    if (kind === 'unreachable') retryLater();
    show();
  }

  function isUnreachable() {
    return [...failing.values()].includes('unreachable');
  }

  function retryLater() {
    window.clearTimeout(retrying);
    retrying = window.setTimeout(retry, RETRY);
  }

  /** Once the server answers again, the panels ask for what the address says by now. */
  async function retry() {
    window.clearTimeout(retrying);
    if (!isUnreachable()) return;
    try {
      const answer = await ask(`${window.hexscan.mapData.prefix()}health/live`, { cache: 'no-store' });
      if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
      window.hexscan.url.askPanels();
    } catch (error) {
      retryLater(); // the banner says so meanwhile
    }
  }

  function outputOf(options) {
    try {
      return JSON.parse(options.body).output || '';
    } catch (error) {
      return ''; // not one of Dash's own: still worth a banner
    }
  }

  /** What an answer's status means; '' for well. */
  function kindOf(status) {
    if (status >= 500) return 'failed';
    return status >= 400 ? 'refused' : '';
  }

  window.hexscan = window.hexscan || {};
  window.hexscan.reconnect = Object.freeze({ note, kindOf });
  window.addEventListener('online', retry);
  window.fetch = async function fetchAndNote(address, options) {
    if (!String(address).includes(UPDATE)) return ask(address, options);
    const output = outputOf(options || {});
    window.hexscan.updating.begin();
    try {
      const response = await ask(address, options);
      note(output, kindOf(response.status));
      return response;
    } catch (error) {
      if (error.name !== 'AbortError') note(output, 'unreachable');
      throw error;
    } finally {
      window.hexscan.updating.end();
    }
  };
})();

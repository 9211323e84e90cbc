/* The menu's links carry the query along: what is chosen on one page is chosen on the next. `data-page` marks them.
 *
 * Each page ignores what is only another's, and keeps it, so that the way back leads to where it began. The view of
 * the map stays behind: another page's map shows something else. Hexscan may be mounted under a prefix.
 */
(function definePageLinks() {
  'use strict';
  const LINKS = 'a[data-page]';
  const VIEW = 'view';

  function asked() {
    const fields = window.hexscan.url.query();
    fields.delete(VIEW);
    const text = fields.toString().replaceAll('%2C', ',');
    return text ? `?${text}` : '';
  }

  /** The source that the page shows, as its footer names it. */
  function shown() {
    const named = document.querySelector('.source-link');
    return named ? named.dataset.page.split('#')[1] : '';
  }

  function follow(link) {
    const [path, named] = link.dataset.page.slice(1).split('#');
    const anchor = link.dataset.ofSource ? shown() : named;
    const address = `${window.hexscan.mapData.prefix()}${path}${asked()}${anchor ? `#${anchor}` : ''}`;
    if (link.getAttribute('href') !== address) link.setAttribute('href', address);
  }

  function followAll() {
    const links = document.querySelectorAll(LINKS);
    links.forEach(follow);
    return links.length > 0;
  }

  /** A page that comes later than this, or in place of another, has links of its own. */
  function followOne({ target }) {
    const link = target.closest ? target.closest(LINKS) : null;
    if (link) follow(link);
  }

  /** The page is made by the renderer once this has run. */
  function begin() {
    if (followAll()) return;
    const waiting = new window.MutationObserver(() => {
      if (followAll()) waiting.disconnect();
    });
    waiting.observe(document.documentElement, { childList: true, subtree: true });
  }

  document.addEventListener('hexscan:url', followAll);
  document.addEventListener('pointerover', followOne, true);
  document.addEventListener('pointerdown', followOne, true);
  document.addEventListener('focusin', followOne, true);
  begin();
})();

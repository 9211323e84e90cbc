/* The search box on the map: areas, places and licensed premises by name.
 *
 * A combobox with a list, as the ARIA Authoring Practices describe it: the keyboard stays in the box, arrows walk
 * the list, Enter chooses (the first, where none is walked to), Escape empties. It fills every element with
 * data-place-search in the panel of a hexagon map. What is chosen only changes the address and moves the map.
 */
(function definePlaceSearch() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const LEAST = 2; // letters
  const LONGEST = 80;
  const PAUSE = 150; // milliseconds without a letter before the server is asked
  const CLOSE_UP = 15;
  const PLACES = ['pins', 'cell', 'box'];
  let boxes = 0;

  function element(name, attributes, text) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text; // never markup: names come from imported files
    return made;
  }

  async function ask(text, signal) {
    const { version, source } = hexscan.map.state() || {};
    if (!version) return [];
    const path = ['data', version, 'search', source].map((part) => encodeURIComponent(part)).join('/');
    const address = `${hexscan.mapData.prefix()}${path}?q=${encodeURIComponent(text)}`;
    const response = await window.fetch(address, { credentials: 'same-origin', signal });
    if (!response.ok) throw new Error(`The server answered ${response.status} for a search.`);
    return response.json();
  }

  /** An area inside the chosen one is pinned; another becomes the chosen one. */
  function chooseArea(found) {
    const code = found.areas[found.areas.length - 1];
    let pinned = false;
    hexscan.url.change((query) => {
      const area = query.get('area') || 'all';
      if (area === code) return;
      pinned = found.areas.includes(area);
      if (!pinned) {
        query.set('area', code);
        return;
      }
      PLACES.forEach((field) => query.delete(field));
      query.set('pins', code);
    });
    if (pinned && found.box) hexscan.map.fitBox(found.box);
  }

  /** The cell of a place is pinned; where it lies outside the chosen area, its partnership is chosen too. */
  function choosePlace(found) {
    const [lon, lat] = found.point;
    let moved = false;
    hexscan.url.change((query) => {
      PLACES.forEach((field) => query.delete(field));
      query.set('cell', found.cell);
      moved = !found.areas.includes(query.get('area') || 'all');
      if (!moved) return;
      query.set('area', found.home);
      query.set('view', `${lat.toFixed(5)},${lon.toFixed(5)},${CLOSE_UP}`);
    });
    hexscan.map.goTo({ lon, lat, zoom: CLOSE_UP });
  }

  class PlaceSearch {
    constructor(frame) {
      boxes += 1;
      this.list = `place-search-list-${boxes}`;
      this.found = [];
      this.active = -1;
      this.pending = false; // what is listed answers an earlier text
      this.hasty = false; // Enter came before the answer
      this.build(frame);
      this.listen();
    }

    build(frame) {
      this.frame = frame;
      const label = 'Search for a place, ward or premises';
      this.input = element('input', {
        type: 'search',
        class: 'place-search-input',
        role: 'combobox',
        placeholder: 'Find a place, ward or premises',
        maxlength: LONGEST,
        autocomplete: 'off',
        spellcheck: 'false',
        'aria-label': label,
        'aria-autocomplete': 'list',
        'aria-expanded': 'false',
        'aria-controls': this.list,
      });
      this.options = element('ul', { id: this.list, role: 'listbox', class: 'place-search-list', 'aria-label': 'Found' });
      this.options.hidden = true;
      this.status = element('div', { class: 'place-search-status', role: 'status' });
      frame.replaceChildren(this.input, this.options, this.status);
    }

    listen() {
      this.input.addEventListener('input', () => this.type());
      this.input.addEventListener('keydown', (event) => this.press(event));
      this.input.addEventListener('focus', () => {
        this.warm();
        this.open(this.found.length > 0);
      });
      this.frame.addEventListener('focusout', (event) => {
        if (!this.frame.contains(event.relatedTarget)) this.open(false);
      });
      // The box keeps the keyboard while an option is clicked.
      this.options.addEventListener('mousedown', (event) => event.preventDefault());
      this.options.addEventListener('click', (event) => {
        const option = event.target.closest('[role="option"]');
        if (option) this.choose(Number(option.dataset.place));
      });
    }

    /** A server's first search makes its index, which takes a second: time enough while the reader types. */
    warm() {
      if (!this.warmed) this.warmed = ask('..').catch(() => (this.warmed = null));
    }

    type() {
      window.clearTimeout(this.pause);
      this.hasty = false;
      if (this.asking) this.asking.abort();
      const text = this.input.value.trim();
      this.pending = text.length >= LEAST;
      if (!this.pending) this.show([], '');
      else this.pause = window.setTimeout(() => this.find(text), PAUSE);
    }

    async find(text) {
      this.asking = new window.AbortController();
      const { signal } = this.asking;
      try {
        const found = await ask(text, signal);
        if (signal.aborted) return;
        this.show(found, found.length ? `${found.length} found` : 'Nothing of this name is known.');
      } catch (error) {
        if (error.name !== 'AbortError') this.show([], 'The search did not answer. Try again.');
      }
    }

    show(found, said) {
      this.found = found;
      this.options.replaceChildren(...found.map((one, place) => this.option(one, place)));
      this.status.textContent = said;
      this.status.classList.toggle('place-search-none', Boolean(said) && !found.length);
      this.walkTo(-1);
      this.open(found.length > 0);
      const chosen = this.hasty && found.length > 0;
      this.pending = false;
      this.hasty = false;
      if (chosen) this.choose(0);
    }

    option(one, place) {
      const option = element('li', { role: 'option', id: `${this.list}-${place}`, 'aria-selected': 'false' });
      option.dataset.place = place;
      const where = [one.kind, one.where].filter(Boolean).join(', ');
      option.append(element('span', { class: 'place-search-name' }, one.name), ' ', element('span', { class: 'hint' }, where));
      return option;
    }

    open(wanted) {
      this.options.hidden = !wanted;
      this.input.setAttribute('aria-expanded', String(wanted));
      if (!wanted) this.walkTo(-1);
    }

    walkTo(place) {
      this.active = place;
      [...this.options.children].forEach((option, i) => {
        option.setAttribute('aria-selected', String(i === place));
        if (i === place) option.scrollIntoView({ block: 'nearest' });
      });
      if (place < 0) this.input.removeAttribute('aria-activedescendant');
      else this.input.setAttribute('aria-activedescendant', `${this.list}-${place}`);
    }

    press(event) {
      const { key } = event;
      const step = { ArrowDown: 1, ArrowUp: -1 }[key];
      if (step && this.found.length) {
        event.preventDefault();
        this.open(true);
        const places = this.found.length + 1; // and the box itself
        this.walkTo(((this.active + 1 + step + places) % places) - 1);
      } else if (key === 'Enter') {
        event.preventDefault();
        if (this.pending && this.active < 0) this.hasty = true;
        else if (this.found.length) this.choose(Math.max(this.active, 0));
      } else if (key === 'Escape' && this.input.value) {
        // Escape outside an empty box lets go of what is pinned; here it only takes the search back.
        event.preventDefault();
        event.stopPropagation();
        this.clear();
      }
    }

    clear() {
      window.clearTimeout(this.pause);
      this.hasty = false;
      if (this.asking) this.asking.abort();
      this.input.value = '';
      this.show([], '');
    }

    choose(place) {
      const found = this.found[place];
      this.clear();
      this.status.textContent = `Showing ${found.name}`;
      if (found.point) choosePlace(found);
      else chooseArea(found);
    }
  }

  /** Buttons that the page's own words bring along: let go of the pinned cells, go to a place on the map. */
  function press(event) {
    const clear = event.target.closest('[data-clear-cell]');
    if (clear) hexscan.url.change((query) => query.delete('cell'));
    const place = event.target.closest('[data-go-to]');
    if (!place) return;
    const [lon, lat] = place.dataset.goTo.split(',').map(Number);
    hexscan.map.goTo({ lon, lat, zoom: CLOSE_UP });
  }

  function adoptMarked() {
    // Runs for every Leaflet map as it is made; `this` is the map.
    const panel = this.getContainer().closest('.map-panel');
    const frame = panel && panel.querySelector('[data-place-search]');
    if (frame && !frame.firstChild) this.whenReady(() => new PlaceSearch(frame));
  }

  window.L.Map.addInitHook(adoptMarked);
  document.addEventListener('click', press);
})();

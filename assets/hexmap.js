/* One hexagon map: a Leaflet map, the values painted on it, and what is pointed at, lit and marked on it.
 *
 * `frame` is the page's element round the map; mapregistry.js says what its data attributes mean and which events
 * it sends. Where the map looks: mapview.js. Mouse and finger: mappointer.js. Arrow keys: mapkeys.js.
 */
(function defineHexMap() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const PANES = { ground: 250, cells: 300, lines: 320, marks: 340, labels: 450 }; // dash layers lie at 400
  const COLOURS = [
    'land', 'beyond', 'coast', 'road', 'veil', 'border', 'faint', 'chosen', 'halo', 'label', 'muted', 'mark', 'hand',
    'tint',
  ];
  const FAILED = 'The map could not load. Reload the page to try again.';

  class HexMap {
    constructor(map, frame) {
      this.map = map;
      this.frame = frame;
      this.name = frame.dataset.map || ''; // of a map that is not the page's only one
      this.container = map.getContainer();
      this.wanted = null; // the last values asked for
      this.picture = null; // what is painted; stays until the next is complete
      this.overlaid = null; // a picture of other counts, shown for as long as something is pointed at
      this.hovered = null; // {kind, index, id, x, y, by}: the cell or area pointed at, and with what
      this.lit = { cells: [], areas: null, spots: [] };
      this.spots = [];
      this.paints = 0;
      this.drawnLabels = [];
      this.problem = '';
      this.backdrop = new hexscan.Backdrop(false, () => this.redrawBackdrop());
      this.prepareContainer();
      this.addCanvases();
      this.view = new hexscan.MapView(this);
      this.pointer = new hexscan.MapPointer(this);
      this.keys = new hexscan.MapKeys(this);
      if (frame.dataset.tiles === 'yes') this.watchTiles();
      map.on({
        movestart: () => hexscan.tooltip.hideBox(this.tooltip),
        moveend: () => this.showTip(null),
        unload: () => this.leave(),
      });
    }

    prepareContainer() {
      const words = document.createElement('p');
      words.id = `${this.container.id}-keys`;
      words.className = 'visually-hidden';
      words.textContent = hexscan.MapKeys.words(this.frame.dataset.things);
      this.container.setAttribute('role', 'application'); // arrow keys are the map's own, so it needs a name
      this.container.setAttribute('aria-label', this.frame.dataset.label || 'Map');
      this.container.setAttribute('aria-describedby', words.id);
      this.tooltip = hexscan.tooltip.createBox(this.container);
      this.message = document.createElement('div');
      this.message.className = 'hexmap-message';
      this.message.setAttribute('role', 'status');
      this.container.append(words, this.message);
    }

    addCanvases() {
      const add = (name, draw) => this.addCanvas(name, PANES[name], draw);
      this.canvases = {
        ground: add('ground', (context, view) => this.backdrop.drawBelow(context, view, this.colours())),
        cells: add('cells', (context, view) => this.drawCells(context, view)),
        lines: add('lines', (context, view) => {
          this.backdrop.drawLines(context, view, this.colours());
          hexscan.light.drawHotspots(context, view, this.spots, this.colours());
        }),
        marks: add('marks', (context, view) => this.drawMarks(context, view)),
        labels: add('labels', (context, view) => {
          const family = window.getComputedStyle(this.container).fontFamily;
          // A map of areas is small, and mostly stays as it was fitted: half a name would stay half a name.
          const shown = this.view && this.view.isBare ? this.view.shownBox() : null;
          this.drawnLabels = this.backdrop.drawLabels(context, view, this.colours(), family, shown);
        }),
      };
    }

    /** A canvas of its own for a layer of the page, see mapcanvas.js. */
    addCanvas(name, zIndex, draw) {
      return hexscan.canvas.addCanvas(this.map, `hexmap-${name}`, zIndex, draw);
    }

    watchTiles() {
      if (this.map.attributionControl) this.map.attributionControl.setPrefix(false); // the tiles' credit alone
      hexscan.tiles.watch(this.map, this.frame, (arrived, reach) => {
        this.backdrop.tiles = arrived;
        this.backdrop.reach = reach;
        this.map.getPane('hexmap-cells').classList.toggle('hexmap-on-tiles', arrived);
        this.canvases.ground.redraw();
      });
    }

    leave() {
      this.view.leave();
      this.left = true;
    }

    /** Whether the map may move smoothly. */
    moves() {
      return !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    }

    /** What a map with a name says is not the page's matter, but for what went wrong: see mapregistry.js. */
    send(name, detail) {
      const bubbles = !this.name || name === 'hexscan:problem';
      this.frame.dispatchEvent(new CustomEvent(name, { detail, bubbles }));
    }

    colours() {
      const style = window.getComputedStyle(this.container);
      return Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--map-${name}`).trim()]));
    }

    /** Takes values to paint; they wait for their own outlines and give way to any that come later. */
    async paint(values) {
      this.wanted = values;
      this.asked = window.performance.now();
      this.message.textContent = values.message || '';
      this.view.fit();
      this.view.reportResolution();
      this.backdrop.show(values, this.map.getZoom());
      const { version, areas } = values;
      try {
        const [outlines, level] = await Promise.all([
          hexscan.mapData.outlinesOf(values),
          areas ? hexscan.mapData.boundaries(version, areas.level) : null,
        ]);
        if (this.wanted !== values || this.left) return;
        this.accept(hexscan.picture.pictureOf(values, outlines, level && level.shapes));
      } catch (error) {
        if (this.wanted === values) this.fail(error);
      }
    }

    accept(picture) {
      const sameCells = this.picture && this.picture.outlines === picture.outlines;
      this.picture = picture;
      this.problem = '';
      if (!sameCells) this.lit = { ...this.lit, cells: [] }; // they were numbers of other cells
      this.overlay(null);
      this.map.getPane('hexmap-cells').classList.toggle('hexmap-dimmed', Boolean(picture.values.dimmed));
      this.canvases.cells.drawNow(); // in the frame in which the other panels change
      this.canvases.marks.redraw();
      this.lookAgain();
      this.send('hexscan:painted', { values: picture.values });
    }

    fail(error) {
      this.problem = error.message;
      this.message.textContent = FAILED;
      const { version } = this.wanted;
      this.send('hexscan:problem', { status: error.status || 0, version, message: error.message });
    }

    drawCells(context, view) {
      const shown = this.overlaid || this.picture;
      if (!shown) return;
      if (shown.areas) hexscan.areas.drawAreas(context, view, shown, this.colours());
      else hexscan.picture.drawCells(context, view, shown);
      if (!this.picture.fresh) return;
      this.picture.fresh = false;
      this.paints += 1;
      // One measure at a time: a page left open all day must not gather them.
      window.performance.clearMeasures('hexscan-paint');
      window.performance.measure('hexscan-paint', { start: this.asked });
      window.performance.clearMarks('hexscan-painted');
      window.performance.mark('hexscan-painted');
    }

    drawMarks(context, view) {
      const { picture, hovered } = this;
      if (!picture) return;
      const pinnedShapes = (picture.values.pinned_areas || []).flatMap((areas) => this.shapesOf(areas));
      const spots = this.spots.filter(({ cell }) => this.lit.spots.includes(cell));
      const lit = { cells: this.lit.cells, shapes: this.shapesOf(this.lit.areas), spots };
      hexscan.light.drawMarks(context, view, { picture, pinnedShapes, lit, hovered }, this.colours());
    }

    /** Shapes of {level, codes}, of the table's level where none is said: those that have arrived; the rest is drawn
     * when it does. */
    shapesOf(areas) {
      const level = areas ? areas.level || this.picture.values.row_level : '';
      return level ? this.backdrop.shapesOf(level, areas.codes) : [];
    }

    redrawBackdrop() {
      for (const name of ['ground', 'lines', 'labels', 'marks']) this.canvases[name].redraw();
    }

    afterZoom() {
      if (!this.wanted) return;
      this.backdrop.show(this.wanted, this.map.getZoom());
      this.view.reportResolution();
    }

    /** Lights cells (by their numbers), areas {level, codes} and hotspots (by their cells' names) in orange, until
     * something else or nothing (null) is lit; the cells themselves are not drawn again. */
    highlight(wanted) {
      const { cells = [], areas = null, spots = [] } = wanted || {};
      this.lit = { cells: Array.from(cells), areas, spots };
      this.canvases.marks.drawNow();
    }

    /** Shows other counts on the same cells, {counts, breaks, colours, title}, until null. */
    overlay(other) {
      if (!other && !this.overlaid) return;
      this.overlaid = other && this.picture ? hexscan.picture.pictureOfOthers(this.picture, other) : null;
      hexscan.legend.show(this.frame, this.overlaid ? other : null);
      this.canvases.cells.drawNow();
    }

    /** Outlines hotspots, [{cell, corners: [[longitude, latitude], ...], said, kind}, ...]: the same at every zoom. The
     * box beside the pointer says `said`; `kind` is {letter, line, colour} of those that are classed, see mapspots.js. */
    hotspots(list) {
      this.spots = list || [];
      this.canvases.lines.redraw();
    }

    /** The cell or area at a point of the container, or null. */
    thingAt(point) {
      const { x, y } = this.view.worldPoint(point);
      return this.thingAtWorld(x, y);
    }

    thingAtWorld(x, y) {
      return this.picture ? hexscan.things.find(this.picture, this.backdrop, x, y) : null;
    }

    /** What arrow keys walk over, see mapkeys.js; null while there is nothing. */
    places() {
      return this.picture ? hexscan.things.places(this.picture, this.backdrop) : null;
    }

    isHovered(thing, by) {
      return Boolean(thing && this.hovered) && hexscan.things.same(thing, this.hovered) && this.hovered.by === by;
    }

    /** Points at a thing (or at nothing) with 'mouse', 'touch' or 'keys'; without a point at its middle. */
    setHovered(thing, by, point) {
      const changed = thing ? !this.isHovered(thing, by) : Boolean(this.hovered);
      this.hovered = thing ? { ...thing, by } : null;
      this.container.classList.toggle('hexmap-pointing', Boolean(thing) && by === 'mouse');
      this.showTip(point);
      if (!changed) return;
      this.canvases.marks.drawNow();
      this.send('hexscan:hover', thing ? this.describe() : null);
    }

    describe() {
      const thing = hexscan.things.describe(this.picture, this.hovered);
      const spot = this.spots.find(({ cell, said }) => said && cell === thing.cell);
      return spot ? { ...thing, spot: spot.said } : thing;
    }

    showTip(point) {
      const { hovered } = this;
      if (!hovered) {
        hexscan.tooltip.hideBox(this.tooltip);
        return;
      }
      if (!point && hovered.by === 'mouse') return; // it goes with the mouse
      const at = point || this.view.containerPoint(hovered.x, hovered.y);
      hexscan.tooltip.showBox(this.tooltip, this.describe(), at, this.map.getSize());
    }

    /** Other cells may lie where something is pointed at. */
    lookAgain() {
      const { hovered } = this;
      if (hovered) this.setHovered(this.thingAtWorld(hovered.x, hovered.y), hovered.by);
      if (!hovered || hovered.by === 'mouse') this.pointer.point(this.pointer.at);
    }

    pick(thing, add) {
      if (thing.kind === 'area' && thing.id === this.picture.values.area) return; // the whole can't be picked from it
      this.send('hexscan:pick', { kind: thing.kind, id: thing.id, add: Boolean(add) });
    }

    /** Where a cell's centre is in the window, in CSS pixels, or null. */
    where(name) {
      const cell = this.picture ? hexscan.cells.indexOfCell(this.picture.outlines, name) : -1;
      if (cell < 0) return null;
      const { centreX, centreY } = this.picture.outlines;
      const inside = this.view.containerPoint(centreX[cell], centreY[cell]);
      const box = this.container.getBoundingClientRect();
      return { x: box.left + inside.x, y: box.top + inside.y };
    }

    /** What the map shows, for tests and benches. */
    state() {
      return hexscan.things.stateOf(this);
    }
  }

  hexscan.HexMap = HexMap;
})();

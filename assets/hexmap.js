/* One hexagon map: a Leaflet map, the values painted on it, and what the pointer does there.
 *
 * `frame` is the page's element round the map; mapregistry.js says what its data attributes mean.
 */
(function defineHexMap() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const PANES = { ground: 250, cells: 300, lines: 320, marks: 340, labels: 450 }; // dash layers lie at 400
  const FIT_PADDING = { paddingTopLeft: [14, 14], paddingBottomRight: [14, 54] }; // the legend lies below
  const FIT_FINEST_ZOOM = 16;
  const COLOURS = [
    'land', 'beyond', 'coast', 'road', 'veil', 'border', 'faint', 'chosen', 'halo', 'label', 'muted', 'mark', 'hand',
  ];
  const FAILED = 'The map could not load. Reload the page to try again.';

  function setProps(id, data) {
    if (id) window.dash_clientside.set_props(id, { data });
  }

  class HexMap {
    constructor(map, frame) {
      this.map = map;
      this.frame = frame;
      this.container = map.getContainer();
      this.wanted = null; // the last values asked for
      this.picture = null; // what is painted; stays until the next is complete
      this.hovered = -1;
      this.pointer = null;
      this.reported = null;
      this.fitKey = '';
      this.fitView = null;
      this.paints = 0;
      this.drawnLabels = [];
      this.problem = '';
      this.backdrop = new hexscan.Backdrop(frame.dataset.tiles === 'yes', () => this.redrawBackdrop());
      this.prepareContainer();
      this.addCanvases();
      this.listen();
    }

    prepareContainer() {
      this.container.setAttribute('role', 'application'); // arrow keys move the map, so it needs a name
      this.container.setAttribute('aria-label', this.frame.dataset.label || 'Map');
      this.tooltip = hexscan.tooltip.createBox(this.container);
      this.message = document.createElement('div');
      this.message.className = 'hexmap-message';
      this.message.setAttribute('role', 'status');
      this.container.append(this.message);
    }

    addCanvases() {
      const add = (name, draw) => hexscan.canvas.addCanvas(this.map, `hexmap-${name}`, PANES[name], draw);
      this.canvases = {
        ground: add('ground', (context, view) => this.backdrop.drawBelow(context, view, this.colours())),
        cells: add('cells', (context, view) => this.drawCells(context, view)),
        lines: add('lines', (context, view) => this.backdrop.drawLines(context, view, this.colours())),
        marks: add('marks', (context, view) => {
          if (this.picture) hexscan.picture.drawMarks(context, view, this.picture, this.hovered, this.colours());
        }),
        labels: add('labels', (context, view) => {
          const family = window.getComputedStyle(this.container).fontFamily;
          this.drawnLabels = this.backdrop.drawLabels(context, view, this.colours(), family);
        }),
      };
    }

    listen() {
      this.map.on({
        mousemove: (event) => this.point(event.containerPoint),
        mouseout: () => this.point(null),
        movestart: () => this.point(null),
        click: (event) => this.pick(event),
        zoomend: () => this.afterZoom(),
        unload: () => this.leave(),
      });
      this.resizes = new window.ResizeObserver(() => window.requestAnimationFrame(() => this.resize()));
      this.resizes.observe(this.container);
    }

    leave() {
      this.resizes.disconnect();
      this.left = true;
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
      this.fit();
      this.reportResolution();
      this.backdrop.show(values, this.map.getZoom());
      try {
        const outlines = await hexscan.mapData.outlines(values.version, values.source, values.resolution);
        if (this.wanted !== values || this.left) return;
        this.accept(hexscan.picture.pictureOf(values, outlines));
      } catch (error) {
        if (this.wanted === values) this.fail(error);
      }
    }

    accept(picture) {
      const sameCells = this.picture && this.picture.outlines === picture.outlines;
      this.picture = picture;
      this.problem = '';
      if (!sameCells) this.hovered = -1;
      this.map.getPane('hexmap-cells').classList.toggle('hexmap-dimmed', Boolean(picture.values.dimmed));
      this.canvases.cells.redraw();
      this.canvases.marks.redraw();
      this.point(this.pointer);
    }

    fail(error) {
      this.problem = error.message;
      this.message.textContent = FAILED;
      const detail = { status: error.status || 0, version: this.wanted.version, message: error.message };
      this.frame.dispatchEvent(new CustomEvent('hexscan:problem', { detail, bubbles: true }));
    }

    drawCells(context, view) {
      if (!this.picture) return;
      hexscan.picture.drawCells(context, view, this.picture);
      if (!this.picture.fresh) return;
      this.picture.fresh = false;
      this.paints += 1;
      // One measure at a time: a page left open all day must not gather them.
      window.performance.clearMeasures('hexscan-paint');
      window.performance.measure('hexscan-paint', { start: this.asked });
      window.performance.clearMarks('hexscan-painted');
      window.performance.mark('hexscan-painted');
    }

    redrawBackdrop() {
      for (const name of ['ground', 'lines', 'labels']) this.canvases[name].redraw();
    }

    afterZoom() {
      if (!this.wanted) return;
      this.backdrop.show(this.wanted, this.map.getZoom());
      this.reportResolution();
    }

    /** Tells the page which resolution suits the zoom, when that changes. */
    reportResolution() {
      if (!this.wanted || this.wanted.finest === undefined) return;
      if (!this.map.getSize().x) return;
      const latitude = this.map.getCenter().lat;
      const resolution = hexscan.cells.resolutionForZoom(this.map.getZoom(), latitude, this.wanted.finest);
      const alreadyShown = this.reported === null && resolution === this.wanted.resolution;
      if (resolution !== this.reported && !alreadyShown) setProps(this.frame.dataset.resolution, resolution);
      this.reported = resolution;
    }

    /** Fits the map to the values' box, once per box: a repaint must not undo the reader's panning. */
    fit() {
      const box = this.wanted && this.wanted.fit;
      const key = box ? box.join() : '';
      const size = this.map.getSize();
      if (!box || key === this.fitKey || !size.x || !size.y) return;
      const still = !this.fitKey || window.matchMedia('(prefers-reduced-motion: reduce)').matches;
      this.fitKey = key;
      const [west, south, east, north] = box;
      const options = { ...FIT_PADDING, maxZoom: FIT_FINEST_ZOOM, animate: !still };
      this.map.fitBounds([[south, west], [north, east]], options);
      this.map.once('moveend', () => this.noteFit());
      if (still) this.noteFit();
    }

    noteFit() {
      this.fitView = { zoom: this.map.getZoom(), centre: this.map.getCenter() };
    }

    isAsFitted() {
      if (!this.fitView || this.map.getZoom() !== this.fitView.zoom) return false;
      const moved = this.map.latLngToLayerPoint(this.fitView.centre).distanceTo(
        this.map.latLngToLayerPoint(this.map.getCenter()),
      );
      return moved < 3;
    }

    resize() {
      if (this.left) return;
      const asFitted = this.isAsFitted();
      this.map.invalidateSize({ animate: false });
      if (asFitted) this.fitKey = ''; // nobody has moved the map: keep it filling its frame
      this.fit();
      this.reportResolution();
    }

    /** Index of the cell at a point of the container, or -1; empty cells outside the chosen area don't count. */
    cellAt(point) {
      if (!this.picture) return -1;
      const world = this.map.project(this.map.containerPointToLatLng(point), 0).divideBy(hexscan.cells.scaleOf(0));
      const { outlines, values } = this.picture;
      const cell = hexscan.cells.findCell(outlines, world.x, world.y);
      if (cell < 0 || values.counts[cell] !== 0) return cell;
      return this.backdrop.covers(outlines.centreX[cell], outlines.centreY[cell]) ? cell : -1;
    }

    point(point) {
      this.pointer = point;
      if (this.pointing) return;
      // One look per frame, however often the pointer reports.
      this.pointing = window.requestAnimationFrame(() => {
        this.pointing = 0;
        if (!this.left) this.hover();
      });
    }

    hover() {
      const cell = this.pointer ? this.cellAt(this.pointer) : -1;
      const changed = cell !== this.hovered;
      this.hovered = cell;
      this.container.classList.toggle('hexmap-pointing', cell >= 0);
      const detail = cell >= 0 ? this.describe(cell) : null;
      if (detail) hexscan.tooltip.showBox(this.tooltip, detail, this.pointer, this.map.getSize());
      else hexscan.tooltip.hideBox(this.tooltip);
      if (!changed) return;
      this.canvases.marks.redraw();
      this.frame.dispatchEvent(new CustomEvent('hexscan:hover', { detail, bubbles: true }));
    }

    describe(cell) {
      const { outlines, values, pinned } = this.picture;
      const { version, source, resolution } = values;
      const name = hexscan.cells.cellName(outlines, cell);
      return { cell: name, count: values.counts[cell], pinned: cell === pinned, version, source, resolution };
    }

    pick(event) {
      const clicked = event.originalEvent;
      if (clicked.detail > 1) return; // the second half of a double click, which zooms
      if (clicked.target.closest('.leaflet-interactive')) return; // a marker on top of the cell has its own click
      const cell = this.cellAt(event.containerPoint);
      if (cell >= 0) setProps(this.frame.dataset.pick, { cell: this.describe(cell).cell, stamp: Date.now() });
    }

    /** Where a cell's centre is in the window, in CSS pixels, or null. */
    where(name) {
      const cell = this.picture ? hexscan.cells.indexOfCell(this.picture.outlines, name) : -1;
      if (cell < 0) return null;
      const scale = hexscan.cells.scaleOf(this.map.getZoom());
      const { centreX, centreY } = this.picture.outlines;
      const pixel = window.L.point(centreX[cell] * scale, centreY[cell] * scale);
      const inside = this.map.layerPointToContainerPoint(pixel.subtract(this.map.getPixelOrigin()));
      const box = this.container.getBoundingClientRect();
      return { x: box.left + inside.x, y: box.top + inside.y };
    }

    /** What the map shows, for tests and benches. */
    state() {
      const { picture, wanted } = this;
      const values = picture ? picture.values : {};
      return {
        version: values.version || '',
        source: values.source || '',
        resolution: picture ? values.resolution : null,
        cells: picture ? picture.outlines.n : 0,
        painted: picture && !picture.fresh ? picture.filled : 0,
        total: picture ? picture.total : 0,
        pinned: picture && picture.pinned >= 0 ? values.pinned : '',
        pinnedCount: picture && picture.pinned >= 0 ? values.counts[picture.pinned] : null,
        hovered: this.hovered >= 0 ? this.describe(this.hovered).cell : '',
        pending: Boolean(wanted) && (wanted !== values || picture.fresh),
        paints: this.paints,
        zoom: this.map.getZoom(),
        area: this.backdrop.area ? this.backdrop.area.codes.join() : '',
        labels: this.drawnLabels,
        problem: this.problem,
        problems: this.backdrop.problems,
      };
    }
  }

  hexscan.HexMap = HexMap;
})();

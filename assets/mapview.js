/* Where one map looks: fitted to the chosen area, moved by the reader, kept in the address, told to the page. */
(function defineMapView() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const EDGE = 14; // pixels kept free round what the map is fitted to,
  const BARE = 6; // above and below it where nothing lies over the map,
  const TOP = 44; // else above it for the search,
  const NOTES = 54; // and below it for the legend, until that is there to be measured
  const MOST_FOR_NOTES = 0.18; // of the map's height: with all layers on, a map too small would show coarser cells
  const FIT_FINEST_ZOOM = 16;
  const CLOSE_ZOOM = 15; // to go to a place unless the map is nearer already
  const SAME = 3; // pixels

  function rounded(number, digits) {
    return Number(number.toFixed(digits));
  }

  class MapView {
    constructor(hexmap) {
      this.hexmap = hexmap;
      this.map = hexmap.map;
      this.fitKey = ''; // box the map was last fitted to
      this.fitted = null; // where that put it
      this.opened = false; // a link's box has had its say; from then on "Whole area" is the whole area
      this.reported = null; // resolution asked for
      this.placing = ''; // why the map is being moved, where it is not the reader who moves it
      this.listen();
    }

    listen() {
      const { map, container } = this.hexmap;
      map.on({ moveend: () => this.moved(), zoomend: () => this.hexmap.afterZoom() });
      this.resizes = new window.ResizeObserver(() => window.requestAnimationFrame(() => this.resize()));
      this.resizes.observe(container);
      this.goBack = () => this.follow();
      window.addEventListener('popstate', this.goBack);
    }

    leave() {
      this.resizes.disconnect();
      window.removeEventListener('popstate', this.goBack);
    }

    /** The address, of which a map with a name keeps its hands. */
    get url() {
      return this.hexmap.name ? null : hexscan.url;
    }

    get visible() {
      const size = this.map.getSize();
      return Boolean(size.x && size.y);
    }

    /** Moves the map without the reader; Leaflet says "moveend" at the end of each move, also of none. */
    place(reason, move) {
      this.placing = reason;
      move();
    }

    moved() {
      const { placing } = this;
      this.placing = '';
      if (placing === 'fit') this.fitted = { zoom: this.map.getZoom(), centre: this.map.getCenter() };
      if (!this.visible || this.hexmap.left) return;
      if (!placing && this.fitKey) this.write();
      if (this.isBare) this.hexmap.canvases.labels.redraw(); // other names are cut now
      this.hexmap.send('hexscan:moved', { box: this.bounds(), view: this.current(), placed: placing });
    }

    /** Keeps the view in the address; a map that is as it was fitted needs no words. */
    write() {
      if (this.url) this.url.setView(this.isAsFitted() ? null : this.current());
    }

    current() {
      const { lat, lng } = this.map.getCenter();
      return { lat: rounded(lat, 5), lon: rounded(lng, 5), zoom: rounded(this.map.getZoom(), 2) };
    }

    /** West, south, east, north of what is in view. */
    bounds() {
      const box = this.map.getBounds();
      return [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((edge) => rounded(edge, 5));
    }

    /** Nothing lies over a map of areas, nor over one of a pair. */
    get isBare() {
      const { things, bare } = this.hexmap.frame.dataset;
      return things === 'areas' || bare === 'yes';
    }

    /** What is seen of the map, in Leaflet's layer pixels. */
    shownBox() {
      const { x, y } = this.map.containerPointToLayerPoint([0, 0]);
      const size = this.map.getSize();
      return { left: x, top: y, right: x + size.x, bottom: y + size.y };
    }

    worldBox() {
      const [west, south, east, north] = this.bounds();
      const { worldX, worldY } = hexscan.cells;
      return { left: worldX(west), right: worldX(east), top: worldY(north), bottom: worldY(south) };
    }

    containerPoint(x, y) {
      const scale = hexscan.cells.scaleOf(this.map.getZoom());
      const pixel = window.L.point(x * scale, y * scale);
      return this.map.layerPointToContainerPoint(pixel.subtract(this.map.getPixelOrigin()));
    }

    worldPoint(point) {
      return this.map.project(this.map.containerPointToLatLng(point), 0).divideBy(hexscan.cells.scaleOf(0));
    }

    /** Back or Forward: the view of that address; without one the map as fitted, unless other values will fit it. */
    follow() {
      const values = this.hexmap.wanted;
      if (!values || !this.url) return;
      const view = this.url.view();
      if (view) this.show(view);
      else if ((this.url.query().get('area') || 'all') === (values.area || 'all')) this.refit();
    }

    show({ lat, lon, zoom }) {
      const here = this.current();
      if (here.lat === lat && here.lon === lon && here.zoom === zoom) return;
      this.place('address', () => this.map.setView([lat, lon], zoom, { animate: false }));
    }

    /** Fits the map to the values' box, once per box: a repaint must not undo the reader's panning. A view in the
     * address comes first. */
    fit() {
      const { wanted } = this.hexmap;
      const box = wanted && wanted.fit;
      const key = box ? box.join() : '';
      if (!box || key === this.fitKey || !this.visible) return;
      const first = !this.fitKey;
      this.fitKey = key;
      const view = this.url && this.url.view();
      const linked = !this.opened && this.linkedBox();
      this.opened = true;
      if (view) this.show(view);
      else if (linked) this.place('address', () => this.map.fitBounds(linked, { animate: false }));
      else this.place('fit', () => this.fitTo(box, !first && this.hexmap.moves()));
    }

    /** The part in view that a link speaks of, for a page that has just been opened. */
    linkedBox() {
      const edges = ((this.url && this.url.query().get('box')) || '').split(',').map(Number);
      const [west, south, east, north] = edges;
      return edges.length === 4 && west < east && south < north ? [[south, west], [north, east]] : null;
    }

    fitTo([west, south, east, north], animate) {
      const paddingBottomRight = [EDGE, this.isBare ? BARE : this.notesHeight() + EDGE];
      const padding = { paddingTopLeft: [EDGE, this.isBare ? BARE : TOP], paddingBottomRight };
      this.map.fitBounds([[south, west], [north, east]], { ...padding, maxZoom: FIT_FINEST_ZOOM, animate });
    }

    notesHeight() {
      const notes = this.hexmap.frame.parentElement.querySelector('.map-notes');
      const place = notes ? notes.getBoundingClientRect() : { height: 0 };
      if (place.top >= this.hexmap.frame.getBoundingClientRect().bottom) return 0; // below the map, on a small screen
      const tall = place.height;
      return Math.min(Math.max(tall, NOTES), MOST_FOR_NOTES * this.map.getSize().y);
    }

    refit() {
      this.fitKey = '';
      this.fit();
    }

    /** Shows the whole chosen area again. */
    reset() {
      if (this.url) this.url.setView(null);
      this.refit();
    }

    goTo({ lon, lat, zoom }) {
      const to = zoom === undefined ? Math.max(this.map.getZoom(), CLOSE_ZOOM) : zoom;
      this.map.setView([lat, lon], to, { animate: this.hexmap.moves() });
    }

    isAsFitted() {
      if (!this.fitted || this.map.getZoom() !== this.fitted.zoom) return false;
      const points = [this.fitted.centre, this.map.getCenter()].map((place) => this.map.latLngToLayerPoint(place));
      return points[0].distanceTo(points[1]) < SAME;
    }

    resize() {
      if (this.hexmap.left) return;
      const asFitted = this.isAsFitted();
      this.place('size', () => this.map.invalidateSize({ animate: false }));
      this.placing = '';
      if (asFitted) this.fitKey = ''; // nobody has moved the map: keep it filling its frame
      this.fit();
      this.reportResolution();
    }

    /** The resolution that suits the zoom, null while there is none. */
    suits() {
      const { wanted } = this.hexmap;
      if (!wanted || wanted.finest === undefined || !this.visible) return null;
      return hexscan.cells.resolutionForZoom(this.map.getZoom(), this.map.getCenter().lat, wanted.finest);
    }

    /** How many pixels wide cells of a resolution are at the zoom. */
    cellWidth(resolution) {
      return hexscan.cells.cellWidth(resolution, this.map.getZoom(), this.map.getCenter().lat);
    }

    /** Tells the page which resolution suits the zoom, when that changes. */
    reportResolution() {
      const { wanted, frame } = this.hexmap;
      const resolution = this.suits();
      if (resolution === null) return;
      const { resolution: store } = frame.dataset;
      // What is painted, or what was asked for since it was.
      const coming = this.reportedFor === wanted ? this.reported : wanted.resolution;
      if (resolution !== coming && store) window.dash_clientside.set_props(store, { data: resolution });
      [this.reported, this.reportedFor] = [resolution, wanted];
    }
  }

  hexscan.MapView = MapView;
})();

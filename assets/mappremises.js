/* Licensed premises over a hexagon map: plum dots, joined to numbered ones when far out.
 *
 * They lie on a canvas of their own. What is under the pointer is found here, so that cells beneath keep their
 * hovering and their clicks; only a click on a numbered dot is taken, and shows what it is made of.
 * The page hands premises over through dash_clientside.hexscan.showPremises(data):
 *   {within, lon: [], lat: [], names: [], kinds: [], kind: [place in kinds], incidents: []} or null.
 */
(function definePremises() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const PANE = 420; // above marks and hotspots, below names
  const REACH = 3; // pixels beside a dot that still are the dot
  const CLOSE_UP = 16;
  const KEPT = 6; // zooms whose dots are kept
  const layers = new Set();
  let held = null;

  class PremisesLayer {
    constructor(map) {
      this.map = map;
      this.container = map.getContainer();
      this.data = null;
      this.byZoom = new Map();
      this.under = null;
      this.frame = 0;
      this.box = hexscan.tooltip.createBox(this.container);
      this.box.classList.add('premises-tooltip');
      this.canvas = hexscan.canvas.addCanvas(map, 'hexmap-premises', PANE, (context, view) => this.draw(context, view));
      this.listen();
    }

    listen() {
      this.map.on({
        mousemove: (event) => this.point(event.containerPoint),
        mouseout: () => this.point(null),
        movestart: () => this.point(null),
        unload: () => this.leave(),
      });
      // Before the map hears of it: what is beneath a numbered dot is not what was meant.
      this.container.addEventListener('click', (event) => this.click(event), { capture: true });
    }

    leave() {
      layers.delete(this);
      if (!layers.size) held = null; // the page hands them to its next map
      window.cancelAnimationFrame(this.frame);
    }

    show(data) {
      this.data = data;
      this.byZoom.clear();
      this.point(null);
      this.canvas.redraw();
    }

    /** Dots at a zoom, worked out once. */
    at(zoom) {
      if (!this.byZoom.has(zoom)) {
        this.byZoom.set(zoom, hexscan.premisesDots.dotsOf(this.data, zoom));
        if (this.byZoom.size > KEPT) this.byZoom.delete(this.byZoom.keys().next().value);
      }
      return this.byZoom.get(zoom);
    }

    draw(context, view) {
      if (!this.data) return;
      const style = window.getComputedStyle(this.container);
      const plum = style.getPropertyValue('--map-premises').trim();
      const halo = style.getPropertyValue('--map-halo').trim();
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      context.font = `600 10px ${style.fontFamily}`;
      for (const dot of this.at(view.zoom).dots) {
        const x = dot.x - view.originX;
        const y = dot.y - view.originY;
        const margin = dot.radius + 2;
        if (x < view.left - margin || x > view.right + margin || y < view.top - margin || y > view.bottom + margin) continue;
        context.beginPath();
        context.arc(x, y, dot.radius, 0, 2 * Math.PI);
        context.fillStyle = plum;
        context.fill();
        context.lineWidth = 1.5;
        context.strokeStyle = halo;
        context.stroke();
        if (!dot.cluster) continue;
        context.fillStyle = '#ffffff';
        context.fillText(String(dot.members.length), x, y + 0.5);
      }
    }

    /** The dot at a point of the container, or null; of several the nearest. */
    dotAt(point) {
      if (!this.data || !point) return null;
      const { x, y } = this.map.containerPointToLayerPoint(point).add(this.map.getPixelOrigin());
      return hexscan.premisesDots.dotAt(this.at(this.map.getZoom()), x, y, REACH);
    }

    point(point) {
      this.pointer = point;
      if (!this.frame) this.frame = window.requestAnimationFrame(() => this.look());
    }

    look() {
      this.frame = 0;
      this.under = this.dotAt(this.pointer);
      this.container.classList.toggle('premises-under', Boolean(this.under)); // the cell's box gives way
      this.container.classList.toggle('premises-cluster', Boolean(this.under && this.under.cluster));
      if (this.under) this.say(this.under);
      else hexscan.tooltip.hideBox(this.box);
    }

    say(dot) {
      this.box.replaceChildren(
        ...hexscan.premisesDots.wordsFor(this.data, dot).map(([text, strong]) => {
          const line = document.createElement(strong ? 'strong' : 'span');
          line.textContent = text; // never markup: names come from imported files
          return line;
        }),
      );
      this.box.hidden = false;
      const size = this.map.getSize();
      const { offsetWidth, offsetHeight } = this.box;
      const left = this.pointer.x + 16 + offsetWidth > size.x ? this.pointer.x - 16 - offsetWidth : this.pointer.x + 16;
      const top = Math.min(Math.max(this.pointer.y - offsetHeight / 2, 4), size.y - offsetHeight - 4);
      this.box.style.transform = `translate(${Math.max(left, 4)}px, ${top}px)`;
    }

    click(event) {
      if (!this.data || event.target.closest('a, button, .leaflet-control')) return;
      const point = this.map.mouseEventToContainerPoint(event);
      const dot = this.dotAt(point);
      if (!dot) return;
      if (!dot.cluster) {
        this.point(point); // a tap has no hovering before it
        return;
      }
      event.stopImmediatePropagation();
      if (event.detail <= 1) this.zoomTo(dot);
    }

    /** Zooms until the members of a dot come apart. */
    zoomTo(dot) {
      const { lon, lat } = this.data;
      const bounds = window.L.latLngBounds(dot.members.map((i) => [lat[i], lon[i]]));
      const fitting = Math.min(this.map.getBoundsZoom(bounds.pad(0.3)), CLOSE_UP);
      const animate = !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
      this.map.setView(bounds.getCenter(), Math.max(fitting, this.map.getZoom() + 1), { animate });
    }

    /** Where premises stand in the window, in CSS pixels: the middle of their dot. */
    where(name) {
      const i = this.data ? this.data.names.indexOf(name) : -1;
      if (i < 0) return null;
      const dot = this.at(this.map.getZoom()).dots.find(({ members }) => members.includes(i));
      const layer = window.L.point(dot.x, dot.y).subtract(this.map.getPixelOrigin());
      const { x, y } = this.map.layerPointToContainerPoint(layer);
      const frame = this.container.getBoundingClientRect();
      return { x: frame.left + x, y: frame.top + y, together: dot.members.length, cluster: dot.cluster };
    }

    state() {
      const dots = this.data ? this.at(this.map.getZoom()).dots : [];
      return {
        premises: this.data ? this.data.lon.length : 0,
        dots: dots.length,
        clusters: dots.filter((dot) => dot.cluster).length,
        counted: dots.reduce((sum, dot) => sum + dot.members.length, 0),
        words: this.under && !this.box.hidden ? [...this.box.children].map((line) => line.textContent) : [],
      };
    }
  }

  function first() {
    return layers.values().next().value;
  }

  function show(data) {
    held = data || null;
    for (const layer of layers) layer.show(held);
  }

  function adoptMarked() {
    // Runs for every Leaflet map as it is made; `this` is the map.
    if (!this.getContainer().closest('[data-hexmap]')) return;
    this.whenReady(() => {
      const layer = new PremisesLayer(this);
      layers.add(layer);
      if (held) layer.show(held);
    });
  }

  window.L.Map.addInitHook(adoptMarked);
  hexscan.map = Object.assign(hexscan.map || {}, { premises: show });
  hexscan.premises = Object.freeze({
    show,
    state: () => (first() ? first().state() : null),
    where: (name) => (first() ? first().where(name) : null),
  });
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.hexscan = Object.assign(window.dash_clientside.hexscan || {}, {
    showPremises: show,
  });
})();

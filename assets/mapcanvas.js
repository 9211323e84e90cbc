/* A Leaflet layer that is one canvas: placed, sized, moved and scaled with the map, drawn by a function given to it.
 *
 * Drawing waits for an animation frame and never happens during a zoom animation: meanwhile the last picture is
 * moved and scaled, as Leaflet's own canvas does.
 */
(function defineMapCanvas() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const PADDING = 0.2; // of the map's size on every side, so that short pans need no drawing
  let CanvasLayer = null;

  function canvasLayerClass() {
    return window.L.Layer.extend({
      initialize: function initialize(draw, pane) {
        this.draw = draw;
        this.options = { pane };
      },

      onAdd: function onAdd() {
        this.canvas = window.L.DomUtil.create('canvas', 'hexmap-canvas leaflet-zoom-animated', this.getPane());
        this.canvas.setAttribute('aria-hidden', 'true');
        this.frame = 0;
        this.animating = false;
        this.redraw();
      },

      onRemove: function onRemove() {
        window.cancelAnimationFrame(this.frame);
        this.frame = 0;
        this.canvas.remove();
      },

      getEvents: function getEvents() {
        return {
          viewreset: this.redraw,
          resize: this.redraw,
          move: this.redrawIfUncovered,
          zoom: this.follow,
          zoomanim: this.animate,
          moveend: this.settle,
          zoomend: this.settle,
        };
      },

      redraw: function redraw() {
        if (!this._map || this.frame) return;
        this.frame = window.requestAnimationFrame(() => {
          this.frame = 0;
          if (this._map && !this.animating) this.render();
        });
      },

      /** Draws at once, within the frame of whoever asks: what follows a pointer must not wait for another. */
      drawNow: function drawNow() {
        if (!this._map || this.animating) return;
        window.cancelAnimationFrame(this.frame);
        this.frame = 0;
        this.render();
      },

      settle: function settle() {
        this.animating = false;
        this.redraw();
      },

      redrawIfUncovered: function redrawIfUncovered() {
        if (!this.view || this.animating || this._map.getZoom() !== this.view.zoom) return;
        const shown = this._map.containerPointToLayerPoint([0, 0]);
        const size = this._map.getSize();
        const { left, top, right, bottom } = this.view;
        const covered =
          shown.x >= left && shown.y >= top && shown.x + size.x <= right && shown.y + size.y <= bottom;
        if (!covered) this.redraw();
      },

      follow: function follow() {
        // Pinching and flying: the zoom passes through values nothing was drawn for.
        if (!this.view || this.animating || this._map.getZoom() === this.view.zoom) return;
        this.transform(this._map.latLngToLayerPoint(this.corner), this._map.getZoom());
      },

      animate: function animate(event) {
        if (!this.view) return;
        this.animating = true;
        // Leaflet's image overlays ask the same; there is no public name for it.
        this.transform(this._map._latLngToNewLayerPoint(this.corner, event.zoom, event.center), event.zoom);
      },

      transform: function transform(corner, zoom) {
        window.L.DomUtil.setTransform(this.canvas, corner, this._map.getZoomScale(zoom, this.view.zoom));
      },

      render: function render() {
        const map = this._map;
        const size = map.getSize();
        if (!size.x || !size.y) return;
        const padding = size.multiplyBy(PADDING).round();
        const corner = map.containerPointToLayerPoint(padding.multiplyBy(-1)).round();
        const width = size.x + 2 * padding.x;
        const height = size.y + 2 * padding.y;
        const ratio = window.devicePixelRatio || 1;
        const canvas = this.canvas;
        if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
          canvas.width = Math.round(width * ratio);
          canvas.height = Math.round(height * ratio);
          canvas.style.width = `${width}px`;
          canvas.style.height = `${height}px`;
        }
        window.L.DomUtil.setPosition(canvas, corner);
        this.corner = map.layerPointToLatLng(corner);
        const origin = map.getPixelOrigin();
        this.view = {
          zoom: map.getZoom(),
          scale: hexscan.cells.scaleOf(map.getZoom()),
          originX: origin.x,
          originY: origin.y,
          left: corner.x,
          top: corner.y,
          right: corner.x + width,
          bottom: corner.y + height,
        };
        const context = canvas.getContext('2d');
        context.setTransform(1, 0, 0, 1, 0, 0);
        context.clearRect(0, 0, canvas.width, canvas.height);
        // From here on drawing is in Leaflet's layer pixels.
        context.setTransform(ratio, 0, 0, ratio, -corner.x * ratio, -corner.y * ratio);
        this.draw(context, this.view);
      },
    });
  }

  /** A canvas layer in a pane of the map, drawn by draw(context, view) in layer pixels. */
  function addCanvas(map, paneName, zIndex, draw) {
    CanvasLayer = CanvasLayer || canvasLayerClass();
    const pane = map.getPane(paneName) || map.createPane(paneName);
    pane.style.zIndex = String(zIndex);
    pane.style.pointerEvents = 'none'; // the map itself finds what is under the pointer
    return new CanvasLayer(draw, paneName).addTo(map);
  }

  hexscan.canvas = Object.freeze({ addCanvas });
})();

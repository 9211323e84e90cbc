/* What mouse and finger do on one map: pointing at things, tapping them, clicking them.
 *
 * A mouse points until it leaves. A tap points and stays, a second tap on the same thing clicks: a finger can't hover.
 */
(function defineMapPointer() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});

  class MapPointer {
    constructor(hexmap) {
      this.hexmap = hexmap;
      this.at = null; // where a mouse is, in the container
      this.seen = null; // where it was when last heard of: browsers repeat themselves when the map moves beneath it
      this.type = 'mouse';
      this.frame = 0;
      this.listen();
    }

    listen() {
      const { map, container } = this.hexmap;
      const learn = (event) => this.learn(event.pointerType);
      container.addEventListener('pointerdown', learn, { capture: true });
      container.addEventListener('pointermove', learn, { capture: true });
      map.on({
        mousemove: (event) => this.move(event.containerPoint),
        mouseout: () => this.point(null),
        movestart: () => this.point(null),
        click: (event) => this.click(event),
      });
    }

    learn(type) {
      if (!type || type === this.type) return;
      this.type = type;
      // Two quick taps are a tap and a second one; fingers zoom by pinching.
      if (this.type === 'touch') this.hexmap.map.doubleClickZoom.disable();
      else this.hexmap.map.doubleClickZoom.enable();
    }

    move(point) {
      if (this.type === 'touch') return; // what browsers make of a tap, for pages that know only mice
      if (this.seen && this.seen.equals(point)) return;
      this.seen = point;
      this.point(point);
    }

    point(point) {
      this.at = point;
      if (this.frame) return;
      // One look per frame, however often the pointer reports.
      this.frame = window.requestAnimationFrame(() => {
        this.frame = 0;
        if (!this.hexmap.left) this.look();
      });
    }

    look() {
      const { hexmap, at } = this;
      if (at) hexmap.setHovered(hexmap.thingAt(at), 'mouse', at);
      else if (hexmap.hovered && hexmap.hovered.by === 'mouse') hexmap.setHovered(null);
    }

    click(event) {
      const clicked = event.originalEvent;
      const touch = (clicked.pointerType || this.type) === 'touch';
      if (clicked.detail > 1 && !touch) return; // the second half of a double click, which zooms
      if (clicked.target.closest('.leaflet-interactive')) return; // a marker on top of the cell has its own click
      const { hexmap } = this;
      const thing = hexmap.thingAt(event.containerPoint);
      if (touch && !hexmap.isHovered(thing, 'touch')) hexmap.setHovered(thing, 'touch', event.containerPoint);
      else if (thing) hexmap.pick(thing, clicked.ctrlKey || clicked.metaKey);
    }
  }

  hexscan.MapPointer = MapPointer;
})();

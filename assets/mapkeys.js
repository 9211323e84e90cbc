/* Walking over the map with the arrow keys: from thing to thing by direction, whatever order they are stored in. */
(function defineMapKeys() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  const MARGIN = 36; // pixels from the map's edge within which a step moves the map
  const PAN = 120; // pixels
  const ZOOM = 'Plus and minus zoom, Shift with an arrow key moves the map.';
  const WORDS = {
    cells: `Arrow keys go from cell to cell, Enter picks the one you are on, Control and Enter adds it. ${ZOOM}`,
    areas: `Arrow keys go from area to area, Enter opens the one you are on. ${ZOOM}`,
  };

  /** The nearest place within 45 degrees of a direction, straight ahead preferred; -1 if there is none. */
  function nextPlace(places, from, [right, down]) {
    let best = -1;
    let least = Infinity;
    for (let i = 0; i < places.n; i += 1) {
      const dx = places.x[i] - from.x;
      const dy = places.y[i] - from.y;
      const ahead = dx * right + dy * down;
      const aside = Math.abs(dx * down - dy * right);
      if (ahead <= 0 || aside > ahead * 1.0001) continue;
      const cost = (dx * dx + dy * dy) / ahead;
      if (cost < least && places.usable(i)) [best, least] = [i, cost];
    }
    return best;
  }

  /** Where a walk begins: the fullest place in view, of equals the one nearest to the view's middle. */
  function firstPlace(places, box) {
    const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
    let best = { i: -1, weight: -1, far: Infinity };
    for (let i = 0; i < places.n; i += 1) {
      const x = places.x[i];
      const y = places.y[i];
      if (x < box.left || x > box.right || y < box.top || y > box.bottom) continue;
      const weight = places.weight(i);
      const far = Math.hypot(x - middle.x, y - middle.y);
      const better = weight > best.weight || (weight === best.weight && far < best.far);
      if (better && places.usable(i)) best = { i, weight, far };
    }
    return best.i;
  }

  class MapKeys {
    /** What the keys do, for those who can't see what they walk over: cells or areas. */
    static words(things = 'cells') {
      return WORDS[things];
    }

    constructor(hexmap) {
      this.hexmap = hexmap;
      const { container } = hexmap;
      container.addEventListener('keydown', (event) => this.press(event));
      container.addEventListener('blur', () => {
        if (hexmap.hovered && hexmap.hovered.by === 'keys') hexmap.setHovered(null);
      });
    }

    press(event) {
      if (event.target !== this.hexmap.container || event.altKey) return;
      const arrow = ARROWS[event.key];
      if (arrow && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        event.stopPropagation(); // Leaflet would pan
        if (event.shiftKey) this.hexmap.map.panBy(arrow.map((step) => step * PAN), { animate: this.hexmap.moves() });
        else this.step(arrow);
      } else if (event.key === 'Enter' && this.hexmap.hovered) {
        event.preventDefault();
        this.hexmap.pick(this.hexmap.hovered, event.ctrlKey || event.metaKey);
      }
    }

    step(arrow) {
      const { hexmap } = this;
      const places = hexmap.places();
      if (!places) return;
      const from = hexmap.hovered; // also from what the mouse points at
      const found = from ? nextPlace(places, from, arrow) : firstPlace(places, hexmap.view.worldBox());
      if (found < 0) return;
      hexmap.setHovered(places.thing(found), 'keys');
      this.bringIntoView(places.x[found], places.y[found]);
    }

    bringIntoView(x, y) {
      const { hexmap } = this;
      const point = hexmap.view.containerPoint(x, y);
      const size = hexmap.map.getSize();
      const inside =
        point.x >= MARGIN && point.y >= MARGIN && point.x <= size.x - MARGIN && point.y <= size.y - MARGIN;
      if (!inside) hexmap.map.panBy(point.subtract(size.divideBy(2)), { animate: hexmap.moves() });
    }
  }

  hexscan.MapKeys = MapKeys;
  hexscan.walk = Object.freeze({ nextPlace, firstPlace });
})();

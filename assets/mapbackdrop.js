/* The backdrop of one map: loads land, roads, borders and labels of a version and keeps what is drawn of them.
 *
 * A part that does not arrive leaves the rest alive: it is listed in `problems` and the map goes without.
 */
(function defineMapBackdrop() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const SEARCHED = ['partnership', 'ward']; // where a chosen area is looked for when its level isn't said

  class Backdrop {
    /** `tiles`: whether tiles lie beneath; onChange() is called whenever there is more to draw. */
    constructor(tiles, onChange) {
      this.tiles = tiles;
      this.reach = null; // the box that tiles are for; null: everywhere
      this.onChange = onChange;
      this.version = '';
      this.problems = [];
      this.clear();
    }

    clear() {
      this.land = [];
      this.roads = [];
      this.labels = [];
      this.levels = new Map(); // level -> {shapes, borders}
      this.area = null;
      this.placed = null; // labels placed, with the key they were placed for
    }

    /** Loads what values and zoom call for; safe to call again and again. */
    show(values, zoom) {
      if (values.version !== this.version) {
        this.version = values.version;
        this.clear();
        this.part('land', hexscan.mapData.shapes(this.version, 'land'));
        this.part('roads', hexscan.mapData.shapes(this.version, 'roads'));
        this.part('labels', hexscan.mapData.labels(this.version));
      }
      this.level = values.level || '';
      this.codes = [values.outline_area || []].flat();
      const searched = values.outline_level ? [values.outline_level] : SEARCHED;
      const wanted = new Set([...hexscan.ground.levelsAt(zoom, this.level), ...(this.codes.length ? searched : [])]);
      for (const level of wanted) this.wantLevel(level);
      this.findArea();
    }

    async arrive(promise, name, keep) {
      const version = this.version;
      try {
        const answer = await promise;
        if (version !== this.version) return;
        keep(answer);
        this.findArea();
        this.onChange();
      } catch (error) {
        this.problems.push(`${name}: ${error.message}`);
      }
    }

    part(name, promise) {
      this.arrive(promise, name, (answer) => {
        this[name] = answer;
        this.placed = null;
      });
    }

    wantLevel(level) {
      if (this.levels.has(level)) return;
      this.levels.set(level, { shapes: [], borders: [] }); // asked for; empty until it comes
      this.arrive(hexscan.mapData.boundaries(this.version, level), level, (answer) => this.levels.set(level, answer));
    }

    /** Shapes of some areas; they are asked for where they haven't been, and onChange() tells of their coming. */
    shapesOf(level, codes) {
      if (!this.version) return [];
      this.wantLevel(level);
      return this.levels.get(level).shapes.filter((shape) => codes.includes(shape.code));
    }

    get covered() {
      const partnerships = this.levels.get('partnership');
      return partnerships ? partnerships.shapes : [];
    }

    findArea() {
      const found = [...this.levels.values()].flatMap(({ shapes }) =>
        shapes.filter((shape) => this.codes.includes(shape.code)),
      );
      const former = this.area ? this.area.codes.join() : '';
      if (found.map((shape) => shape.code).join() === former) return;
      this.area = found.length ? hexscan.shapes.areaOf(found) : null;
      this.placed = null;
      this.onChange();
    }

    /** Whether a world point lies in the chosen area; true where none is chosen or known. */
    covers(x, y) {
      return !this.area || hexscan.shapes.contains(this.area, x, y);
    }

    drawBelow(context, view, colours) {
      hexscan.ground.drawGround(context, view, this, colours);
    }

    drawLines(context, view, colours) {
      const borders = new Map([...this.levels].map(([level, { borders: lines }]) => [level, lines]));
      hexscan.ground.drawBorders(context, view, borders, this.level, this.area, colours);
    }

    /** Returns the names drawn. */
    drawLabels(context, view, colours, family, shown) {
      if (!this.placed || this.placed.zoom !== view.zoom || this.placed.family !== family) {
        const labels = hexscan.labels.placeLabels(context, this.labels, view.zoom, this.area, family);
        this.placed = { zoom: view.zoom, family, labels };
      }
      return hexscan.labels.drawLabels(context, view, this.placed.labels, colours, family, shown);
    }
  }

  hexscan.Backdrop = Backdrop;
})();

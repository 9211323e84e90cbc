/* Long lists whose rows are written only where they are seen, and half a screen to either side. Rows are of one
 * height, so that the list can be as long as all of them.
 *
 * hexscan.window.of(element, {rows, rowHeight, height, draw, lead}) makes the element, which scrolls, show rows 0 to
 * rows - 1, each the layout that draw(row) gives; `height` is the element's own, in pixels. It gives {reveal(row)},
 * which scrolls to a row and writes it at once. `lead`, where there is one, is {row, of}: the row that is to be in the
 * middle, if it is not in view, as soon as `of` is another, and as long as nobody has scrolled since.
 */
(function defineCompareWindow() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const AROUND = 0.5; // screens
  const windows = new WeakMap(); // element -> its window

  class ListWindow {
    constructor(element) {
      this.element = element;
      this.top = 0;
      this.written = []; // the row of each child, -1 for what keeps the room of rows that are not written
      this.frame = 0;
      this.led = { of: '', top: 0 }; // what the list was scrolled for by itself, and to where
      element.addEventListener('scroll', () => this.scrolled(), { passive: true });
    }

    show(options) {
      this.options = options;
      const before = this.top;
      const last = Math.max(0, options.rows * options.rowHeight - options.height);
      const left = this.isLeft();
      this.top = Math.max(0, Math.min(left ? before : this.leading(before), last));
      this.write(this.seen());
      if (!left) this.led = { of: options.lead ? options.lead.of : '', top: this.top };
      if (options.lead && this.top !== before) this.element.scrollTop = this.top;
    }

    /** Whether it has been scrolled away from where it was led. */
    isLeft() {
      const { lead } = this.options;
      return Boolean(lead) && lead.of === this.led.of && Math.abs(this.top - this.led.top) > 1;
    }

    /** Where the list is to be scrolled to. */
    leading(top) {
      const { lead, rowHeight, height } = this.options;
      if (!lead) return top;
      if (lead.of === this.led.of && this.focused() >= 0) return top;
      const [start, end] = [lead.row * rowHeight, (lead.row + 1) * rowHeight];
      if (start >= top && end <= top + height) return top; // maybe it was just pressed there
      return Math.round((start + end - height) / 2 / rowHeight) * rowHeight;
    }

    scrolled() {
      this.top = this.element.scrollTop;
      this.frame = this.frame || window.requestAnimationFrame(() => {
        this.frame = 0;
        const focused = this.focused();
        const rows = this.seen();
        // What has the focus stays, wherever the list is scrolled to.
        if (focused >= 0 && !rows.includes(focused)) rows.push(focused);
        this.write(rows.sort((one, other) => one - other));
      });
    }

    /** Rows on the screen and about it. */
    seen() {
      const { rows, rowHeight, height } = this.options;
      const first = Math.max(0, Math.floor((this.top - AROUND * height) / rowHeight));
      const last = Math.min(rows - 1, Math.ceil((this.top + (1 + AROUND) * height) / rowHeight));
      return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
    }

    focused() {
      const { activeElement } = document;
      if (!activeElement || activeElement === document.body || !this.element.contains(activeElement)) return -1;
      const place = [...this.element.children].findIndex((child) => child.contains(activeElement));
      return place < 0 ? -1 : this.written[place];
    }

    write(wanted) {
      const { rows, rowHeight, draw } = this.options;
      const layouts = [];
      this.written = [];
      let next = 0;
      for (const row of [...wanted, rows]) {
        if (row > next) {
          const height = `${(row - next) * rowHeight}px`;
          layouts.push({ type: 'Div', props: { 'data-gap': this.written.length, style: { height } } });
          this.written.push(-1);
        }
        if (row < rows) {
          layouts.push(draw(row));
          this.written.push(row);
        }
        next = row + 1;
      }
      hexscan.elements.write(this.element, layouts);
      if (this.options.drawn) this.options.drawn();
    }

    reveal(row) {
      const { rowHeight, height } = this.options;
      const [top, bottom] = [row * rowHeight, (row + 1) * rowHeight];
      if (top >= this.top && bottom <= this.top + height) return;
      this.top = Math.max(0, top < this.top ? top : bottom - height);
      this.write(this.seen());
      this.element.scrollTop = this.top;
    }
  }

  function of(element, options) {
    const list = windows.get(element) || new ListWindow(element);
    windows.set(element, list);
    list.show(options);
    return list;
  }

  hexscan.window = Object.freeze({ of });
})();

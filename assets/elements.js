/* Layouts of the server as elements of the page, changed in place.
 *
 * Components of Dash that stand for plain elements come as {type, props}; written here, a panel of sixty of them costs
 * a millisecond, where the renderer's own wrappers cost twenty. What stays the same stays the same element, so that
 * the focus, an open explanation and what a screen reader is reading are left alone. An element with an id or with
 * data attributes stands for one thing and never becomes another's: the focus on "Remove A" is not on "Remove B" once
 * A is gone. Texts are texts, never markup, and attributes are no scripts: names come from imported files.
 *
 * A layout of the type Svg, and what lies in it, is a drawing: its elements are called as SVG calls them ("clipPath").
 */
(function defineElements() {
  'use strict';
  const hexscan = (window.hexscan = window.hexscan || {});
  const ATTRIBUTES = { className: 'class', tabIndex: 'tabindex', colSpan: 'colspan', htmlFor: 'for' };
  const ADDRESSES = ['href', 'xlink:href', 'src', 'action', 'formaction'];
  const DRAWING = 'http://www.w3.org/2000/svg';
  const written = new WeakMap(); // element -> its properties as last written

  /** A layout as a list of texts and components. */
  function listOf(layout) {
    if (layout === null || layout === undefined || layout === '') return [];
    return Array.isArray(layout) ? layout.flatMap(listOf) : [layout];
  }

  function isOwnAddress(text) {
    try {
      const { origin, protocol } = new URL(text, window.location.href);
      return origin === window.location.origin && ['http:', 'https:'].includes(protocol); // a blob has an origin too
    } catch (error) {
      return false; // no address at all
    }
  }

  /** No attribute that is a script, and no address but of the page's own server. */
  function isSafe(attribute, value) {
    const name = attribute.toLowerCase();
    if (name.startsWith('on') || name === 'srcdoc') return false;
    return !ADDRESSES.includes(name) || isOwnAddress(value);
  }

  /** As CSS writes a property that may be written as React does. */
  function styleName(name) {
    return name.startsWith('--') ? name : name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  }

  function putStyle(element, style, before) {
    for (const name of Object.keys(before || {})) if (!(name in style)) element.style.removeProperty(styleName(name));
    for (const [name, value] of Object.entries(style)) element.style.setProperty(styleName(name), value);
  }

  function put(element, name, value, before) {
    const attribute = ATTRIBUTES[name] || name;
    if (value === null || value === undefined || value === false) element.removeAttribute(attribute);
    else if (name === 'style') putStyle(element, value, before);
    else if (isSafe(attribute, value)) element.setAttribute(attribute, value === true ? '' : value);
    else {
      element.removeAttribute(attribute); // what stood there before is not meant either
      window.console.error(`An answer has an attribute that is not written: ${attribute}`);
    }
  }

  function dress(element, props) {
    const before = written.get(element) || {};
    for (const name of Object.keys(before)) {
      if (name !== 'children' && !(name in props)) put(element, name, null);
    }
    for (const [name, value] of Object.entries(props)) {
      const same = before[name] === value || (name === 'style' && JSON.stringify(before[name]) === JSON.stringify(value));
      if (name !== 'children' && !same) put(element, name, value, before[name]);
    }
    // What a script has written into an empty element is its own.
    const [old, wanted] = [listOf(before.children), listOf(props.children)];
    if (old.length || wanted.length) fill(element, wanted);
    written.set(element, props);
  }

  function isText(layout) {
    return typeof layout !== 'object';
  }

  function isDrawn(layout, parent) {
    return layout.type === 'Svg' || parent.namespaceURI === DRAWING;
  }

  /** As the element of a layout is called in its parent. */
  function nameOf({ type }, drawn) {
    return drawn ? type[0].toLowerCase() + type.slice(1) : type.toLowerCase();
  }

  function make(layout, parent) {
    if (isText(layout)) return document.createTextNode(String(layout));
    const drawn = isDrawn(layout, parent);
    const name = nameOf(layout, drawn);
    const element = drawn ? document.createElementNS(DRAWING, name) : document.createElement(name);
    dress(element, layout.props);
    return element;
  }

  /** What an element of these properties stands for; '' where it is like any other of its kind. */
  function keyOf(props) {
    if (props.id) return `#${props.id}`;
    const marks = Object.keys(props).filter((name) => name.startsWith('data-'));
    // What a button would write changes with every answer: it is still the same button, where something else tells.
    const names = marks.length > 1 ? marks.filter((name) => name !== 'data-set') : marks;
    return names.map((name) => `${name}=${props[name]}`).join(' ');
  }

  function keyOfNode(node) {
    return keyOf(written.get(node) || {});
  }

  function serves(node, layout) {
    if (isText(layout)) return node.nodeType === Node.TEXT_NODE;
    if (node.nodeType !== Node.ELEMENT_NODE) return false;
    if (node.localName !== nameOf(layout, isDrawn(layout, node.parentNode))) return false;
    return keyOfNode(node) === keyOf(layout.props);
  }

  function renew(node, layout) {
    if (!isText(layout)) dress(node, layout.props);
    else if (node.data !== String(layout)) node.data = String(layout);
  }

  /** Takes away what stands for something that is not wanted any more. */
  function clear(parent, wanted) {
    const keys = new Set(wanted.map((layout) => (isText(layout) ? '' : keyOf(layout.props))));
    for (const node of [...parent.childNodes]) if (!keys.has(keyOfNode(node)) && keyOfNode(node)) node.remove();
  }

  /** The node, from this one on, that a layout is written into; null where one must be made. */
  function placeOf(layout, node) {
    if (node && serves(node, layout)) return node;
    let later = isText(layout) || !keyOf(layout.props) ? null : node;
    while (later && !serves(later, layout)) later = later.nextSibling;
    return later;
  }

  function fill(parent, wanted) {
    clear(parent, wanted);
    let node = parent.firstChild;
    for (const layout of wanted) {
      const place = placeOf(layout, node);
      const made = place || make(layout, parent);
      if (place) renew(place, layout);
      if (place === node && node) node = node.nextSibling;
      else if (place || !node || keyOfNode(node)) parent.insertBefore(made, node);
      else {
        const next = node.nextSibling;
        node.replaceWith(made);
        node = next;
      }
    }
    while (node) {
      const next = node.nextSibling;
      node.remove();
      node = next;
    }
  }

  /** Makes a layout what stands in an element. */
  function write(element, layout) {
    fill(element, listOf(layout));
  }

  hexscan.elements = Object.freeze({ write });
})();

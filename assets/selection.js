/* The controls and the address: what a control was set to is written through url.js, and each shows what the address
 * says.
 *
 * Of the stores the server fills, `defaults` says what each control shows when the URL is silent (a field that equals
 * its default is left out of the URL), and `offered` has the periods and crime types to choose from, and the `order`
 * of the types.
 */
(function defineSelection() {
  'use strict';
  const PERIOD = '..'; // between two values of one control: first and last month, level and larger area
  const ALSO = '+'; // a crime type chosen beside those already chosen
  const ECHO = 1000; // milliseconds within which a control may repeat what the URL gave it
  /** A value the server doesn't know is one it doesn't use: the control must not show it either. */
  const KNOWN = { measure: ['count', 'rate', 'change'], table: ['area', 'type', 'hotspots'] };
  const LEVELS = ['force', 'partnership', 'ward', 'lsoa']; // of areas that can be compared
  const EVERYWHERE = 'all';
  let gifts = []; // {field, value, time} of what the URL gave a control, or what it was heard to choose
  let given = null; // {defaults, offered} of the page
  let understood = { asked: '', value: '' }; // what the server made of the areas that an address asks for

  function same(one, other) {
    return JSON.stringify(one) === JSON.stringify(other);
  }

  const put = (...what) => window.hexscan.url.put(...what);

  function putPeriod(query, value) {
    const [from, to] = value ? value.split(PERIOD) : ['', ''];
    put(query, 'from', from);
    put(query, 'to', to);
  }

  /** Which areas are compared: their level, "" for the natural one, and the larger area they lie in. */
  function putAreas(query, value) {
    const [level, among] = value ? value.split(PERIOD) : ['', ''];
    put(query, 'compare', level);
    put(query, 'among', among === EVERYWHERE ? '' : among);
  }

  function putTypes(query, value) {
    const also = value && value.startsWith(ALSO) ? [query.get('types'), value.slice(ALSO.length)] : [value];
    put(query, 'types', also.filter(Boolean).join(','));
  }

  /** A control was used. */
  function putControl(query, field, value, defaults) {
    const chosen = same(value, defaults[field]) ? null : value;
    if (field === 'period') putPeriod(query, chosen);
    else if (field === 'types') putTypes(query, chosen);
    else if (field === 'areas') putAreas(query, chosen);
    else put(query, field, chosen);
  }

  function expectEcho(field, value) {
    gifts.push({ field, value, time: window.performance.now() });
  }

  function give(id, props) {
    expectEcho(id.control, props.value);
    window.dash_clientside.set_props(id, props);
  }

  /** How a value chosen in a control changes the query; null where the control has to say so itself. */
  function editOf(field, value) {
    if (!given || !(field in given.defaults) || Array.isArray(given.defaults[field])) return null;
    const { defaults, offered } = given;
    return (query) => {
      if (!same(value, shown(query, field, defaults, offered))) putControl(query, field, value, defaults);
    };
  }

  /** A value is being chosen in a control, which will say so itself, later (choosing.js); false where nothing changes. */
  function choose(field, value) {
    const edit = editOf(field, value);
    const changes = Boolean(edit) && window.hexscan.url.change(edit);
    if (changes) expectEcho(field, value);
    return changes;
  }

  /** A value is about to be chosen. */
  function foresee(field, value) {
    const edit = editOf(field, value);
    if (edit) window.hexscan.url.foresee(edit);
  }

  /** Whether a control only repeats what the URL gave it, or what it was heard to choose. Given two values in quick
   * succession (Back, Back), it may repeat the first after the second: that must not take the reader forward again. */
  function isEcho(field, value) {
    const oldest = window.performance.now() - ECHO;
    gifts = gifts.filter((gift) => gift.time > oldest);
    return gifts.some((gift) => gift.field === field && same(gift.value, value));
  }

  function useControl(query, field, value, defaults, offered) {
    const right = shown(query, field, defaults, offered);
    if (!isEcho(field, value)) putControl(query, field, value, defaults);
    else if (!same(value, right)) give({ control: field }, { value: right });
  }

  /** Writes what was chosen in controls; the last inputs are the stores. */
  function writeControls(...inputs) {
    const [defaults, offered] = inputs.slice(-2);
    const used = window.dash_clientside.callback_context.triggered.filter(
      ({ prop_id: id, value }) => id.startsWith('{') && value !== undefined,
    );
    window.hexscan.url.change((query) => {
      used.forEach(({ prop_id: id, value }) => {
        const key = JSON.parse(id.slice(0, id.lastIndexOf('.')));
        useControl(query, key.control, value, defaults, offered);
      });
    });
    return window.dash_clientside.no_update;
  }

  function monthOr(text, otherwise) {
    return /^\d{4}-(0[1-9]|1[0-2])$/.test(text || '') ? text : otherwise;
  }

  /** What the server makes of the months in the URL: one that is not in the data is not used, nor are two that end
   * before they begin. */
  function periodIn(query, defaults, { periods }) {
    const months = periods.flatMap(({ items }) => items.flatMap(({ value }) => value.split(PERIOD))).sort();
    const held = (text) => monthOr(text, '') && months[0] <= text && text <= months[months.length - 1];
    const [from, to] = defaults.period.split(PERIOD);
    const asked = [held(query.get('from')) ? query.get('from') : from, held(query.get('to')) ? query.get('to') : to];
    return asked[0] <= asked[1] ? asked.join(PERIOD) : defaults.period;
  }

  function areasIn(query) {
    const level = LEVELS.includes(query.get('compare')) ? query.get('compare') : '';
    const asked = [level, query.get('among') || EVERYWHERE].join(PERIOD);
    return asked === understood.asked ? understood.value : asked;
  }

  /** An answer is about to give a control what it should show: areas that there are none of can't be compared.
   * Whether that is something else than the address asks for. */
  function understand(field, value) {
    expectEcho(field, value);
    if (field !== 'areas') return false;
    understood = { asked: '', value: '' };
    understood = { asked: areasIn(window.hexscan.url.query()), value };
    return understood.asked !== value;
  }

  /** Crime types in the order in which they are offered, so that a choice is one choice however it was made. */
  function inOrder(text, order) {
    const place = (type) => (order.includes(type) ? order.indexOf(type) : order.length);
    return [...new Set(text.split(','))].sort((one, other) => place(one) - place(other)).join(',');
  }

  /** What a control shows for the URL as it is. */
  function shown(query, field, defaults, offered) {
    if (field === 'period') return periodIn(query, defaults, offered);
    if (field === 'areas') return areasIn(query);
    const text = query.get(field);
    if (!text || (KNOWN[field] && !KNOWN[field].includes(text))) return defaults[field];
    if (field === 'types') {
      const known = text.split(',').every((type) => offered.order.includes(type));
      return known ? inOrder(text, offered.order) : defaults.types;
    }
    return Array.isArray(defaults[field]) ? text.split(',') : text;
  }

  function offers(groups, value) {
    return groups.some(({ items }) => items.some((item) => item.value === value));
  }

  /** The periods to choose from, and the one in the URL where it is none of them. */
  function periodsWith(value, periods) {
    if (offers(periods, value)) return periods;
    return [{ group: 'Chosen', items: [{ value, label: window.hexscan.formula.shortPeriod(...value.split(PERIOD)) }] }, ...periods];
  }

  function group(title, items) {
    return items.length ? [{ group: title, items }] : [];
  }

  /** The crime types to choose from: the choice in the URL where it is several, and more to add to it. */
  function typesWith(value, { types, order }, nothing) {
    const names = Object.fromEntries(types.flatMap(({ items }) => items).map((item) => [item.value, item.label]));
    const chosen = value === nothing ? [] : value.split(',').filter((type) => names[type]);
    const own = offers(types, value) ? [] : [{ value, label: chosen.map((type) => names[type]).join(', ') || value }];
    const others = chosen.length ? order.filter((type) => !chosen.includes(type)) : [];
    const more = others.map((type) => ({ value: `${ALSO}${type}`, label: `and ${names[type]}` }));
    return [...group('Chosen', own), ...types, ...group('And also', more)];
  }

  /** What a control offers beside its value, where that depends on the value. */
  function optionsFor(field, value, defaults, offered) {
    if (field === 'period') return periodsWith(value, offered.periods);
    return field === 'types' ? typesWith(value, offered, defaults.types) : null;
  }

  /** Shows the URL in one control. Only what differs: setting a value counts as using the control, and would be
   * written to the URL again. */
  function showIn(id, value, data, right, options) {
    const props = options && !same(options, data) ? { data: options } : {};
    if (!same(value, right)) give(id, { ...props, value: right });
    else if (props.data) window.dash_clientside.set_props(id, props);
  }

  function readQuery(search, ids, values, data, defaults, offered) {
    const query = window.hexscan.url.query();
    given = { defaults, offered };
    ids.forEach((id, place) => {
      const right = shown(query, id.control, defaults, offered);
      showIn(id, values[place], data[place], right, optionsFor(id.control, right, defaults, offered));
    });
    window.hexscan.pickClicks.showLayers();
    return window.dash_clientside.no_update;
  }

  window.dash_clientside.hexscan = Object.assign(window.dash_clientside.hexscan || {}, {
    writeControls,
    readQuery,
  });
  window.hexscan = window.hexscan || {};
  window.hexscan.controls = Object.freeze({
    choose,
    foresee,
    expectEcho,
    understand,
    state: () => ({ given: given !== null }),
  });
})();

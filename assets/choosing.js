/* Hears what is chosen in a control before the control has drawn itself anew and speaks of it: the question for the
 * panels is then on its way while that happens, 40 ms sooner.
 *
 * An option that is clicked, or chosen by key (the list then clicks it itself), and a radio button of a switch, which
 * arrow keys click too. Where several may be chosen the control speaks for itself.
 */
(function defineChoosing() {
  'use strict';
  const CONTROL = /^\{"control":"(\w+)"\}$/;

  /** The field of the control that an element is, or ''. */
  function fieldOf(element) {
    const found = element ? CONTROL.exec(element.id) : null;
    return found ? found[1] : '';
  }

  function inputOf(list) {
    return list.id ? document.querySelector(`input[aria-controls="${CSS.escape(list.id)}"]`) : null;
  }

  /** {field, value} of what is chosen by a click, or null. */
  function choiceOf(target) {
    const option = target.closest('[role="option"][value]:not([data-combobox-disabled])');
    if (option) {
      const list = option.closest('[role="listbox"]');
      return { field: list ? fieldOf(inputOf(list)) : '', value: option.getAttribute('value') };
    }
    if (!target.matches('input[type="radio"]')) return null;
    return { field: fieldOf(target.closest('[role="radiogroup"]')), value: target.value };
  }

  document.addEventListener(
    'click',
    ({ target }) => {
      const choice = target.closest ? choiceOf(target) : null;
      if (choice && choice.field) window.hexscan.controls.choose(choice.field, choice.value);
    },
    true,
  );
})();

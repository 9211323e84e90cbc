/* Hears what is chosen in a control before the control has drawn itself anew and speaks of it.
 *
 * An option that is clicked, or chosen by key (the list then clicks it itself), and a radio button of a switch, which
 * arrow keys click too. Where several may be chosen the control speaks for itself.
 *
 * Two things make the panels follow a hand sooner. The question is sent when the button goes down on an option: a hand
 * needs some 80 ms to let it go again. And what the control does with the click, which keeps the page busy for two
 * frames, waits until controls follow the address (url.js); until then its list is hidden, as if it were done.
 */
(function defineChoosing() {
  'use strict';
  const CONTROL = /^\{"control":"(\w+)"\}$/;
  let held = null; // {option, list}: the click that its control has not had yet
  let releasing = false; // the control has it now: it is nothing new

  /** The field of the control that an element is, or ''. */
  function fieldOf(element) {
    const found = element ? CONTROL.exec(element.id) : null;
    return found ? found[1] : '';
  }

  function listOf(option) {
    return option.closest('[role="listbox"]');
  }

  function inputOf(list) {
    return list && list.id ? document.querySelector(`input[aria-controls="${CSS.escape(list.id)}"]`) : null;
  }

  function optionOf(target) {
    return target.closest ? target.closest('[role="option"][value]:not([data-combobox-disabled])') : null;
  }

  /** {field, value} of an option or a radio button; no field where it is none of a control's. */
  function choiceOf(target) {
    const option = optionOf(target);
    if (option) return { field: fieldOf(inputOf(listOf(option))), value: option.getAttribute('value') };
    const isRadio = Boolean(target.matches && target.matches('input[type="radio"]'));
    return { field: isRadio ? fieldOf(target.closest('[role="radiogroup"]')) : '', value: target.value };
  }

  function hold(option) {
    const list = listOf(option).parentElement;
    list.style.visibility = 'hidden';
    held = { option, list };
  }

  /** The control has its click, at the latest before it is given other options: a click on one that is gone would
   * leave its list open. */
  function release() {
    if (!held) return;
    const { option, list } = held;
    held = null;
    list.style.visibility = '';
    releasing = true;
    option.click();
    releasing = false;
  }

  /** A finger may be about to scroll the list; other buttons choose nothing. */
  function mayChoose({ button, isPrimary, pointerType }) {
    return button === 0 && isPrimary && pointerType !== 'touch';
  }

  function press(event) {
    release();
    const { field, value } = choiceOf(event.target);
    if (field && optionOf(event.target) && mayChoose(event)) window.hexscan.controls.foresee(field, value);
  }

  function choose(event) {
    if (releasing) return;
    const { target, isTrusted } = event;
    const { field, value } = choiceOf(target);
    const option = optionOf(target);
    const changes = Boolean(field) && window.hexscan.controls.choose(field, value);
    if (!changes || !option || !isTrusted) return;
    event.stopImmediatePropagation();
    hold(option);
  }

  document.addEventListener('pointerdown', press, true);
  document.addEventListener('keydown', release, true);
  document.addEventListener('click', choose, true);
  document.addEventListener('hexscan:controls', release); // when panels are painted, or late
})();

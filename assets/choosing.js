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
  let held = null; // {option, list, field, value}: the click that its control has not had yet
  let releasing = false; // the control has it now: it is nothing new
  let marked = null; // the option that Enter is pressed on, until it has its click

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

  function hold(option, choice) {
    const list = listOf(option).parentElement;
    list.style.visibility = 'hidden';
    held = { option, list, ...choice };
  }

  /** The control has its click, at the latest before it is given other options: a click on one that is gone would
   * leave its list open. */
  function release() {
    if (!held) return;
    const { option, list, field, value } = held;
    held = null;
    list.style.visibility = '';
    window.hexscan.controls.expectEcho(field, value); // it speaks from now on
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
    marked = null;
    if (releasing) return;
    const { target, isTrusted } = event;
    const { field, value } = choiceOf(target);
    const option = optionOf(target);
    const changes = Boolean(field) && window.hexscan.controls.choose(field, value);
    if (!changes || !option || !isTrusted) return;
    event.stopImmediatePropagation();
    hold(option, { field, value });
  }

  /** The option that the list of a control marks. */
  function markedIn(element) {
    const list = fieldOf(element) ? document.getElementById(element.getAttribute('aria-controls')) : null;
    const option = list && list.querySelector('[role="option"][data-combobox-selected]');
    return option && option.checkVisibility() ? option : null;
  }

  function pressKey(event) {
    release();
    marked = event.key === 'Enter' && !event.isComposing ? markedIn(event.target) : null;
  }

  /** On a busy page the control forgets which option it marks: it looks that up a moment after its list has opened,
   * and finds none where letters were typed meanwhile. */
  function chooseMarked() {
    if (marked) marked.click();
  }

  document.addEventListener('pointerdown', press, true);
  document.addEventListener('keydown', pressKey, true);
  document.addEventListener('keydown', chooseMarked);
  document.addEventListener('click', choose, true);
  document.addEventListener('hexscan:controls', release); // when panels are painted, or late
})();

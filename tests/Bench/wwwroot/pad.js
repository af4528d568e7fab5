// The 12 keys.

import { make } from './make.js';
import { say } from './texts.js';

const pad = document.getElementById('pad');

export function drawPad(doing) {
  const focused = document.activeElement?.dataset.press;
  pad.replaceChildren(...'123456789*0#'.split('').map((key) => {
    const meaning = say('keys')[key];
    return make('button', { type: 'button', 'data-press': key, onclick: () => doing.press(key) }, make('b', {}, key === '*' ? '＊' : key), meaning && make('small', {}, meaning));
  }));
  if (focused) pad.querySelector(`[data-press="${CSS.escape(focused)}"]`)?.focus();
}

/** The key goes down on the page too when it is typed on the visitor's keyboard. */
export function flashKey(key) {
  const button = pad.querySelector(`[data-press="${CSS.escape(key)}"]`);
  button.classList.add('down');
  setTimeout(() => button.classList.remove('down'), 120);
}

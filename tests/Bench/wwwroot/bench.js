// The page: watches one appliance and the library's ledger, and passes on what the visitor does.

import { drawLedger } from './ledger.js';
import { drawCards, drawBooks, drawLibraryCards } from './desk.js';
import { drawPad, flashKey } from './pad.js';
import { make } from './make.js';
import { drawPicture, showBusy } from './panel.js';
import { allow, play } from './sounds.js';
import { drawSteps } from './steps.js';
import { read, send, watch } from './surface.js';
import { language, say, startSpeaking } from './texts.js';

const at = (id) => document.getElementById(id);
const now = { devices: [], people: [], places: {}, device: null, appliance: null, ledger: null };
let leave = () => {};

/** Does something on the bench; a refusal is told, and is no error of the page. */
async function act(method, path, body) {
  try {
    await send(method, path, body);
  } catch (error) {
    tell(say('failed')(error.message));
  }
}

const onDevice = (method, what, body) => act(method, `devices/${encodeURIComponent(now.device)}/${what}`, body);

const doing = {
  putCard: (person) => onDevice('PUT', 'card', { person }),
  takeCard: () => onDevice('DELETE', 'card'),
  scan: (code) => {
    at('scanner').classList.remove('beam');
    requestAnimationFrame(() => at('scanner').classList.add('beam'));
    return onDevice('POST', 'scan', { code });
  },
  press,
};

let typed = '';
let typing = false;

/** Keys go out in the order they were pressed; those pressed while some are on their way follow together. */
async function press(key) {
  flashKey(key);
  typed += key;
  if (typing) return;
  typing = true;
  while (typed) {
    const keys = typed;
    typed = '';
    await onDevice('POST', 'keys', { keys });
  }
  typing = false;
}

function draw() {
  drawDevices();
  drawPad(doing);
  drawCards(now, doing);
  drawBooks(now, doing);
  drawLibraryCards(now, doing);
  drawLedger(now);
  drawPlaces();
  drawAppliance();
  drawSteps(now, doing);
}

function drawDevices() {
  at('devices').hidden = now.devices.length < 2;
  at('devices').replaceChildren(...now.devices.map(({ id, station, paired }) => make('button',
    { type: 'button', 'aria-pressed': String(id === now.device), onclick: () => follow(id) }, paired ? say('stations')[station] ?? station : say('newBox'))));
}

const safe = (address) => (/^https?:\/\//.test(address ?? '') ? address : null);

function drawPlaces() {
  at('places').replaceChildren(...[['patronPages', now.places.patrons], ['consolePages', now.places.console], ['phoneApp', now.places.phone], ['eLibrary', now.places.eLibrary]]
    .filter(([, address]) => safe(address))
    .map(([text, address]) => make('a', { href: address, target: '_blank', rel: 'noopener' }, say(text))));
}

function drawAppliance() {
  const state = now.appliance;
  if (!state) return;
  const [what, how] = say('lights')[state.light] ?? [state.light, ''];
  at('light').dataset.light = state.powered ? state.light : 'Off';
  at('light-text').textContent = state.powered ? what : say('lights').Off[0];
  at('light-how').textContent = state.powered ? how : '';
  at('case').classList.toggle('dead', !state.powered);
  at('power').setAttribute('aria-checked', String(state.powered));
  at('door').setAttribute('aria-checked', String(state.doorOpen));
  at('door').hidden = now.devices.find(({ id }) => id === now.device)?.station !== 'Gate';
  at('link').setAttribute('aria-checked', String(state.linkUp));
  at('cable').classList.toggle('cut', !state.linkUp);
  at('screen-id').textContent = state.screen;
  at('phone').hidden = !safe(state.page);
  if (safe(state.page)) at('phone').href = state.page;
  const lines = state.powered ? say('shows')(state.texts.join('\n')) : say('noPower');
  if (at('live').textContent !== lines) at('live').textContent = lines;   // said again only when it is something else
  showBusy(state.busy);
}

function hear(sound) {
  play(sound);
  at('heard').textContent = `♪ ${say('sounds')[sound] ?? sound}`;
  at('heard').getAnimations().forEach((animation) => { animation.cancel(); animation.play(); });
}

let noticeGone;

function tell(words, stays = false) {
  clearTimeout(noticeGone);
  at('notice').textContent = words;
  at('notice').hidden = !words;
  if (words && !stays) noticeGone = setTimeout(() => tell(''), 6000);
}

let isLost = false;

function connected(isConnected) {
  if (isLost !== isConnected) return;
  isLost = !isConnected;
  tell(isLost ? say('lost') : '', isLost);
}

function follow(device) {
  leave();
  now.device = device;
  leave = watch(`devices/${encodeURIComponent(device)}/stream`, {
    state: (state) => {
      const before = now.appliance;
      now.appliance = state;
      if (before?.picture !== state.picture || at('canvas').dataset.device !== device) drawPicture(device, state.picture);
      at('canvas').dataset.device = device;
      drawAppliance();
      drawCards(now, doing);
      drawSteps(now, doing);
    },
    sound: hear,
  }, connected);
  drawDevices();
}

/** A switch moves when the bench says it has moved. */
function startSwitches() {
  const isOn = (id) => at(id).getAttribute('aria-checked') === 'true';
  at('power').addEventListener('click', () => onDevice('POST', 'power', { cut: isOn('power') }));
  at('door').addEventListener('click', () => onDevice('POST', 'door', { open: !isOn('door') }));
  at('link').addEventListener('click', () => act('POST', 'link', { up: !isOn('link') }));
  at('sound').addEventListener('click', () => {
    const isAllowed = at('sound').getAttribute('aria-pressed') !== 'true';
    at('sound').setAttribute('aria-pressed', String(isAllowed));
    allow(isAllowed);
  });
}

function startTheme() {
  const isDark = () => (localStorage.getItem('theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const show = () => {
    document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
    at('theme').setAttribute('aria-pressed', String(isDark()));
  };
  at('theme').addEventListener('click', () => {
    localStorage.setItem('theme', isDark() ? 'light' : 'dark');
    show();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
  show();
}

function startTyping() {
  const keys = { Enter: '#', Backspace: '*' };
  document.addEventListener('keydown', (event) => {
    const isElsewhere = event.ctrlKey || event.altKey || event.metaKey || event.target.matches('input:not([type=checkbox]), textarea, select');
    const key = /^[0-9*#]$/.test(event.key) ? event.key : event.target === document.body ? keys[event.key] : undefined;
    if (isElsewhere || !key || !at('typing').checked) return;
    event.preventDefault();
    press(key);
  });
  at('code-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const code = at('code').value.trim();
    if (code) doing.scan(code);
    at('code').select();
  });
}

async function start() {
  startTheme();
  startSpeaking(draw);
  startSwitches();
  startTyping();
  try {
    [now.devices, now.people, now.places] = await Promise.all([read('devices'), read('people'), read('places')]);
  } catch (error) {
    tell(say('failed')(error.message), true);
    return;
  }
  draw();
  if (now.devices.length > 0) follow(now.devices[0].id);
  watch('ledger/stream', {
    ledger: (ledger) => {
      now.ledger = ledger;
      drawLedger(now);
      drawBooks(now, doing);
      drawLibraryCards(now, doing);
      drawSteps(now, doing);
    },
  }, connected);
  document.documentElement.dataset.ready = language;
}

start();

// What lies on the desk: cards to put on the reader, books to scan.

import { fill, make } from './make.js';
import { barsOf } from './label.js';
import { dragOnto } from './drag.js';
import { language, say } from './texts.js';

const at = (id) => document.getElementById(id);
const colours = 6;
const inFront = ['yamada-hanako', 'sato-ichiro', 'takahashi-taro', 'takasaki-ryo', 'nguyen-thi-lan', 'mori-kaoru', 'hayashi-daichi'];   // the usual ones; the others wait in a drawer
const onTheShelf = 24;   // books; the others are scanned by typing their code

export function drawCards({ people, appliance }, doing) {
  const laid = appliance?.card ?? null;
  const numbered = people.map((person, n) => ({ person, n }));
  const isInFront = ({ person }) => inFront.includes(person.person);
  drawTray('cards', numbered.filter(isInFront), laid, doing);
  drawTray('other-cards', numbered.filter((card) => !isInFront(card)), laid, doing);

  const index = people.findIndex((person) => person.person === laid);
  at('reader').classList.toggle('taken', index >= 0);
  fill(at('laid'), JSON.stringify([language, laid]), () => {
    if (index < 0) return [];
    const card = make('div', { class: `card colour-${index % colours}` }, ...faceOf(people[index]));
    dragOnto(card, null, doing.takeCard, at('reader'));
    return [card, make('button', { type: 'button', class: 'take', 'data-id': 'take', onclick: doing.takeCard }, say('takeAway'))];
  });
}

function drawTray(id, cards, laid, doing) {
  fill(at(id), JSON.stringify([language, laid, cards]), () => cards.map(({ person, n }) => {
    const isLaid = person.person === laid;
    const card = make('button', {
      type: 'button', class: `card colour-${n % colours}${isLaid ? ' away' : ''}`, 'data-id': person.person, 'aria-pressed': String(isLaid),
      onclick: () => (isLaid ? doing.takeCard() : doing.putCard(person.person)),
    }, ...faceOf(person), isLaid ? make('span', { class: 'where' }, say('onReader')) : null);
    if (!isLaid) dragOnto(card, at('reader'), () => doing.putCard(person.person));
    return make('li', {}, card);
  }));
}

const faceOf = (person) => [
  make('span', { class: 'chip', 'aria-hidden': 'true' }),
  make('span', { class: 'who' }, person.name),
  make('span', { class: 'kind' }, say('cardKinds')[person.person] ?? person.kind[language]),
];

export function drawBooks({ ledger }, doing) {
  const items = (ledger?.items ?? []).slice(0, onTheShelf);
  const lent = new Set((ledger?.loans ?? []).map((loan) => loan.item));
  fill(at('books'), JSON.stringify([language, items, [...lent]]), () => items.map(({ barcode, title }, n) => {
    const isLent = lent.has(barcode);
    return make('li', {}, make('button', { type: 'button', class: `book colour-${n % colours}${isLent ? ' lent' : ''}`, 'data-id': barcode, onclick: () => doing.scan(barcode) },
      make('span', { class: 'title' }, title),
      isLent ? make('span', { class: 'badge' }, say('onLoan')) : null,
      make('span', { class: 'label' }, barsOf(barcode), make('span', { class: 'digits' }, barcode))));
  }));
}

/** The plastic cards of patrons whom no My Number card speaks for yet, the one of staff, and before a new box the code that leads it to its bridge. */
export function drawLibraryCards({ ledger, places, devices, device }, doing) {
  const linked = new Set((ledger?.links ?? []).map((link) => link.patron));
  const cards = (ledger?.patrons ?? []).filter(({ number }) => !linked.has(number)).slice(0, 4)
    .concat(places.staffCard ? [{ number: places.staffCard, name: say('staffCard') }] : [])
    .concat(places.door && devices.some(({ id, paired }) => id === device && !paired) ? [{ number: places.door, name: say('doorCode') }] : []);
  fill(at('library-cards'), JSON.stringify([language, cards]), () => cards.length === 0 ? [make('li', { class: 'none' }, say('noLibraryCards'))]
    : cards.map(({ number, name }, n) => make('li', {}, make('button', { type: 'button', class: `book colour-${n % colours}`, 'data-id': number, onclick: () => doing.scan(number) },
      make('span', { class: 'title' }, name),
      make('span', { class: 'label' }, /^\d+$/.test(number) ? barsOf(`A${number}A`) : null, make('span', { class: 'digits' }, number))))));
}

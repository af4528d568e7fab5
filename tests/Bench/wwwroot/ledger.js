// What the bridge knows: loans, holds, events, what staff settle, patrons.

import { fill, make } from './make.js';
import { dateOf, language, say } from './texts.js';

const at = (id) => document.getElementById(id);
const newestEvents = 40;
const seen = { loans: null, events: null };
const arrival = new Map();   // item → when this page first saw it on loan; the ledger has its own order

export function drawLedger({ ledger }) {
  if (!ledger) return;
  const { patrons = [], items = [], loans = [], holds = [], events = [], mails = [], staffQueue = [] } = ledger;
  const titleOf = new Map(items.map(({ barcode, title }) => [barcode, title]));
  const nameOf = new Map(patrons.map(({ number, name }) => [number, name]));
  const loansOf = Map.groupBy(loans, (loan) => loan.patron);
  const today = new Date().toISOString().slice(0, 10);

  for (const { item } of loans) if (!arrival.has(item)) arrival.set(item, arrival.size);
  const newestFirst = [...loans].sort((one, other) => arrival.get(other.item) - arrival.get(one.item));

  list('loans', loans, 'noLoans', newestFirst, ({ item, patron, due }) => [
    make('span', { class: 'main' }, titleOf.get(item) ?? item),
    make('span', { class: 'more' }, nameOf.get(patron) ?? patron),
    make('span', due < today ? { class: 'due late', title: say('late') } : { class: 'due' }, say('due')(dateOf(due)))], (loan) => loan.item);
  list('holds', holds, 'noHolds', holds, ({ title, patron, status, slot }) => [
    make('span', { class: 'main' }, title),
    make('span', { class: 'more' }, nameOf.get(patron) ?? patron),
    make('span', { class: 'due' }, holdState(status, slot))]);
  list('events', events, 'noEvents', events.slice(-newestEvents).reverse(), ({ device, sequence, type }) => [
    make('span', { class: 'main' }, say('kinds')[type] ?? type),
    make('span', { class: 'more' }, device),
    make('code', {}, `${sequence}`)], (event) => `${event.device}/${event.epoch ?? ''}/${event.sequence}`);
  list('mails', mails, 'noMails', [...mails].reverse(), ({ to, subject }) => [
    make('span', { class: 'main' }, subject),
    make('span', { class: 'more' }, to)]);
  list('staff', staffQueue, 'noStaff', staffQueue, ({ reason }) => [make('span', { class: 'main' }, reason)]);
  list('patrons', patrons, 'noPatrons', patrons, ({ number, name }) => [
    make('span', { class: 'main' }, name),
    make('span', { class: 'more' }, number),
    make('span', { class: 'due' }, loansOf.has(number) ? say('loansOf')(loansOf.get(number).length) : '')]);
}

function holdState(status, slot) {
  const words = say('holdStates')[status] ?? status;
  return typeof words === 'function' ? words(slot ?? '') : words;
}

function list(id, all, none, shown, cells, keyOf) {
  at(`${id}-count`).textContent = all.length;
  const before = seen[id];
  fill(at(id), JSON.stringify([language, shown, id === 'patrons' || id === 'loans' ? document.getElementById('loans-count').textContent : '']), () =>
    shown.length === 0 ? [make('li', { class: 'none' }, say(none))]
      : shown.map((entry) => make('li', { class: before && !before.has(keyOf(entry)) ? 'new' : null }, ...cells(entry))));
  if (keyOf) seen[id] = new Set(all.map(keyOf));
}

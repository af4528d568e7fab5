// "Try this": three steps that tick themselves off, whoever does them, here or on the appliance.

const ids = ['step-card', 'step-scan', 'step-finish'];
const steps = ids.map((id) => document.getElementById(id));
const buttons = steps.map((step) => step.querySelector('button'));
const inSession = ['S20', 'S30', 'S31'];
const over = ['S32', 'S99', 'S98'];

let loansBefore = null;   // when the card was put down; null before that
let isDone = false;
let newest;

export function drawSteps(now, doing) {
  newest = { now, doing };
  const { appliance, ledger } = now;
  if (!appliance || !ledger) return;
  const isAtWork = inSession.includes(appliance.screen);
  if (isDone && isAtWork && appliance.card) isDone = false;
  if (isAtWork) loansBefore ??= ledger.loans.length;
  const scanned = loansBefore === null ? 0 : ledger.loans.length - loansBefore;
  if (over.includes(appliance.screen) && scanned > 0) isDone = true;
  if (!isAtWork && !over.includes(appliance.screen)) loansBefore = null;

  const reached = isDone ? 3 : !isAtWork ? 0 : scanned < 2 ? 1 : 2;
  steps.forEach((step, n) => {
    step.classList.toggle('done', n < reached);
    step.classList.toggle('next', n === reached);
    if (n === reached) step.setAttribute('aria-current', 'step');
    else step.removeAttribute('aria-current');
    buttons[n].setAttribute('aria-disabled', String(n !== reached));
  });
  steps[1].querySelector('.number').textContent = reached === 1 && scanned === 1 ? '½' : '2';
}

const does = [
  ({ now, doing }) => now.people.length > 0 && doing.putCard(now.people[0].person),
  ({ now, doing }) => {
    const lent = new Set(now.ledger.loans.map((loan) => loan.item));
    const free = now.ledger.items.find((item) => !lent.has(item.barcode));
    return free && doing.scan(free.barcode);
  },
  ({ doing }) => doing.press('#'),
];

buttons.forEach((button, n) => button.addEventListener('click', () => {
  if (button.getAttribute('aria-disabled') !== 'true') does[n](newest);
}));

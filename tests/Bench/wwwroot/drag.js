// Carries a card with the mouse. Touch scrolls and presses instead, and so does the keyboard: everything works without dragging.

const farEnough = 6;   // pixels; less is a press

/** Calls `arrived` when the element is let go over `goal`, or, without a goal, anywhere but over `home`. */
export function dragOnto(element, goal, arrived, home = null) {
  element.addEventListener('pointerdown', (down) => {
    if (down.pointerType === 'touch' || down.button !== 0 || down.target.closest('.take')) return;
    let carried;
    const over = ({ clientX, clientY }, place) => {
      const { left, right, top, bottom } = place.getBoundingClientRect();
      return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
    };
    const move = (event) => {
      if (!carried && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < farEnough) return;
      carried ??= lift(element);
      carried.style.translate = `${event.clientX - down.clientX}px ${event.clientY - down.clientY}px`;
      goal?.classList.toggle('near', over(event, goal));
    };
    const end = (event) => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', end);
      removeEventListener('pointercancel', end);
      goal?.classList.remove('near');
      if (!carried) return;
      carried.remove();
      element.classList.remove('lifted');
      addEventListener('click', (click) => click.stopPropagation(), { capture: true, once: true });   // the press that ends a drag is no press
      setTimeout(() => dispatchEvent(new Event('click')));                                             // and when there was none, the next one counts
      if (event.type === 'pointerup' && (goal ? over(event, goal) : !over(event, home))) arrived();
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', end);
    addEventListener('pointercancel', end);
    if (element.tagName !== 'BUTTON') down.preventDefault();
  });
}

function lift(element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  const carried = element.cloneNode(true);
  carried.removeAttribute('data-id');
  carried.classList.add('carried');
  carried.setAttribute('aria-hidden', 'true');
  Object.assign(carried.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
  document.body.append(carried);
  element.classList.add('lifted');
  return carried;
}

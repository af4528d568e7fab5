// The e-ink panel: its picture as it is, at a whole number of device pixels where there is room, and its flashing while it refreshes.

const width = 400;
const frame = document.getElementById('panel');
const canvas = document.getElementById('canvas');
const ink = canvas.getContext('2d');
let wanted;
let fetching = false;

/** Draws the newest picture; while one is on its way, those in between are skipped. */
export async function drawPicture(device, number) {
  wanted = `/bench/devices/${device}/screen.png?v=${number}`;
  if (fetching) return;
  fetching = true;
  try {
    for (let drawn; drawn !== wanted;) {
      const next = wanted;
      const picture = new Image();
      picture.src = next;
      await picture.decode();
      ink.drawImage(picture, 0, 0);
      drawn = next;
      canvas.dataset.picture = next;
    }
  } finally {
    fetching = false;
  }
}

/** A partial refresh is over before the flashing begins (0.4 s); a full one flashes black and white, as the panel does. */
export const showBusy = (isBusy) => frame.classList.toggle('busy', isBusy);

function fit() {
  const room = frame.parentElement.clientWidth - parseFloat(getComputedStyle(frame.parentElement).paddingLeft) * 2;
  const whole = Math.floor(room * devicePixelRatio / width);
  const shown = whole >= 1 ? whole * width / devicePixelRatio : room;   // a narrow screen of few pixels: smaller rather than cut off
  frame.style.width = `${Math.min(shown, 800)}px`;
  canvas.classList.toggle('whole', whole >= 1);
}

new ResizeObserver(fit).observe(frame.parentElement);
fit();

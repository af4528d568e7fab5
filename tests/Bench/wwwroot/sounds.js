// What the appliance's buzzer plays, for visitors who want to hear it.

const tones = {   // [hertz, start, length] in milliseconds
  Key: [[1000, 0, 25]],
  CardSeen: [[2000, 0, 60]],
  Success: [[1319, 0, 110], [1760, 120, 160]],
  Failure: [[330, 0, 140], [262, 160, 140]],
  TooEarly: [0, 1, 2].map((n) => [1500, n * 120, 70]),
  Attention: [0, 1, 2].flatMap((group) => [0, 1, 2].map((n) => [1800, group * 520 + n * 120, 70])),
  Returned: [[1760, 0, 110], [1319, 120, 160]],
  HoldReady: [[1175, 0, 110], [1568, 120, 110], [2093, 240, 180]],
  GateOpen: inTurn(1500, 1900, 50),
  GateRefused: [[250, 0, 900]],
  DoorAlarm: inTurn(900, 1400, 300),
  LanguageChanged: [[1800, 0, 40], [1800, 90, 40]],
};

function inTurn(low, high, length) {
  return [...Array(10).keys()].map((n) => [n % 2 === 0 ? low : high, n * length, length]);
}

let audio;

export function allow(isAllowed) {
  if (isAllowed) {
    audio ??= new AudioContext();
    audio.resume();
  } else {
    audio?.suspend();
  }
}

export function play(name) {
  if (audio?.state !== 'running') return;
  for (const [hertz, start, length] of tones[name] ?? []) {
    const [from, to] = [audio.currentTime + start / 1000, audio.currentTime + (start + length) / 1000];
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    tone.type = 'triangle';
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.12, from + 0.005);
    volume.gain.setValueAtTime(0.12, to - 0.005);
    volume.gain.linearRampToValueAtTime(0, to);
    tone.connect(volume).connect(audio.destination);
    tone.start(from);
    tone.stop(to);
  }
}

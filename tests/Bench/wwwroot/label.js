// The label on a book: NW-7 (Codabar), as libraries print it. Four bars and three spaces a character; a wide one is 1 in the pattern.

const patterns = {
  0: '0000011', 1: '0000110', 2: '0001001', 3: '1100000', 4: '0010010', 5: '1000010', 6: '0100001', 7: '0100100', 8: '0110000', 9: '1001000',
  '-': '0001100', $: '0011000', ':': '1000101', '/': '1010001', '.': '1010100', '+': '0010101', A: '0011010', B: '0101001', C: '0001011', D: '0001110',
};

/** An SVG of the bars; empty when the code has other characters than the symbology. */
export function barsOf(code) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  let x = 0;
  let path = '';
  for (const character of code) {
    [...patterns[character] ?? ''].forEach((wide, n) => {
      const thick = wide === '1' ? 2.5 : 1;
      if (n % 2 === 0) path += `M${x} 0h${thick}v10h-${thick}z`;
      x += thick;
    });
    x += 1;
  }
  const bars = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  bars.setAttribute('d', path);
  svg.append(bars);
  svg.setAttribute('viewBox', `0 0 ${Math.max(x, 1)} 10`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  return svg;
}

/** Codes that no device shows, made from one that a device does show. */

const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ479';

/** One wrong symbol: the check symbol tells. */
export function mistype(userCode: string): string {
  const wrong = userCode.at(-2) === 'B' ? 'C' : 'B';
  return `${userCode.slice(0, -2)}${wrong}${userCode.slice(-1)}`;
}

/**
 * Well-formed, but never given out. The check is a weighted sum with neighbouring weights one apart, so that moving the
 * first three symbols by n, -2n and n leaves it as it was. Each n from 1 to 22 is another code.
 */
export function unknown(userCode: string, n = 1): string {
  const moved = [n, -2 * n, n].map((steps, place) => move(userCode[place]!, steps));
  return moved.join('') + userCode.slice(3);
}

function move(symbol: string, steps: number): string {
  const size = ALPHABET.length;
  return ALPHABET[(((ALPHABET.indexOf(symbol) + steps) % size) + size) % size]!;
}

/** Codes that no device shows, derived from one that a device does show. */

const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ479';

/** A code with one wrong character, which the check character reveals. */
export function mistype(userCode: string): string {
  const wrong = userCode.at(-2) === 'B' ? 'C' : 'B';
  return `${userCode.slice(0, -2)}${wrong}${userCode.slice(-1)}`;
}

/**
 * Well-formed, but never issued. The check character is a weighted sum whose neighboring weights differ by one, so that moving the
 * first three characters by n, -2n and n doesn't change it. Each n from 1 to 22 gives another code.
 */
export function unknown(userCode: string, n = 1): string {
  const moved = [n, -2 * n, n].map((steps, place) => move(userCode[place]!, steps));
  return moved.join('') + userCode.slice(3);
}

function move(character: string, steps: number): string {
  const size = ALPHABET.length;
  return ALPHABET[(((ALPHABET.indexOf(character) + steps) % size) + size) % size]!;
}

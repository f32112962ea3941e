import { createHash } from 'node:crypto';
import { PNG } from 'pngjs';

/** Text is drawn alike in one run of one browser; a step of a level or two is a matter of rounding. */
const TOLERANCE = 4;

/** The hash of what a picture shows: two files of the same pixels have the same one. */
export function hash(picture: PNG): string {
  return createHash('sha256').update(`${picture.width}x${picture.height}`).update(picture.data).digest('hex').slice(0, 32);
}

/** The picture of the differences between two pictures, in red on the faded second one; `undefined` if there are none. */
export function difference(before: PNG, after: PNG): PNG | undefined {
  if (hash(before) === hash(after)) return undefined;
  const [width, height] = [Math.max(before.width, after.width), Math.max(before.height, after.height)];
  const shown = new PNG({ width, height });
  let differs = false;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [one, other] = [pixel(before, x, y), pixel(after, x, y)];
      const isSame = one && other && one.every((level, channel) => Math.abs(level - (other[channel] ?? 0)) <= TOLERANCE);
      differs ||= !isSame;
      const faded = other?.map((level) => 192 + Math.floor(level / 4)) ?? [255, 255, 255];
      shown.data.set([...(isSame ? faded : [208, 0, 0]).slice(0, 3), 255], 4 * (y * width + x));
    }
  }
  return differs ? shown : undefined;
}

/** The levels of red, green and blue; `undefined` outside of the picture. */
function pixel({ width, height, data }: PNG, x: number, y: number): number[] | undefined {
  if (x >= width || y >= height) return undefined;
  const at = 4 * (y * width + x);
  return [...data.subarray(at, at + 3)];
}

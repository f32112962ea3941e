import fs from 'node:fs';
import path from 'node:path';

/** A screen whose pictures differ; where there is no picture, the hash is empty. */
export interface Change {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** A difference that is meant. */
export interface Accepted extends Change {
  readonly reason: string;
}

export const FILE = path.join(import.meta.dirname, 'accepted.json');

export function readAccepted(): Accepted[] {
  const accepted = JSON.parse(fs.readFileSync(FILE, 'utf8')) as Accepted[];
  const without = accepted.filter(({ reason }) => !reason.trim());
  if (without.length) throw new Error(`${FILE}: say why for ${without.map(({ name }) => name).join(', ')}`);
  return accepted;
}

/** The changes that nobody has accepted, as they are now: another picture on either side needs another look. */
export function unaccepted(changes: readonly Change[], accepted: readonly Accepted[]): Change[] {
  const isSame = (one: Change, other: Change): boolean =>
    one.name === other.name && one.before === other.before && one.after === other.after;
  return changes.filter((change) => !accepted.some((entry) => isSame(entry, change)));
}

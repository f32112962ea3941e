import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { PNG } from 'pngjs';
import { type Change, FILE, readAccepted, unaccepted } from './accepted.ts';
import { FOLDER } from './folder.ts';
import { difference, hash } from './pixels.ts';
import { type Row, writeSheet } from './sheet.ts';

// The pictures in `before` and `after`, side by side where they differ. It fails for a difference that `accepted.json` doesn't have.

const WIDTH = 320;

const folders = { before: path.join(FOLDER, 'before'), after: path.join(FOLDER, 'after') };
const names = (folder: string): string[] => (fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith('.png')) : []);
const read = (file: string): PNG | undefined => (fs.existsSync(file) ? PNG.sync.read(fs.readFileSync(file)) : undefined);

test('every difference is accepted', async ({ page }) => {
  test.setTimeout(600_000);
  expect(names(folders.after).length, `pictures in ${folders.after}`).toBeGreaterThan(0);
  fs.rmSync(path.join(FOLDER, 'different'), { recursive: true, force: true });
  fs.mkdirSync(path.join(FOLDER, 'different'), { recursive: true });
  const changes: Change[] = [];
  const rows: Row[] = [];
  for (const name of new Set([...names(folders.before), ...names(folders.after)])) {
    const files = { before: path.join(folders.before, name), after: path.join(folders.after, name) };
    const pictures = { before: read(files.before), after: read(files.after) };
    const empty = new PNG({ width: 1, height: 1 });
    const shown = difference(pictures.before ?? empty, pictures.after ?? empty);
    if (!shown) continue;
    const different = path.join(FOLDER, 'different', name);
    fs.writeFileSync(different, PNG.sync.write(shown));
    const hashes = { before: pictures.before ? hash(pictures.before) : '', after: pictures.after ? hash(pictures.after) : '' };
    changes.push({ name: path.parse(name).name, ...hashes });
    const shot = [
      { file: files.before, shows: 'before', there: pictures.before },
      { file: files.after, shows: 'after', there: pictures.after },
      { file: different, shows: 'the difference', there: shown },
    ];
    rows.push({ name, pictures: shot.filter(({ there }) => there).map(({ file, shows }) => ({ file, shows, width: WIDTH })) });
  }
  const sheet = await writeSheet(page, FOLDER, 'What differs from the commit before', rows);
  console.log(`${changes.length} pictures differ: ${sheet}`);

  const left = unaccepted(changes, readAccepted());
  for (const change of left) console.log(JSON.stringify({ ...change, reason: '' }));
  const told = `look at ${sheet}; if they are meant, add the lines above to ${FILE}, with their reasons`;
  expect(left.map(({ name }) => name), told).toEqual([]);
});

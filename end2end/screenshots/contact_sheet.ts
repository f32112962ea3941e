import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { FOLDER } from './folder.ts';
import { type Picture, type Row, writeSheet } from './sheet.ts';

// One sheet of all pictures that `screenshots.ts` has taken.

const WIDTHS: Record<string, number> = { desktop: 320, phone: 140 };

test('the sheet', async ({ page }) => {
  test.setTimeout(600_000);
  const rows = new Map<string, Picture[]>();
  for (const name of fs.readdirSync(FOLDER).sort()) {
    const [step, device = '', language, look, png] = name.split('.');
    if (!step || png !== 'png') continue;
    const pictures = rows.get(step) ?? [];
    pictures.push({ file: path.join(FOLDER, name), shows: `${device}, ${language}, ${look}`, width: WIDTHS[device] ?? 320 });
    rows.set(step, pictures);
  }
  expect(rows.size, `pictures in ${FOLDER}`).toBeGreaterThan(0);
  const sheet: Row[] = [...rows].map(([name, pictures]) => ({ name, pictures }));
  console.log(await writeSheet(page, FOLDER, 'All screens', sheet));
});

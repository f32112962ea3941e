import fs from 'node:fs';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { FOLDER, LOOKS, stem } from './folder.ts';
import { type Picture, type Row, writeSheet } from './sheet.ts';

// A sheet of all messages in all languages, which a test of the server has written into `mails.json`: as emails in both color schemes, on the
// smallest phone, in a program that inverts colors, and without pictures; and as plain text and text message.

interface Mail {
  readonly name: string;
  readonly language: string;
  readonly subject: string;
  readonly plain: string;
  readonly html: string;
  readonly text: string;
}

/** A logo, in place of the one on the server. */
const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="32"><rect width="96" height="32" rx="6" fill="#0b5fff"/></svg>';
const WIDE = 640;
const SMALLEST = 320;

const WRITTEN = path.join(FOLDER, 'mails.json');
const mails: Mail[] = fs.existsSync(WRITTEN) ? JSON.parse(fs.readFileSync(WRITTEN, 'utf8')) : [];

for (const language of new Set(mails.map((mail) => mail.language))) {
  test(`all messages in ${language}`, async ({ page }) => {
    test.setTimeout(600_000);
    const folder = path.join(FOLDER, language);
    fs.mkdirSync(folder, { recursive: true });
    const rows: Row[] = [];
    for (const mail of mails.filter((mail) => mail.language === language)) rows.push(await row(page, folder, mail));
    console.log(await writeSheet(page, folder, `All messages: ${language}`, rows));
  });
}

async function row(page: Page, folder: string, { name, subject, plain, html, text }: Mail): Promise<Row> {
  const pictures: Picture[] = [];
  const shoot = async (shows: string, width: number): Promise<void> => {
    await page.setViewportSize({ width, height: 480 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, `no sideways scroll: ${name}, ${shows}`).toBeLessThanOrEqual(0);
    const file = path.join(folder, `${stem(name)}-${stem(shows)}.png`);
    await page.screenshot({ path: file, fullPage: true });
    pictures.push({ file, shows, width: Math.floor(width / 2) });
  };
  await page.route('**/brand/logo', (route) => route.fulfill({ contentType: 'image/svg+xml', body: LOGO }));
  await page.setContent(html);
  for (const colorScheme of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await shoot(colorScheme, WIDE);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await shoot('320 px', SMALLEST);
  // As programs do that know no dark scheme: all colors, but no pictures.
  await page.addStyleTag({ content: 'html { background: #fff; filter: invert(1) hue-rotate(180deg) } img { filter: invert(1) hue-rotate(180deg) }' });
  await shoot('inverted', SMALLEST);
  await page.unrouteAll();
  await page.route('**/brand/logo', (route) => route.abort());
  await page.setContent(html);
  await shoot('without pictures', SMALLEST);
  await page.unrouteAll();
  return { name: `${name}: ${subject}`, pictures, texts: [plain, text] };
}

import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';

/** A picture with what it shows, and its width on the sheet. */
export interface Picture {
  readonly file: string;
  readonly shows: string;
  readonly width: number;
}

/** Pictures that belong together, and texts beside them. */
export interface Row {
  readonly name: string;
  readonly pictures: readonly Picture[];
  readonly texts?: readonly string[];
}

/** More would make a picture that some programs don't open. */
const ROWS_ON_A_PAGE = 8;

/** Writes the rows into a folder: all as `index.html`, and in parts as `sheet-01.png`. Returns the path of the former. */
export async function writeSheet(page: Page, folder: string, title: string, rows: readonly Row[]): Promise<string> {
  fs.mkdirSync(folder, { recursive: true });
  const earlier = fs.readdirSync(folder).filter((name) => /^sheet-\d+\./.test(name));
  for (const name of earlier) fs.rmSync(path.join(folder, name));
  const all = path.join(folder, 'index.html');
  fs.writeFileSync(all, html(folder, title, rows, 'lazy'));
  for (let first = 0; first < rows.length; first += ROWS_ON_A_PAGE) {
    const sheet = path.join(folder, `sheet-${String(first / ROWS_ON_A_PAGE + 1).padStart(2, '0')}`);
    // A file, because only a file's page may show pictures from files.
    fs.writeFileSync(`${sheet}.html`, html(folder, title, rows.slice(first, first + ROWS_ON_A_PAGE), 'eager'));
    await page.goto(pathToFileURL(`${sheet}.html`).href);
    await page.screenshot({ path: `${sheet}.png`, fullPage: true });
    fs.rmSync(`${sheet}.html`);
  }
  return all;
}

function html(folder: string, title: string, rows: readonly Row[], loading: 'eager' | 'lazy'): string {
  const figure = ({ file, shows, width }: Picture): string => {
    const url = path.relative(folder, file).split(path.sep).map(encodeURIComponent).join('/');
    const image = `<img src="${url}" width="${width}" loading="${loading}" alt="">`;
    return `<figure><a href="${url}">${image}</a><figcaption>${escape(shows)}</figcaption></figure>`;
  };
  const row = ({ name, pictures, texts = [] }: Row): string => {
    const beside = texts.map((text) => `<pre dir="auto">${escape(text)}</pre>`);
    return `<section><h2>${escape(name)}</h2><div>${[...pictures.map(figure), ...beside].join('')}</div></section>`;
  };
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title><style>
body { margin: 1rem; font: 14px/1.4 system-ui, sans-serif; color: #222; background: #ddd; }
section > div { display: flex; flex-wrap: wrap; gap: 1rem; align-items: start; }
h2 { margin: 1.5rem 0 .5rem; font-size: 1.125rem; }
figure { margin: 0; }
img { display: block; border: 1px solid #999; background: #fff; }
pre { margin: 0; padding: .75rem; width: 24rem; white-space: pre-wrap; overflow-wrap: break-word; background: #fff; border: 1px solid #999; }
</style></head><body><h1>${escape(title)}</h1>${rows.map(row).join('\n')}</body></html>
`;
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Server } from '../fixtures/server.ts';
import { expect, test } from '../fixtures/test.ts';
import { expectAccessible } from '../pages/axe.ts';
import { seeScreen } from '../pages/frame.ts';
import { ENTER, next } from '../pages/link.ts';

// The brand's color and logo can be seen in both color schemes (O3). The server makes their style, and one engine is enough: @chromium.

for (const { color, scheme, shown } of [
  { color: '#0b5fff', scheme: 'light', shown: 'rgb(11, 95, 255)' },
  { color: '#0b5fff', scheme: 'dark', shown: 'rgb(57, 124, 255)' },
  { color: '#ffcc00', scheme: 'light', shown: 'rgb(137, 108, 0)' },
  { color: '#ffcc00', scheme: 'dark', shown: 'rgb(255, 204, 0)' },
] as const) {
  test.describe(`${color} on a ${scheme} display`, () => {
    test.use({ colorScheme: scheme });

    test('can be read @chromium', async ({ page, build }) => {
      const server = await Server.start(build, `[brand]\ncolor = "${color}"\n`);
      try {
        await page.goto(`${server.url}/link`);
        await seeScreen(page, ENTER);
        await expect(next(page)).toHaveCSS('background-color', shown);
        await expectAccessible(page, `${color}, ${scheme}`);
      } finally {
        await server.remove();
      }
    });
  });
}

test.describe('a logo of its own on a dark display', () => {
  test.use({ colorScheme: 'dark' });

  test('is shown @chromium', async ({ page, build }) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-brand-'));
    const logo = (name: string, width: number): string => {
      const file = path.join(folder, name);
      fs.writeFileSync(file, `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="10"/>`);
      return file;
    };
    const server = await Server.start(build, `[brand]\nlogo = "${logo('light.svg', 10)}"\nlogo_dark = "${logo('dark.svg', 20)}"\n`);
    try {
      await page.goto(`${server.url}/link`);
      const shown = page.getByRole('banner').locator('img');
      await expect.poll(() => shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(20);
    } finally {
      await server.remove();
      fs.rmSync(folder, { recursive: true });
    }
  });
});

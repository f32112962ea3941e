import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startDevice } from '../clients/libraries.ts';
import { TV } from '../fixtures/catalogue.ts';
import { Server } from '../fixtures/server.ts';
import { expect, test } from '../fixtures/test.ts';
import { expectAccessible } from '../pages/axe.ts';
import { HOME, seeScreen } from '../pages/frame.ts';
import { ENTER, next, seeConfirm, typeCode } from '../pages/link.ts';
import { identify } from '../pages/sign_in.ts';

// The brand's color and the logos can be seen in both color schemes (O3). In dark mode, which Firefox would have to start with, one engine is
// enough, because the server makes their style: @chromium.

for (const { color, scheme, shown, engines } of [
  { color: '#0b5fff', scheme: 'light', shown: 'rgb(11, 95, 255)', engines: '' },
  { color: '#0b5fff', scheme: 'dark', shown: 'rgb(72, 134, 255)', engines: ' @chromium' },
  { color: '#ffcc00', scheme: 'light', shown: 'rgb(136, 108, 0)', engines: '' },
  { color: '#ffcc00', scheme: 'dark', shown: 'rgb(255, 204, 0)', engines: ' @chromium' },
] as const) {
  test.describe(`${color} on a ${scheme} display`, () => {
    test.use({ colorScheme: scheme });

    test(`can be read${engines}`, async ({ page, build, browserName }) => {
      const server = await Server.start(build, `[brand]\ncolor = "${color}"\n`);
      try {
        await page.goto(`${server.url}/link`);
        await seeScreen(page, ENTER);
        await expect(next(page)).toHaveCSS('background-color', shown);
        if (browserName !== 'firefox') await expectAccessible(page, `${color}, ${scheme}`);
      } finally {
        await server.remove();
      }
    });
  });
}

test.describe('on a dark display', () => {
  test.use({ colorScheme: 'dark' });

  let folder: string;
  test.beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-brand-'));
  });
  test.afterEach(() => fs.rmSync(folder, { recursive: true }));

  const logo = (name: string, width: number): string => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="10"/>`);
    return file;
  };

  test('a logo of its own is shown @chromium', async ({ page, build }) => {
    const server = await Server.start(build, `[brand]\nlogo = "${logo('light.svg', 10)}"\nlogo_dark = "${logo('dark.svg', 20)}"\n`);
    try {
      await page.goto(`${server.url}/link`);
      const shown = page.getByRole('banner').locator('img');
      await expect.poll(() => shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(20);
    } finally {
      await server.remove();
    }
  });

  test("a client's logo is on a white plate @chromium", async ({ page, build }) => {
    const client = { ...TV, id: 'logo-tv', logo: logo('client.svg', 20) };
    const lines = Object.entries(client).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`);
    const server = await Server.start(build, `[[clients]]\n${lines.join('')}`);
    try {
      const device = await startDevice('openid-client', server.url, client, { address: server.newAddress() });
      await page.goto(`${server.url}/sign-in`);
      await identify(page, await server.addAccount());
      await seeScreen(page, HOME);
      await page.goto(`${server.url}/link`);
      await typeCode(page, device.userCode);
      await seeConfirm(page, device.userCode);
      const shown = page.getByRole('main').locator('img');
      await expect.poll(() => shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(20);
      await expect(shown).toHaveCSS('background-color', 'rgb(255, 255, 255)');
      await expect(shown).not.toHaveCSS('padding-inline-start', '0px');
    } finally {
      await server.remove();
    }
  });
});

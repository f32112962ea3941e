import { Server } from '../fixtures/server.ts';
import { expect, test } from '../fixtures/test.ts';
import { expectAccessible } from '../pages/axe.ts';
import { seeScreen } from '../pages/frame.ts';
import { ENTER, next } from '../pages/link.ts';

// The brand's color can be read in both color schemes, whatever it is (O3). The server derives it, and one engine is enough: @chromium.

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

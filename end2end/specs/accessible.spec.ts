import { long } from '../fixtures/long.ts';
import { expect, test } from '../fixtures/test.ts';
import { expectAccessible } from '../pages/axe.ts';
import { heading } from '../pages/frame.ts';
import { enlargeText, expectNoSidewaysScroll, PHONE, SMALLEST } from '../pages/layout.ts';
import { stops } from '../tour/all.ts';
import { turnToArabic } from '../tour/stops.ts';

// Every screen in every state: one visit checks everything that a browser can change while it runs. The few tagged @as-it-opens are for browsers
// that read their display settings when they start. axe takes longer than the visit, and checks the same names and colors in every
// engine: in `make test`, Chromium checks each screen once, and those tagged @smoke also in dark mode and in Arabic; in `make long`, it
// checks all screens so. Firefox and WebKit check those tagged @smoke. The layout in Arabic, too, is visited in `make long` for the others.

test.describe.configure({ mode: 'parallel' }); // lets shards divide the tests

for (const stop of stops) {
  const { name, visit, covered, smoke } = stop;

  if (smoke) {
    test(`${name}: accessible @as-it-opens @dark @smoke`, async ({ page, server, account, newAccount, newDevice }) => {
      await visit({ page, server, account, newAccount, newDevice });
      await expect(heading(page)).toHaveCount(1);
      await expectAccessible(page, 'as it opens');
    });
  }

  test(`${name}: accessible, dark, small, large and from right to left`, async ({
    page,
    server,
    account,
    newAccount,
    newDevice,
    browserName,
  }) => {
    const thoroughly = smoke || (long && browserName !== 'firefox');
    await visit({ page, server, account, newAccount, newDevice });
    await expect(heading(page)).toHaveCount(1);
    if (thoroughly || browserName !== 'firefox') await expectAccessible(page, 'as it opens');

    await test.step('dark', async () => {
      await page.emulateMedia({ colorScheme: 'dark' }); // Firefox ignores this; firefox-media.config.ts starts it in dark mode
      if (thoroughly) await expectAccessible(page, 'dark');
    });

    await test.step('320 px wide', async () => {
      await page.setViewportSize(SMALLEST);
      await expectNoSidewaysScroll(page, '320 px wide');
    });

    await test.step('text of twice the size', async () => {
      await page.setViewportSize(PHONE);
      await enlargeText(page, 200);
      await expectNoSidewaysScroll(page, 'on a phone with text of twice the size');
      await enlargeText(page, 100);
    });

    if (covered || !(smoke || long)) return;
    await test.step('from right to left', async () => {
      await turnToArabic(page, stop);
      await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
      await expect(heading(page), 'the screen has come back').toHaveCount(1);
      if (thoroughly) await expectAccessible(page, 'in Arabic');
      await expectNoSidewaysScroll(page, 'in Arabic');
    });
  });
}

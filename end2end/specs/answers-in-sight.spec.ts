import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type { Device, DeviceOptions } from '../clients/device.ts';
import { type Client, TV } from '../fixtures/catalogue.ts';
import { Server } from '../fixtures/server.ts';
import { expect, test as base } from '../fixtures/test.ts';
import { heading, speak } from '../pages/frame.ts';
import { enlargeText, expectInSight, expectNoSidewaysScroll, PHONE, places, SHORT_PHONE, SMALLEST } from '../pages/layout.ts';
import { answers, approve, decline, lookUp, openComplete, risk, sameCode, seeConfirm } from '../pages/link.ts';
import { contrast } from '../pages/look.ts';
import { beSignedIn } from '../pages/session.ts';
import { seeBar, signInShared } from '../pages/shared_computer.ts';
import { words } from '../pages/words.ts';

// The question about a device (L3): on a phone, it and both answers are in sight without scrolling, whatever else there is to read, and the risk
// is above the answers, however far a person scrolls.

const PLACES = fileURLToPath(new URL('../../server/tests/data/places.mmdb', import.meta.url));
const [VIENNA, PORTUGAL] = ['192.0.2.7', '198.51.100.7'];

/** As much to read as there can be: the longest names, a complete link from abroad, and a sensitive client. */
const LONGEST: Client = {
  ...TV,
  id: 'longest-tv',
  name: 'The Video Library of the Grand Hotel Continental and Kurhaus',
  sensitive: true,
};
const DEVICE_NAME = 'Television in the room above the kitchen';

const lines = Object.entries(LONGEST).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`);
const CONFIG = `geoip_database = "${PLACES}"\n[[clients]]\n${lines.join('')}`;

const test = base.extend<object, object>({
  server: [
    async ({ build }, use) => {
      const server = await Server.start(build, CONFIG);
      await use(server);
      await server.remove();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  address: ({}, use) => use(PORTUGAL),
});

type NewDevice = (client?: Client, options?: DeviceOptions) => Promise<Device>;

async function askPlainly(page: Page, newDevice: NewDevice): Promise<void> {
  await lookUp(page, (await newDevice()).userCode);
}

async function askAtLength(page: Page, newDevice: NewDevice): Promise<void> {
  const device = await newDevice(LONGEST, { address: VIENNA, deviceName: DEVICE_NAME });
  await openComplete(page, device);
  await seeConfirm(page, device.userCode);
}

const requests = [
  { name: 'a plain request', ask: askPlainly },
  { name: 'a request with as much to read as there can be', ask: askAtLength },
];

/** What is in sight as the screen opens. */
const atTop = (page: Page): Promise<void> => page.evaluate(() => scrollTo(0, 0));

for (const size of [PHONE, SHORT_PHONE]) {
  for (const { name, ask } of requests) {
    test(`${name}, at ${size.width}×${size.height}`, async ({ page, account, newDevice }) => {
      await page.setViewportSize(size);
      await beSignedIn(page, account);
      await ask(page, newDevice);
      const [yes, no] = [answers(page).first(), answers(page).last()];

      await test.step('as it opens', async () => {
        await expectInSight(heading(page), risk(page), yes, no);
      });

      await test.step('however far it is scrolled', async () => {
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        for (let top = 0; top < height; top += 90) {
          await page.evaluate((y) => scrollTo(0, y), top);
          await expectInSight(risk(page), yes, no);
        }
      });

      await test.step('in Arabic', async () => {
        await speak(page, 'ar');
        await expect(answers(page)).toHaveCount(2);
        await atTop(page);
        await expectInSight(heading(page), risk(page), yes, no);
      });

      await test.step('with text of twice the size', async () => {
        await enlargeText(page, 200);
        await atTop(page);
        await expectInSight(yes, no);
        await expectNoSidewaysScroll(page, 'with text of twice the size');
      });
    });
  }
}

test('on a phone, all that the decision is about is in sight without scrolling', async ({ page, account, newDevice }) => {
  await page.setViewportSize(PHONE);
  await beSignedIn(page, account);
  await lookUp(page, (await newDevice(undefined, { deviceName: 'Living room' })).userCode);
  const [device, ofAccount] = [page.locator('.half').first(), page.locator('.half').last()];
  for (const text of ['Lumen TV', 'Living room', /Asked from/]) await expect(device).toContainText(text);
  await expect(ofAccount).toContainText(account.email);
  await expectInSight(heading(page), page.locator('.code-show'), device, ofAccount, risk(page), approve(page), decline(page));
});

test('enlarged text leaves room to read what is above the answers', async ({ page, account, newDevice }) => {
  await page.setViewportSize(SHORT_PHONE);
  await beSignedIn(page, account);
  await askAtLength(page, newDevice);
  await enlargeText(page, 200);
  for (const target of [page.locator('.code-show'), sameCode(page), page.locator('.half').first(), risk(page)]) {
    await target.evaluate((element) => element.scrollIntoView({ block: 'start' }));
    const { y } = (await target.boundingBox())!;
    const { y: end } = (await answers(page).first().boundingBox())!;
    expect(end - y, `the first lines of ${target}`).toBeGreaterThan(90);
  }
});

test('on the smallest phone, the answers are in sight, too', async ({ page, account, newDevice }) => {
  await page.setViewportSize(SMALLEST);
  await beSignedIn(page, account);
  await askAtLength(page, newDevice);
  await expectInSight(heading(page), risk(page), approve(page), decline(page));
});

test('the bar of a shared computer covers neither the answers nor the risk', async ({ page, account, newDevice }) => {
  await page.setViewportSize(SHORT_PHONE);
  await signInShared(page, account);
  await seeBar(page);
  await askAtLength(page, newDevice);
  await seeBar(page);
  await atTop(page);
  await expectInSight(heading(page), risk(page), approve(page), decline(page));
});

test('a warning is above everything else, and never folded', async ({ page, account, newDevice }) => {
  await page.setViewportSize(SHORT_PHONE);
  await beSignedIn(page, account);
  await askAtLength(page, newDevice);
  await expectInSight(page.getByText(words.abroad));
  for (const text of [words.abroad, words.onceMore, words.notStartedHere, words.otherNetwork, /Asked from/, LONGEST.name]) {
    await expect(page.locator('details').getByText(text)).toHaveCount(0);
    await expect(page.getByText(text).first()).toBeVisible();
  }
});

for (const scheme of ['light', 'dark'] as const) {
  test.describe(`on a ${scheme} display`, () => {
    test.use({ colorScheme: scheme });

    // In dark mode, with which Firefox would have to start, one engine is enough.
    test(`Continue and Decline weigh the same${scheme === 'dark' ? ' @chromium' : ''}`, async ({ page, account, newDevice }) => {
      await page.setViewportSize(PHONE);
      await beSignedIn(page, account);
      await askPlainly(page, newDevice);
      await page.mouse.move(0, 0); // neither is under the pointer
      const [[, , width, height], other] = (await places(approve(page), decline(page))) as [number[], number[]];
      expect(other.slice(2)).toEqual([width, height]);
      const card = page.locator('.card');
      const weights = [await contrast(approve(page), card), await contrast(decline(page), card)];
      expect(Math.min(...weights), 'both stand out').toBeGreaterThan(3);
      expect(Math.max(...weights) / Math.min(...weights)).toBeLessThan(1.1);
    });
  });
}

import type { Locator, Page } from '@playwright/test';
import { collect } from '../clients/device.ts';
import { expect, test } from '../fixtures/test.ts';
import { DEVICES } from '../pages/devices.ts';
import { arriveAt, heading, seeScreen } from '../pages/frame.ts';
import { PHONE, places, SHORT_PHONE } from '../pages/layout.ts';
import {
  collection,
  DECLINED,
  DONE,
  ENTER,
  linkDevice,
  toDevices,
  waitInVain,
  WAITING,
  waitTooLong,
  yourDevices,
} from '../pages/link.ts';
import { beSignedIn } from '../pages/session.ts';
import { words } from '../pages/words.ts';

// After Continue (L9): "Almost there" until the device has collected its tokens, and then what has happened and what to do next.

const CHECK_MS = 15_000;
const willContinue = (page: Page): Locator => page.getByText('will continue automatically');
const mayClose = (page: Page): Locator => page.getByText('You can close this page');
const ring = (page: Page): Locator => page.locator('.ticket.pending .knot');

test('the page shows when the device has signed in', async ({ page, account, newDevice }) => {
  await beSignedIn(page, account);
  const device = await newDevice();
  await linkDevice(page, device.userCode);
  await seeScreen(page, WAITING);
  await expect(collection(page)).toHaveText(words.waiting);
  await expect(ring(page)).toBeVisible();
  await expect(page.getByRole('main')).toContainText(account.email);
  await expect(yourDevices(page)).toHaveCount(0);
  await expect(willContinue(page)).toBeVisible();
  await expect(mayClose(page)).toBeHidden();

  const answer = device.wait();
  await expect(collection(page)).toContainText(words.collected, { timeout: CHECK_MS });
  await seeScreen(page, DONE);
  await expect(mayClose(page), 'said once').toBeVisible();
  await expect(willContinue(page)).toBeHidden();
  await expect(heading(page), 'the focus stays where it was').toBeFocused();
  await expect(ring(page)).toHaveCount(0);
  await expect(toDevices(page)).toHaveCount(0);
  expect((await answer).tokens).toBeDefined();
  await yourDevices(page).click();
  await arriveAt(page, DEVICES);
});

for (const size of [PHONE, SHORT_PHONE]) {
  test(`nothing moves when the device has signed in, at ${size.width}×${size.height}`, async ({ page, account, newDevice }) => {
    await page.setViewportSize(size);
    await beSignedIn(page, account);
    const device = await newDevice();
    await linkDevice(page, device.userCode);
    const [top, bottom] = [page.locator('.half').first(), page.locator('.half').last()];
    const parts = [heading(page), page.locator('.screen .lead'), page.locator('.ticket'), top, collection(page), bottom];
    const frame = [page.locator('.screen .actions'), page.getByRole('contentinfo')];
    const [before, frameBefore] = [await places(...parts), await places(...frame)];
    await collect(device);
    await expect(heading(page)).toHaveText(DONE, { timeout: CHECK_MS });
    expect(await places(...parts)).toEqual(before);
    expect(await places(...frame)).toEqual(frameBefore);
  });
}

test('a person on "Done" when the device comes keeps a focus', async ({ page, account, newDevice }) => {
  await beSignedIn(page, account);
  const device = await newDevice();
  await linkDevice(page, device.userCode);
  await toDevices(page).focus();
  await collect(device);
  await expect(heading(page)).toHaveText(DONE, { timeout: CHECK_MS });
  await expect(heading(page)).toBeFocused();
});

test('a person does not wait for the device: "Done" leads to the devices', async ({ page, account, newDevice }) => {
  await beSignedIn(page, account);
  const device = await newDevice();
  await linkDevice(page, device.userCode);
  await toDevices(page).click();
  await arriveAt(page, DEVICES);
  const main = page.getByRole('main');
  await expect(main).toContainText('Lumen TV');
  await expect(main.getByText(words.waiting), 'the wait goes on, and is said once').toBeVisible();
  await expect(main).not.toContainText(words.notCollected);
  await collect(device);
  await expect(main.getByText(words.waiting)).toBeHidden({ timeout: CHECK_MS });
  await expect(main.getByRole('status').filter({ hasText: 'Lumen TV' })).toContainText('is signed in');
});

test('a device does not sign in within a minute: the page says what to do', async ({ page, account, newDevice }) => {
  await page.clock.install();
  await beSignedIn(page, account);
  const device = await newDevice();
  await linkDevice(page, device.userCode);
  await expect(collection(page)).not.toContainText(words.notCollected);
  await expect(page.getByText(words.restart)).toBeHidden();
  await waitInVain(page);
  await seeScreen(page, WAITING);
  await expect(page.getByText(words.restart)).toBeVisible();
  await expect(page.getByRole('main')).toContainText(account.email);
  await toDevices(page).click();
  await arriveAt(page, DEVICES);
});

test('a device never signs in: the page says that nothing was linked, and how to link it', async ({ page, account, newDevice }) => {
  await page.clock.install();
  await beSignedIn(page, account);
  await linkDevice(page, (await newDevice()).userCode);
  await waitTooLong(page);
  await seeScreen(page, DECLINED);
  await expect(page.getByRole('main')).toContainText(words.neverCollected);
  await expect(yourDevices(page)).toBeVisible();
  await page.getByRole('link', { name: 'Link a device' }).click();
  await seeScreen(page, ENTER);
});

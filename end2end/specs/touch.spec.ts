import { collect } from '../clients/device.ts';
import { expect, test } from '../fixtures/test.ts';
import { approve, code, decline, lookUp, next, openLink, seeApproved, seeConfirm } from '../pages/link.ts';
import { beSignedIn } from '../pages/session.ts';

const SMALLEST_TARGET_PX = 44;

test.beforeEach(({ page, account }) => beSignedIn(page, account));

test('a device is linked with a thumb @mobile', async ({ page, newDevice }) => {
  const device = await newDevice();
  await openLink(page);
  await code(page).tap();
  await page.keyboard.type(device.userCode.replace('-', '').toLowerCase());
  await next(page).tap();
  await seeConfirm(page, device.userCode);
  await approve(page).tap();
  await seeApproved(page);
  await collect(device);
});

test("the code field suits a phone's keyboard @mobile", async ({ page }) => {
  await openLink(page);
  await expect(code(page)).toHaveAttribute('autocapitalize', 'characters');
  await expect(code(page)).toHaveAttribute('autocomplete', 'off');
  await expect(code(page)).toHaveAttribute('spellcheck', 'false');
  await expect(code(page)).toHaveAttribute('translate', 'no');
  await expect(code(page)).not.toHaveAttribute('maxlength');
  const size = await code(page).evaluate((field) => parseFloat(getComputedStyle(field).fontSize));
  expect(size, 'below 16 px a phone zooms in').toBeGreaterThanOrEqual(16);
});

test('the page asks phones to offer no call for a code @mobile', async ({ page }) => {
  await openLink(page);
  await expect(page.locator('meta[name="format-detection"]')).toHaveAttribute('content', 'telephone=no');
});

test('the two answers are large enough, and Decline is as large as Continue @mobile', async ({ page, newDevice }) => {
  await lookUp(page, (await newDevice()).userCode);
  const yes = (await approve(page).boundingBox())!;
  const no = (await decline(page).boundingBox())!;
  expect(Math.min(yes.height, no.height)).toBeGreaterThanOrEqual(SMALLEST_TARGET_PX);
  expect(no.height).toBeCloseTo(yes.height, 0);
  expect(no.width).toBeCloseTo(yes.width, 0);
});

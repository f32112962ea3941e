import { collect } from '../clients/device.ts';
import { DIGITS_TV } from '../fixtures/catalogue.ts';
import { expect, test } from '../fixtures/test.ts';
import { seeProblem } from '../pages/frame.ts';
import { approve, code, linkDevice, next, openLink, seeApproved, seeConfirm } from '../pages/link.ts';
import { seeAppRun } from '../pages/network.ts';
import { beSignedIn } from '../pages/session.ts';
import { words } from '../pages/words.ts';

test.beforeEach(({ page, account }) => beSignedIn(page, account));

test('a remote control without letters: a code of digits', async ({ page, newDevice }) => {
  const device = await newDevice(DIGITS_TV);
  expect(device.userCode).toMatch(/^\d{3}-\d{3}-\d{3}-\d{3}$/);
  await linkDevice(page, device.userCode);
  await collect(device);
});

test('the digits group themselves', async ({ page, newDevice }) => {
  const device = await newDevice(DIGITS_TV);
  await openLink(page);
  await seeAppRun(page);
  await code(page).pressSequentially(device.userCode.replaceAll('-', ''));
  await expect(code(page)).toHaveValue(device.userCode);
  await next(page).click();
  await seeConfirm(page, device.userCode);
  await approve(page).click();
  await seeApproved(page);
});

test('two swapped digits are reported as a typing mistake', async ({ page, newDevice }) => {
  const device = await newDevice(DIGITS_TV);
  const digits = device.userCode.replaceAll('-', '');
  const place = [...digits].findIndex((digit, at) => at > 0 && digit !== digits[at - 1]);
  const swapped = digits.slice(0, place - 1) + digits[place] + digits[place - 1] + digits.slice(place + 1);
  await openLink(page);
  await code(page).pressSequentially(swapped);
  await next(page).click();
  await seeProblem(page, words.mistyped, code(page));
});

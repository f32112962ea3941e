import { collect } from '../clients/device.ts';
import { expect, test } from '../fixtures/test.ts';
import { mistype, unknown } from '../pages/codes.ts';
import { problem, seeProblem } from '../pages/frame.ts';
import { code, linkDevice, next, openLink, seeConfirm, typeCode } from '../pages/link.ts';
import { aboutCodes, watch } from '../pages/network.ts';
import { beSignedIn } from '../pages/session.ts';
import { words } from '../pages/words.ts';

test.beforeEach(({ page, account }) => beSignedIn(page, account));

test('a mistyped code is reported in the browser, without a request @smoke', async ({ page, newDevice }) => {
  const device = await newDevice();
  await openLink(page);
  const asked = watch(page, aboutCodes);
  await typeCode(page, mistype(device.userCode));
  await seeProblem(page, words.mistyped, code(page));
  expect(asked).toEqual([]);
  await code(page).fill(device.userCode);
  await next(page).click();
  await seeConfirm(page, device.userCode);
});

test('a code that is too short is reported, without a request', async ({ page, newDevice }) => {
  const device = await newDevice();
  await openLink(page);
  const asked = watch(page, aboutCodes);
  await code(page).pressSequentially(device.userCode.slice(0, 4));
  await next(page).click();
  await seeProblem(page, words.tooShort, code(page));
  expect(asked).toEqual([]);
});

for (const character of ['0', 'O', '1', 'A', '8']) {
  test(`no code contains "${character}", and the page names the character`, async ({ page, newDevice }) => {
    const device = await newDevice();
    await openLink(page);
    await code(page).pressSequentially(`${character}${device.userCode.slice(1)}`);
    await next(page).click();
    await seeProblem(page, words.wrongSymbol, code(page));
    await expect(problem(page)).toContainText(character);
    await expect(code(page)).toHaveValue(new RegExp(character, 'i'));
  });
}

test('a code that no device shows is unknown', async ({ page, newDevice }) => {
  const device = await newDevice();
  await openLink(page);
  await typeCode(page, unknown(device.userCode));
  await seeProblem(page, words.unknown, code(page));
});

test('a code works once', async ({ page, newDevice }) => {
  const device = await newDevice();
  await linkDevice(page, device.userCode);
  await collect(device);
  await openLink(page);
  await typeCode(page, device.userCode);
  await seeProblem(page, words.used, code(page));
});

test('an error disappears with the next valid code', async ({ page, newDevice }) => {
  const device = await newDevice();
  await openLink(page);
  await typeCode(page, unknown(device.userCode));
  await seeProblem(page, words.unknown, code(page));
  await code(page).fill(device.userCode);
  await next(page).click();
  await seeConfirm(page, device.userCode);
  await expect(problem(page)).toBeHidden();
});

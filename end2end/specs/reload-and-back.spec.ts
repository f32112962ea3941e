import { collect } from '../clients/device.ts';
import { expect, test } from '../fixtures/test.ts';
import { arriveAt, heading, seeScreen } from '../pages/frame.ts';
import {
  approve,
  code,
  decline,
  DECLINED,
  ENTER,
  linkDevice,
  lookUp,
  next,
  openLink,
  seeApproved,
  seeConfirm,
  typeCode,
  WAITING,
} from '../pages/link.ts';
import { beSignedIn } from '../pages/session.ts';
import { giveName, givePassword, identify, SIGN_IN } from '../pages/sign_in.ts';

test.describe('for someone who has yet to sign in', () => {
  test('back from the sign-in to the code, and on again @engine', async ({ page, account, newDevice }) => {
    const device = await newDevice();
    await openLink(page);
    await typeCode(page, device.userCode);
    await seeScreen(page, SIGN_IN);
    await page.goBack();
    await seeScreen(page, ENTER);
    await expect(code(page)).toHaveValue(device.userCode);
    await next(page).click();
    await identify(page, account);
    await seeConfirm(page, device.userCode);
  });

  test('a reload in the middle of signing in keeps the code @engine', async ({ page, account, newDevice }) => {
    const device = await newDevice();
    await openLink(page);
    await typeCode(page, device.userCode);
    await seeScreen(page, SIGN_IN);
    await page.reload();
    await giveName(page, account);
    await givePassword(page, account);
    await seeConfirm(page, device.userCode);
  });
});

test.describe('for someone who is signed in', () => {
  test.beforeEach(({ page, account }) => beSignedIn(page, account));

  test('a reload of the question asks it again @engine', async ({ page, newDevice }) => {
    const device = await newDevice();
    await lookUp(page, device.userCode);
    await page.reload();
    await seeScreen(page, 'Is this your device?');
    await expect(page.getByRole('main')).toContainText(device.userCode);
    await approve(page).click();
    await seeApproved(page);
    await collect(device);
  });

  test('back from the question to the code, and on again @engine', async ({ page, newDevice }) => {
    const device = await newDevice();
    await lookUp(page, device.userCode);
    await page.goBack();
    await seeScreen(page, ENTER);
    await expect(code(page)).toHaveValue(device.userCode);
    await page.goForward();
    await seeConfirm(page, device.userCode);
  });

  for (const move of ['reload', 'goBack'] as const) {
    test(`after linking, ${move} does not ask the question again @engine`, async ({ page, newDevice }) => {
      const device = await newDevice();
      await linkDevice(page, device.userCode);
      await page[move]();
      await expect(heading(page)).toHaveText(new RegExp(`${ENTER}|${WAITING}`));
      await expect(approve(page)).toBeHidden();
      await collect(device);
    });
  }

  test('back after declining does not offer Continue @engine', async ({ page, newDevice }) => {
    const device = await newDevice();
    await lookUp(page, device.userCode);
    await decline(page).click();
    await arriveAt(page, DECLINED);
    await page.goBack();
    await expect(heading(page)).toHaveText(new RegExp(`${ENTER}|${DECLINED}`));
    await expect(approve(page)).toBeHidden();
    expect(await device.ask()).toEqual({ error: 'access_denied' });
  });
});

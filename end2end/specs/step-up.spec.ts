import { collect } from '../clients/device.ts';
import { SAFE } from '../fixtures/catalogue.ts';
import { expect, test } from '../fixtures/test.ts';
import { arriveAt, HOME, seeProblem, seeScreen } from '../pages/frame.ts';
import { approve, code, CONFIRM, lookUp, next, sameCode, seeApproved, seeConfirm } from '../pages/link.ts';
import { signIn, VERIFY, verify } from '../pages/sign_in.ts';
import { signInByCode } from '../pages/single_use_code.ts';
import { words } from '../pages/words.ts';

// Actions that a session alone doesn't permit require a fresh verification (I3, L5).

test('a client that its operator marks as sensitive is linked after a fresh verification @smoke', async ({ page, server, account, newDevice }) => {
  const device = await newDevice(SAFE);
  await signIn(page, account);
  await lookUp(page, device.userCode);
  await expect(page.getByRole('main')).toContainText(words.onceMore);
  await approve(page).click();
  await arriveAt(page, VERIFY);
  await expect(page.getByRole('heading', { name: CONFIRM })).toBeHidden();
  await verify(page, server, account);
  await seeApproved(page);
  await collect(device);
});

test('going back without verifying leaves everything as it was @engine', async ({ page, server, account, newDevice }) => {
  const device = await newDevice(SAFE);
  await signIn(page, account);
  await page.goto(device.completeUri);
  await expect(code(page)).toHaveValue(device.userCode);
  await next(page).click();
  await seeConfirm(page, device.userCode);
  await sameCode(page).check();

  for (const goBack of [() => page.getByRole('button', { name: 'Cancel' }).click(), () => page.goBack()]) {
    await approve(page).click();
    await arriveAt(page, VERIFY);
    await goBack();
    await seeScreen(page, CONFIRM);
    await expect(sameCode(page)).toBeChecked();
    await seeProblem(page, words.nothingDone);
  }
  expect(await device.ask()).toEqual({ error: 'authorization_pending' });

  await approve(page).click();
  await verify(page, server, account);
  await seeApproved(page);
});

test('a reload loses only the step-up @engine', async ({ page, server, account, newDevice }) => {
  const device = await newDevice(SAFE);
  await signIn(page, account);
  await lookUp(page, device.userCode);
  await approve(page).click();
  await seeScreen(page, VERIFY);
  await page.reload();
  await seeScreen(page, CONFIRM);
  await approve(page).click();
  await verify(page, server, account);
  await seeApproved(page);
});

test('a recent sign-in with a code counts as a fresh verification', async ({ page, server, account, newDevice }) => {
  const device = await newDevice(SAFE);
  await signInByCode(page, server, account);
  await arriveAt(page, HOME);
  await lookUp(page, device.userCode);
  await approve(page).click();
  await seeApproved(page);
});

test('going back before the response, or forward again, loses nothing @engine', async ({ page, server, account, newDevice }) => {
  const device = await newDevice(SAFE);
  await signIn(page, account);
  await lookUp(page, device.userCode);

  await test.step('back while the verification is on its way', async () => {
    await approve(page).click();
    await arriveAt(page, VERIFY);
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/api/verify', async (route) => {
      await released;
      await route.continue();
    });
    const answer = page.waitForResponse('**/api/verify');
    await verify(page, server, account);
    await page.goBack();
    await seeScreen(page, CONFIRM);
    await seeProblem(page, words.nothingDone);
    release();
    await answer;
  });

  await test.step('forward leads nowhere new', async () => {
    await page.goForward();
    await seeScreen(page, CONFIRM);
  });

  await approve(page).click();
  await seeApproved(page);
});

import { expect, test } from '../fixtures/test.ts';
import { seeScreen, tryAgain } from '../pages/frame.ts';
import { code, ENTER, next, openLink, seeConfirm } from '../pages/link.ts';
import { hold, SCREENS_STYLE, SIGN_IN_CHUNK, WASM } from '../pages/network.ts';
import { identify, SIGN_IN } from '../pages/sign_in.ts';

test('the app does not load: a notice, and nothing typed is lost @engine', async ({ page, account, newDevice }) => {
  const { userCode } = await newDevice();
  await page.route(WASM, (route) => route.abort());
  await page.goto('/link', { waitUntil: 'commit' });
  await code(page).pressSequentially(userCode);
  await expect(tryAgain(page)).toBeVisible();
  await expect(code(page)).toHaveValue(userCode);

  await page.unroute(WASM);
  await tryAgain(page).click();
  await expect(tryAgain(page)).toBeHidden();
  await expect(code(page)).toHaveValue(userCode);
  await next(page).click();
  await identify(page, account);
  await seeConfirm(page, userCode);
});

test('a part of the app does not load: the page says so, and the next try loads it @engine', async ({ page, account, newDevice }) => {
  const { userCode } = await newDevice();
  await page.route(SIGN_IN_CHUNK, (route) => route.fulfill({ status: 404, body: '' }));
  await openLink(page);
  await code(page).pressSequentially(userCode);
  await next(page).click();
  await expect(tryAgain(page)).toBeVisible();

  await page.unroute(SIGN_IN_CHUNK);
  await tryAgain(page).click();
  await identify(page, account);
  await seeConfirm(page, userCode);
});

test("a screen's style does not load: it isn't shown without it, and the next try loads it @engine", async ({ page, account, newDevice }) => {
  const { userCode } = await newDevice();
  await page.route(SCREENS_STYLE, (route) => route.fulfill({ status: 404, body: '' }));
  await openLink(page);
  await code(page).pressSequentially(userCode);
  await next(page).click();
  await expect(tryAgain(page)).toBeVisible();

  await page.unroute(SCREENS_STYLE);
  await tryAgain(page).click();
  await identify(page, account);
  await seeConfirm(page, userCode);
});

test('a part of the app does not load: the person can go back to the typed code', async ({ page, newDevice }) => {
  const { userCode } = await newDevice();
  await page.route(SIGN_IN_CHUNK, (route) => route.fulfill({ status: 404, body: '' }));
  await openLink(page);
  await code(page).pressSequentially(userCode);
  await next(page).click();
  await expect(tryAgain(page)).toBeVisible();
  await page.goBack();
  await seeScreen(page, ENTER);
  await expect(code(page)).toHaveValue(userCode);
});

test('a part of the app is slow: Back before it loads finds the code, and Next finds the part', async ({
  page,
  newDevice,
}) => {
  const { userCode } = await newDevice();
  const release = await hold(page, SIGN_IN_CHUNK);
  await openLink(page);
  await code(page).pressSequentially(userCode);
  await next(page).click();
  await expect(page).toHaveURL(/sign-in/);
  await page.goBack();
  await expect(page).toHaveURL(/\/link$/);
  release();
  await expect(code(page)).toBeVisible();
  await expect(code(page)).toHaveValue(userCode);
  await next(page).click();
  await seeScreen(page, SIGN_IN);
  await page.goBack();
  await seeScreen(page, ENTER);
  await expect(code(page)).toHaveValue(userCode);
});

import { collect } from '../clients/device.ts';
import { expect, test } from '../fixtures/test.ts';
import { RESET } from '../pages/account.ts';
import { ACTIVITY, entries, notMe, only, openActivity, sessions } from '../pages/activity.ts';
import { accountMenu, arriveAt, problem, seeScreen } from '../pages/frame.ts';
import { linkDevice } from '../pages/link.ts';
import { dialog } from '../pages/security.ts';
import { beSignedIn } from '../pages/session.ts';
import { giveName, givePassword, SIGN_IN } from '../pages/sign_in.ts';

test('an owner sees the sign-in and the device, and only what the filter says @smoke', async ({ page, account, newDevice }) => {
  await beSignedIn(page, account);
  const device = await newDevice();
  await linkDevice(page, device.userCode);
  await collect(device);
  await page.goto('/');
  await accountMenu(page).click();
  await page.getByRole('link', { name: ACTIVITY }).first().click();
  await arriveAt(page, ACTIVITY);
  await expect(entries(page)).toHaveCount(2);
  await expect(entries(page).first()).toContainText('Device linked');
  await expect(entries(page).first()).toContainText('Lumen TV');
  await only(page, 'Sign-ins').check();
  await expect(entries(page)).toHaveCount(1);
  await expect(entries(page)).toContainText('Signed in');
  await only(page, 'Changes').check();
  await expect(page.getByText("There's no activity of this kind.")).toBeVisible();
  await expect(sessions(page)).toContainText('This browser');
});

test('a wrong password of a stranger is in the activity, and "This wasn\'t me" leads to a new password', async ({
  page,
  account,
  server,
  browser,
  baseURL,
}) => {
  await beSignedIn(page, account);
  const context = await browser.newContext({ baseURL, extraHTTPHeaders: { 'x-forwarded-for': server.newAddress() } });
  const stranger = await context.newPage();
  await stranger.goto('/sign-in');
  await giveName(stranger, account);
  await givePassword(stranger, { ...account, password: 'not my password' });
  await expect(problem(stranger)).toBeVisible();
  await context.close();
  await page.bringToFront();
  await openActivity(page);
  await expect(entries(page).first()).toContainText('Wrong password');
  await notMe(page).click();
  await expect(dialog(page).getByRole('heading')).toHaveText('Sign out everywhere and set a new password?');
  await dialog(page).getByRole('button', { name: 'Sign out everywhere' }).click();
  await arriveAt(page, RESET);
  await page.goto('/activity');
  await seeScreen(page, SIGN_IN);
});

test('a person who signs in for it arrives at the activity', async ({ page, account }) => {
  await page.goto('/activity');
  await seeScreen(page, SIGN_IN);
  await expect(page.getByRole('main')).toContainText('Sign in to see your recent activity.');
  await giveName(page, account);
  await givePassword(page, account);
  await arriveAt(page, ACTIVITY);
});

import { collect } from '../clients/device.ts';
import { expect, test } from '../fixtures/test.ts';
import { DEVICES } from '../pages/devices.ts';
import { arriveAt, HOME, problem, seeScreen } from '../pages/frame.ts';
import {
  approve,
  CONFIRM,
  lookUp,
  openComplete,
  openLink,
  sameCode,
  seeApproved,
  seeConfirm,
  typeCode,
  useAnotherAccount,
  WAITING,
} from '../pages/link.ts';
import { dialog, everywhere, openSecurity, status } from '../pages/security.ts';
import { signOutElsewhere } from '../pages/session.ts';
import { addAccount, addToPicker, identify, pick, PICKER, SIGN_IN, signIn, VERIFY, verify } from '../pages/sign_in.ts';
import { signOut } from '../pages/two_step.ts';
import { words } from '../pages/words.ts';

test('the code is kept while the person signs in @smoke', async ({ page, account, newDevice }) => {
  const device = await newDevice();
  await openLink(page);
  await typeCode(page, device.userCode);
  await identify(page, account);
  await seeConfirm(page, device.userCode);
  await expect(page.getByRole('main')).toContainText(account.email);
  await approve(page).click();
  await seeApproved(page);
  await collect(device);
});

test('the code of a complete link is kept while the person signs in', async ({ page, account, newDevice }) => {
  const device = await newDevice();
  await openComplete(page, device);
  await identify(page, account);
  await seeConfirm(page, device.userCode);
  await sameCode(page).check();
  await approve(page).click();
  await seeApproved(page);
});

test('a person can link it to another account', async ({ page, account, newAccount, newDevice }) => {
  const other = await newAccount();
  const device = await newDevice();
  await signIn(page, account);
  await lookUp(page, device.userCode);
  await useAnotherAccount(page).click();
  await arriveAt(page, PICKER);
  await addAccount(page).click();
  await identify(page, other);
  await seeConfirm(page, device.userCode);
  await expect(page.getByRole('main')).toContainText(other.email);
  await approve(page).click();
  await seeApproved(page);
  const tokens = await collect(device);
  expect((await device.userinfo(tokens)).claims).toMatchObject({ email: other.email });
});

test('signing out of one of two accounts keeps the code for the other', async ({ page, account, newAccount, newDevice }) => {
  const other = await newAccount();
  const device = await newDevice();
  await signIn(page, account);
  await addToPicker(page, other);
  await lookUp(page, device.userCode);
  await signOut(page);
  await page.goto('/sign-in');
  await pick(page, account).click();
  await seeScreen(page, HOME);
  await page.goto('/link?step=confirm');
  await seeConfirm(page, device.userCode);
  await expect(page.getByRole('main')).toContainText(account.email);
});

test('a tab whose account was switched in another tab does not link to the wrong one', async ({
  page,
  context,
  account,
  newAccount,
  newDevice,
}) => {
  const device = await newDevice();
  const other = await newAccount();
  await signIn(page, account);
  await lookUp(page, device.userCode);
  await expect(page.getByRole('main')).toContainText(account.email);

  const secondTab = await context.newPage();
  await addToPicker(secondTab, other);
  await page.bringToFront();

  await approve(page).click();
  await expect(problem(page)).toContainText(words.accountChanged);
  await expect(page.getByRole('heading', { name: WAITING })).toBeHidden();
  expect(await device.ask()).toEqual({ error: 'authorization_pending' });
});

test('a person who is not signed in cannot look up a code', async ({ page, newDevice }) => {
  const device = await newDevice();
  await openLink(page);
  await typeCode(page, device.userCode);
  await arriveAt(page, 'Sign in');
  await expect(page.getByRole('heading', { name: CONFIRM })).toBeHidden();
  await expect(page.getByRole('main')).not.toContainText('Lumen TV');
});

test('after signing out everywhere, another browser shows the sign-in', async ({ page, account, server, browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, extraHTTPHeaders: { 'x-forwarded-for': server.newAddress() } });
  const elsewhere = await context.newPage();
  await signIn(elsewhere, account);
  await page.bringToFront();
  await page.goto('/sign-in');
  await identify(page, account);
  await verify(page, server, account);
  await seeScreen(page, HOME);
  await openSecurity(page);
  await everywhere(page).click();
  await expect(dialog(page).getByRole('heading')).toHaveText('Sign out everywhere?');
  await dialog(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog(page)).toBeHidden();
  await elsewhere.bringToFront();
  await elsewhere.goto('/devices');
  await seeScreen(elsewhere, DEVICES);
  await page.bringToFront();
  await everywhere(page).click();
  await dialog(page).getByRole('button', { name: 'Sign out everywhere' }).click();
  await seeScreen(page, "You're signed out");
  await expect(page.getByRole('main')).toContainText("You're signed out of all browsers. Your devices stay linked.");
  await elsewhere.bringToFront();
  await elsewhere.goto('/devices');
  await seeScreen(elsewhere, SIGN_IN);
  await context.close();
});

test('a session elsewhere is listed by its browser, and signed out from here', async ({ page, account, server, browser, baseURL }) => {
  const userAgent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1';
  const context = await browser.newContext({ baseURL, userAgent, extraHTTPHeaders: { 'x-forwarded-for': server.newAddress() } });
  const elsewhere = await context.newPage();
  await signIn(elsewhere, account);
  await page.bringToFront();
  await page.goto('/sign-in');
  await identify(page, account);
  await verify(page, server, account);
  await seeScreen(page, HOME);
  await openSecurity(page);
  await expect(page.getByRole('listitem').filter({ hasText: 'This browser' })).toContainText('In use now');
  await page.getByRole('button', { name: 'Sign out of \u2068\u2068Safari\u2069 on \u2068iPhone\u2069\u2069' }).click();
  await expect(status(page)).toContainText('\u2068Safari\u2069 on \u2068iPhone\u2069\u2069 was signed out.');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await elsewhere.bringToFront();
  await elsewhere.goto('/devices');
  await seeScreen(elsewhere, SIGN_IN);
  await context.close();
});

test('a person whose session has ended sees it, signs in, and continues @engine', async ({ page, server, account, newDevice }) => {
  const device = await newDevice();
  await signIn(page, account);
  await lookUp(page, device.userCode);
  await signOutElsewhere(page);

  await approve(page).click();
  await expect(problem(page)).toContainText(words.signedOut);
  await problem(page).getByRole('link', { name: 'Sign in' }).click();
  await identify(page, account);
  // A browser that is signed out on its first day is unknown again (S10).
  await seeScreen(page, VERIFY);
  await verify(page, server, account);
  await seeConfirm(page, device.userCode);
  await approve(page).click();
  await seeApproved(page);
});

test('a second account signs in beside the first, with a code in a new browser', async ({ page, server, account, newAccount, browser, baseURL }) => {
  const second = await newAccount();
  const context = await browser.newContext({ baseURL, extraHTTPHeaders: { 'x-forwarded-for': server.newAddress() } });
  await signIn(await context.newPage(), second);
  await context.close();
  await page.bringToFront();
  await signIn(page, account);
  await page.goto('/sign-in');
  await addAccount(page).click();
  await identify(page, second);
  await verify(page, server, second);
  await seeScreen(page, HOME);
  await page.goto('/sign-in');
  await seeScreen(page, PICKER);
  for (const each of [account, second]) await expect(pick(page, each)).toBeVisible();
});

import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import { accountMenu, seeScreen, tryAgain } from '../pages/frame.ts';
import { code, ENTER, lookUp } from '../pages/link.ts';
import { hold, SESSION } from '../pages/network.ts';
import { hintOf, openSecurity, SECURITY } from '../pages/security.ts';
import { beSignedIn, beSignedInByCode, endSecondStep, signOutElsewhere, startSecondStep } from '../pages/session.ts';
import { SIGN_IN, VERIFY } from '../pages/sign_in.ts';
import { codeList, makeCodes, signOut } from '../pages/two_step.ts';

// L13: a page that comes back asks anew whose it is, before it shows anything of an account.

/** Signs out in another tab of the browser, and returns to this one. */
async function signOutInAnotherTab(page: Page): Promise<void> {
  await expect(accountMenu(page)).toBeVisible(); // the part that hears of it is loaded
  const other = await page.context().newPage();
  await other.goto('/');
  await signOut(other);
  await page.bringToFront();
}

/** What a page sees when its tab is hidden or shown. Playwright's tabs are always visible. */
const setHidden = (page: Page, hidden: boolean): Promise<void> =>
  page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, value });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, hidden);

/** What a page sees when the browser keeps it for Back, and when the person returns. `back-forward-cache.spec.ts` plays it with the real cache. */
const pass = (page: Page, event: 'pagehide' | 'pageshow'): Promise<void> =>
  page.evaluate((type) => void window.dispatchEvent(new PageTransitionEvent(type, { persisted: true })), event);

test('a page that was kept for Back shows nothing of an account that was signed out meanwhile @engine @webkit', async ({ page, account }) => {
  await beSignedIn(page, account);
  await openSecurity(page);
  await expect(accountMenu(page)).toBeVisible();
  await pass(page, 'pagehide');
  await signOutElsewhere(page);
  const answer = await hold(page, SESSION);
  await pass(page, 'pageshow');
  await expect(page.getByRole('main'), 'before the answer').toBeHidden();
  await expect(accountMenu(page)).toBeHidden();
  answer();
  await seeScreen(page, SIGN_IN);
});

test('a tab that is shown again after a sign-out elsewhere asks to sign in @engine @webkit', async ({ page, account }) => {
  await beSignedIn(page, account);
  await openSecurity(page);
  await expect(accountMenu(page)).toBeVisible();
  await setHidden(page, true);
  await signOutElsewhere(page);
  await setHidden(page, false);
  await seeScreen(page, SIGN_IN);
});

test('a tab that is shown again shows no method of a second step that is over @engine', async ({ page, account }) => {
  await startSecondStep(page, account);
  await expect(page.getByRole('main')).toContainText(hintOf(account.email));
  await setHidden(page, true);
  await page.context().clearCookies();
  await setHidden(page, false);
  await seeScreen(page, SIGN_IN);
  await expect(page.getByRole('main')).not.toContainText(hintOf(account.email));
});

test('a tab that is shown again shows no method of a second step that is over, although that of another account waits @engine', async ({ page, account, newAccount }) => {
  await startSecondStep(page, account);
  await expect(page.getByRole('main')).toContainText(hintOf(account.email));
  await setHidden(page, true);
  const other = await newAccount();
  const tab = await page.context().newPage();
  await startSecondStep(tab, other);
  await expect(tab.getByRole('main')).toContainText(hintOf(other.email));
  await endSecondStep(page);
  await setHidden(page, false);
  await seeScreen(page, SIGN_IN);
  await expect(page.getByRole('main')).not.toContainText(hintOf(account.email));
  await setHidden(tab, true);
  await setHidden(tab, false);
  await expect(tab.getByRole('main')).toContainText(hintOf(other.email));
  await seeScreen(tab, VERIFY);
});

test('a tab that is shown again shows no method of a second step that is over, although another account is signed in @engine', async ({ page, account, newAccount }) => {
  await startSecondStep(page, account);
  await beSignedIn(page, await newAccount());
  await page.reload();
  await seeScreen(page, VERIFY);
  await expect(page.getByRole('main')).toContainText(hintOf(account.email));
  await expect(accountMenu(page)).toBeVisible();
  await setHidden(page, true);
  await endSecondStep(page);
  await setHidden(page, false);
  await seeScreen(page, SIGN_IN);
  await expect(page.getByRole('main')).not.toContainText(hintOf(account.email));
});

test('a sign-out in another tab conceals the page at once, and forgets its recovery codes @engine', async ({ page, server, account }) => {
  await beSignedInByCode(page, server, account);
  await openSecurity(page);
  await makeCodes(page);
  const answer = await hold(page, SESSION);
  await signOutInAnotherTab(page);
  await expect(page.getByRole('main'), 'before the answer').toBeHidden();
  await expect(accountMenu(page)).toBeHidden();
  await expect(page.locator('ol.codes')).toHaveCount(0);
  answer();
  await seeScreen(page, SIGN_IN);
});

test('a sign-out of another account leaves the page as it is', async ({ page, server, account, newAccount }) => {
  await beSignedIn(page, await newAccount());
  await beSignedInByCode(page, server, account);
  await openSecurity(page);
  const [first] = await makeCodes(page);
  await expect(accountMenu(page)).toBeVisible();
  const other = await page.context().newPage();
  await other.goto('/sign-in');
  await other.getByRole('button', { name: /^Sign out of/ }).first().click();
  await expect(other.getByRole('button', { name: /^Sign out of/ })).toHaveCount(1);
  await page.bringToFront();
  await expect(codeList(page).first()).toHaveText(first!);
});

test('without an answer, a tab that is shown again shows nothing of the account @engine', async ({ page, account }) => {
  await beSignedIn(page, account);
  await openSecurity(page);
  await expect(accountMenu(page)).toBeVisible();
  await setHidden(page, true);
  await page.route(SESSION, (route) => route.abort());
  await setHidden(page, false);
  await expect(tryAgain(page)).toBeVisible();
  await expect(page.getByRole('main')).toBeHidden();
  await page.unroute(SESSION);
  await tryAgain(page).click();
  await expect(page.getByRole('main')).toBeVisible();
  await seeScreen(page, SECURITY);
});

test('a tab that was away for long shows nothing before it knows whose it is @engine', async ({ page, account }) => {
  await page.clock.install();
  await beSignedIn(page, account);
  await openSecurity(page);
  await expect(accountMenu(page)).toBeVisible();
  const answer = await hold(page, SESSION);
  await setHidden(page, true);
  await page.clock.fastForward('06:00');
  await setHidden(page, false);
  await expect(page.getByRole('main')).toBeHidden();
  answer();
  await expect(page.getByRole('main')).toBeVisible();
  await seeScreen(page, SECURITY);
});

test('after signing out, the tab offers no device by an earlier code @engine @webkit', async ({ page, account, newAccount, newDevice }) => {
  const device = await newDevice();
  await beSignedIn(page, account);
  await lookUp(page, device.userCode);
  await signOut(page);
  await beSignedIn(page, await newAccount());
  await page.goto('/link?step=confirm');
  await seeScreen(page, ENTER);
  await expect(code(page)).toHaveValue('');
});

test('after a sign-out in another tab, this one offers no device by an earlier code @engine', async ({ page, account, newAccount, newDevice }) => {
  const device = await newDevice();
  await beSignedIn(page, account);
  await lookUp(page, device.userCode);
  await signOutInAnotherTab(page);
  await seeScreen(page, ENTER);
  await expect(code(page)).toHaveValue('');
  await beSignedIn(page, await newAccount());
  await page.goto('/link?step=confirm');
  await seeScreen(page, ENTER);
  await expect(code(page)).toHaveValue('');
});

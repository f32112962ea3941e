import type { Page } from '@playwright/test';
import { chromium } from '../engines/chromium.ts';
import { expect, test } from '../fixtures/test.ts';
import { accountMenu, seeScreen } from '../pages/frame.ts';
import { hold, SESSION } from '../pages/network.ts';
import { hintOf, openSecurity, SECURITY } from '../pages/security.ts';
import { beSignedIn, beSignedInByCode, signOutElsewhere, startSecondStep } from '../pages/session.ts';
import { pick, SIGN_IN, VERIFY } from '../pages/sign_in.ts';
import { makeCodes, RECOVERY_CODES, saveCodes } from '../pages/two_step.ts';

// L13: a page that comes back from the browser's back/forward cache asks anew whose it is, before it shows anything of an account.

// Playwright turns it off.
test.use({ launchOptions: { ...chromium, ignoreDefaultArgs: ['--disable-back-forward-cache'] } });

interface Marked {
  cameBack?: boolean;
}

/** Opens another document, and returns by the browser's Back. */
async function leaveAndReturn(page: Page, meanwhile = async (): Promise<void> => undefined): Promise<void> {
  await page.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => ((window as Marked).cameBack = persisted));
  });
  await page.goto('/healthz');
  await meanwhile();
  await page.evaluate(() => {
    setTimeout(() => history.back());
  });
}

/** Expects the very page that was left, and not a reload of it. */
const seeSamePage = (page: Page): Promise<void> =>
  expect
    .poll(() => page.evaluate(() => (window as Marked).cameBack).catch(() => undefined), { message: 'from the cache' })
    .toBe(true);

test('after signing out elsewhere, Back shows nothing of the account @chromium', async ({ page, account }) => {
  await beSignedIn(page, account);
  await openSecurity(page);
  await expect(page.getByRole('main')).toContainText(account.email);
  await expect(accountMenu(page)).toBeVisible();
  const answer = await hold(page, SESSION);
  await leaveAndReturn(page, () => signOutElsewhere(page));
  await seeSamePage(page);
  await expect(page.getByRole('main'), 'before the answer').toBeHidden();
  await expect(accountMenu(page)).toBeHidden();
  answer();
  await seeScreen(page, SIGN_IN);
});

test('after signing out elsewhere, Back shows no account to choose @chromium', async ({ page, account, newAccount }) => {
  await beSignedIn(page, account);
  await beSignedIn(page, await newAccount());
  await signOutElsewhere(page);
  await page.goto('/sign-in');
  await expect(pick(page, account)).toBeVisible();
  const answer = await hold(page, SESSION);
  await leaveAndReturn(page, () => signOutElsewhere(page));
  await seeSamePage(page);
  await expect(page.getByRole('main'), 'before the answer').toBeHidden();
  answer();
  await seeScreen(page, SIGN_IN);
  await expect(pick(page, account)).toBeHidden();
});

test('Back shows no method of a second step before the answer @chromium', async ({ page, account }) => {
  await startSecondStep(page, account);
  await expect(page.getByRole('main')).toContainText(hintOf(account.email));
  const answer = await hold(page, SESSION);
  await leaveAndReturn(page);
  await seeSamePage(page);
  await expect(page.getByRole('main'), 'before the answer').toBeHidden();
  answer();
  await seeScreen(page, VERIFY);
  await expect(page.getByRole('main')).toContainText(hintOf(account.email));
});

test('a person who is still signed in finds the page as it was @chromium', async ({ page, account }) => {
  await beSignedIn(page, account);
  await openSecurity(page);
  await expect(accountMenu(page)).toBeVisible();
  await leaveAndReturn(page);
  await seeSamePage(page);
  await seeScreen(page, SECURITY);
  await expect(accountMenu(page)).toBeVisible();
  await seeSamePage(page);
});

test('recovery codes never come back @chromium', async ({ page, server, account }) => {
  await beSignedInByCode(page, server, account);
  await openSecurity(page);
  const codes = await makeCodes(page);
  await saveCodes(page);
  await expect(accountMenu(page)).toBeVisible();
  await leaveAndReturn(page);
  await seeSamePage(page);
  await seeScreen(page, RECOVERY_CODES);
  await expect(page.getByRole('button', { name: 'Make ten codes' })).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText(codes[0]!);
});

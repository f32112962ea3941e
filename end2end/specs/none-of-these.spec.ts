import type { Browser } from '@playwright/test';
import { SAFE } from '../fixtures/catalogue.ts';
import type { Account, Server } from '../fixtures/server.ts';
import { expect, test } from '../fixtures/test.ts';
import { arriveAt, problem, seeScreen } from '../pages/frame.ts';
import { approve, CONFIRM, lookUp } from '../pages/link.ts';
import { CONFIRM_CONTACT, confirmContact, noneOfThese, REPLACE, replaceBy } from '../pages/none_of_these.ts';
import { identify, signIn, SIGN_IN, VERIFY } from '../pages/sign_in.ts';

// A person who can't use any of the account's methods any more replaces them all, after a waiting period (S3, H5).

/** Signs in in another browser, so that the next one must verify. */
async function signInElsewhere(browser: Browser, server: Server, account: Account): Promise<void> {
  const headers = { 'x-forwarded-for': server.newAddress() };
  const context = await browser.newContext({ baseURL: server.url, extraHTTPHeaders: headers });
  await signIn(await context.newPage(), account);
  await context.close();
}

test('a person with the password alone begins a waiting period, and is not signed in', async ({ page, browser, server, account }) => {
  await signInElsewhere(browser, server, account);
  await page.goto('/sign-in');
  await identify(page, account);
  await seeScreen(page, VERIFY);
  await replaceBy(page, server, `new-${account.email}`);
  await expect(page.getByRole('main')).toContainText('Your sign-in methods will be replaced on');
  await expect(noneOfThese(page)).toBeHidden();
  await page.getByRole('link', { name: 'Done' }).click();
  await page.goto('/devices');
  await seeScreen(page, SIGN_IN);

  await identify(page, account);
  await seeScreen(page, VERIFY);
  await noneOfThese(page).click();
  await seeScreen(page, REPLACE);
  await expect(page.getByRole('main')).toContainText("You can't do this before");
  await page.getByRole('button', { name: 'Use another method' }).click();
  await seeScreen(page, VERIFY);
});

test('a signed-in person who has to verify can begin one too, and stays where they were', async ({ page, server, account, newDevice }) => {
  const device = await newDevice(SAFE);
  await signIn(page, account);
  await lookUp(page, device.userCode);
  await approve(page).click();
  await arriveAt(page, VERIFY);
  await replaceBy(page, server, `new-${account.email}`);
  await expect(page.getByRole('main')).toContainText('Your sign-in methods will be replaced on');
  await page.getByRole('button', { name: 'Done' }).click();
  await seeScreen(page, CONFIRM);
});

test('the contact of a recovery is confirmed with one button, signed out', async ({ page }) => {
  await page.goto(`/confirm/${'A'.repeat(54)}`);
  await seeScreen(page, CONFIRM_CONTACT);
  await confirmContact(page).click();
  await expect(problem(page)).toContainText("don't recognize this link");
  await page.route('**/api/replacement/confirm', (route) => route.fulfill({ json: { ends_in_s: 30 * 24 * 3600 } }));
  await confirmContact(page).click();
  await arriveAt(page, 'Confirmed');
  await page.getByRole('link', { name: 'Done' }).click();
  await expect(page).toHaveURL('/');
});

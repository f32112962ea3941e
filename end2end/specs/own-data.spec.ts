import { expect, test } from '../fixtures/test.ts';
import { HOME, seeProblem, seeScreen } from '../pages/frame.ts';
import {
  CLOSE_ACCOUNT,
  closeAccount,
  confirmClosing,
  DOWNLOAD_DATA,
  downloadData,
  inDays,
  openSecurity,
  SECURITY,
  showData,
} from '../pages/security.ts';
import { beSignedInByCode } from '../pages/session.ts';
import { identify, password } from '../pages/sign_in.ts';
import { askFor, codesOf, enter, newestCode } from '../pages/single_use_code.ts';

// An owner downloads the account's data, and closes the account (I9).

test.use({ build: 'dev-tools' });

const DAY = 24 * 3600;

test("an owner reads the account's data", async ({ page, server, account }) => {
  await beSignedInByCode(page, server, account);
  await openSecurity(page);
  await downloadData(page).click();
  await seeScreen(page, DOWNLOAD_DATA);
  await showData(page).click();
  await expect(page.getByRole('main')).toContainText('This is what we stored about your account');
  await expect(page.getByRole('region', { name: 'Account', exact: true })).toContainText(account.email);
  await expect(page.getByRole('region', { name: 'Ways to sign in or verify' })).toContainText(account.email);
  await page.getByRole('link', { name: 'Back to your security info' }).click();
  await seeScreen(page, SECURITY);
  await page.goBack();
  await expect(showData(page)).toBeVisible(); // what was shown is asked for again
});

// Firefox doesn't report downloads to the suite.
test("the account's data can be saved as a file @chromium", async ({ page, server, account }) => {
  await beSignedInByCode(page, server, account);
  await page.goto('/security?step=data');
  await showData(page).click();
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  const file = await waiting;
  expect(file.suggestedFilename()).toBe('my-data.json');
  const data = JSON.parse((await (await file.createReadStream()).toArray()).join('')) as { account: { sign_in_names: string[] } };
  expect(data.account.sign_in_names).toEqual([account.email]);
});

test('an account that its owner has closed is kept by a sign-in, and otherwise gone after 30 days', async ({ page, server, account }) => {
  await beSignedInByCode(page, server, account);
  await openSecurity(page);
  await closeAccount(page).click();
  await seeScreen(page, CLOSE_ACCOUNT);
  const day = await inDays(page, 30);
  await expect(page.getByRole('main')).toContainText(`Your account will be deleted on ${day}`);
  await confirmClosing(page).click();
  await seeScreen(page, "You're signed out");
  await expect(page.getByRole('main')).toContainText(`deleted on ${day}. To keep it, sign in before then`);

  await server.advance(29 * DAY);
  const before = codesOf(server, account.email);
  await page.goto('/single-use-code');
  await askFor(page, account.email);
  await enter(page, await newestCode(server, account.email, before));
  await seeScreen(page, HOME);
  await openSecurity(page);
  await closeAccount(page).click();
  await confirmClosing(page).click();
  await seeScreen(page, "You're signed out");
  await server.advance(30 * DAY);
  // The server looks once a second.
  await expect.poll(() => server.log()).toContain('account_closed');
  await page.goto('/sign-in');
  await identify(page, account);
  await seeProblem(page, /don't match/, password(page));
});

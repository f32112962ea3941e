import { expect, test } from '../fixtures/test.ts';
import { accountMenu, arriveAt, BRAND, seeProblem, seeScreen } from '../pages/frame.ts';
import { identify, signIn, SIGN_IN, VERIFY, verify } from '../pages/sign_in.ts';
import { status } from '../pages/security.ts';
import { newestCode, other } from '../pages/single_use_code.ts';

// A sign-in with the right password also requires a code in a browser that the account has not used before (S9).

const code = 'Code';

test.beforeEach(async ({ account, browser, baseURL, server }) => {
  const context = await browser.newContext({ baseURL, extraHTTPHeaders: { 'x-forwarded-for': server.newAddress() } });
  await signIn(await context.newPage(), account);
  await context.close();
});

test('a new browser requires a code, with a hint that only the owner understands', async ({ page, server, account }) => {
  await page.goto('/sign-in');
  await identify(page, account);
  await seeScreen(page, VERIFY);
  await expect(page.getByRole('main')).not.toContainText(account.email);
  await expect(page.getByRole('radio', { name: `${account.email.slice(0, 2)}…@example.com` })).toBeChecked();
  await verify(page, server, account);
  await arriveAt(page, BRAND);
  await expect(accountMenu(page)).toBeVisible();
});

test('the password alone gives no access', async ({ page, account }) => {
  await page.goto('/sign-in');
  await identify(page, account);
  await seeScreen(page, VERIFY);
  await page.goto('/devices');
  await seeScreen(page, SIGN_IN);
});

test('a wrong code is reported, and the right one still works; a reload restarts only this step', async ({ page, server, account }) => {
  await page.goto('/sign-in');
  await identify(page, account);
  await seeScreen(page, VERIFY);
  await page.reload();
  await seeScreen(page, VERIFY);
  await page.getByRole('button', { name: 'Send code' }).click();
  const digits = await newestCode(server, account.email);
  await page.getByRole('textbox', { name: code, exact: true }).fill(other(digits));
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await seeProblem(page, /4 more attempts/);
  await page.getByRole('textbox', { name: code, exact: true }).fill(digits);
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await arriveAt(page, BRAND);
});

test('a person without the code sees when another can be sent, requests it, and can choose another method', async ({ page, server, account }) => {
  await page.goto('/sign-in');
  await identify(page, account);
  await seeScreen(page, VERIFY);
  await page.getByRole('button', { name: 'Send code' }).click();
  await newestCode(server, account.email);
  await page.getByRole('button', { name: "I don't have a code" }).click();
  await expect(status(page)).toContainText(/seconds/);
  await page.reload(); // phones reload the page while the person reads the email
  await page.getByRole('button', { name: 'Send code' }).click();
  await expect(status(page)).toContainText(/use the newest one you received/);
  await expect(page.getByRole('textbox', { name: code, exact: true })).toBeEditable();
  await page.getByRole('button', { name: 'Use another method' }).click();
  await expect(page.getByRole('button', { name: 'Send code' })).toBeVisible();
});

test('an empty code is reported', async ({ page, server, account }) => {
  await page.goto('/sign-in');
  await identify(page, account);
  await seeScreen(page, VERIFY);
  await page.getByRole('button', { name: 'Send code' }).click();
  await newestCode(server, account.email);
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await seeProblem(page, /six-digit code/);
});

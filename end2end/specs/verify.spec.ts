import type { Browser } from '@playwright/test';
import type { Account, Server } from '../fixtures/server.ts';
import { expect, test } from '../fixtures/test.ts';
import { accountMenu, arriveAt, HOME, seeProblem, seeScreen } from '../pages/frame.ts';
import { hold } from '../pages/network.ts';
import { identify, signIn, SIGN_IN, VERIFY, verify } from '../pages/sign_in.ts';
import { hintOf, status } from '../pages/security.ts';
import { newestCode, other } from '../pages/single_use_code.ts';

// A sign-in with the right password also requires a code in a browser that the account has not used before (S9).

const code = 'Code';

/** Signs in in another browser, so that the next one must enter a code. */
async function signInElsewhere(browser: Browser, server: Server, account: Account): Promise<void> {
  const headers = { 'x-forwarded-for': server.newAddress() };
  const context = await browser.newContext({ baseURL: server.url, extraHTTPHeaders: headers });
  await signIn(await context.newPage(), account);
  await context.close();
}

test.beforeEach(({ account, browser, server }) => signInElsewhere(browser, server, account));

test('a new browser requires a code, with a hint that only the owner understands', async ({ page, server, account }) => {
  await page.goto('/sign-in');
  await identify(page, account);
  await seeScreen(page, VERIFY);
  await expect(page.getByRole('main')).not.toContainText(account.email);
  await expect(page.getByRole('radio', { name: `${account.email.slice(0, 2)}…@example.com` })).toBeChecked();
  await verify(page, server, account);
  await arriveAt(page, HOME);
  await expect(accountMenu(page)).toBeVisible();
});

test('the choice has its place while it is read', async ({ page, account }) => {
  const answer = await hold(page, /\/api\/verify\/options/);
  await page.goto('/sign-in');
  await identify(page, account);
  await seeScreen(page, VERIFY);
  await expect(page.getByRole('main').getByRole('status')).toHaveText('Loading…');
  const below = page.getByRole('link', { name: 'Not you?' });
  const { y } = (await below.boundingBox())!;
  answer();
  await expect(page.getByRole('radio')).toBeVisible();
  await expect(page.getByRole('main').getByRole('status')).toHaveCount(0);
  expect(Math.abs((await below.boundingBox())!.y - y), 'the links below stay about where they are').toBeLessThan(120);
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
  const said = /in our newest message\. Check it, or send another code\. You have 4 more attempts/;
  await seeProblem(page, said, page.getByRole('textbox', { name: code, exact: true }));
  await page.getByRole('textbox', { name: code, exact: true }).fill(digits);
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await arriveAt(page, HOME);
});

test('a person without the code sees when another can be sent, and over a reload when it is late and has expired, and can choose another method', async ({ page, server, account }) => {
  await page.clock.install();
  await page.goto('/sign-in');
  await identify(page, account);
  await seeScreen(page, VERIFY);
  await page.getByRole('button', { name: 'Send code' }).click();
  await newestCode(server, account.email);
  await page.getByRole('button', { name: "I don't have a code" }).click();
  await expect(status(page)).toContainText(/seconds/);
  await page.reload(); // phones reload the page while the person reads the email
  await page.getByRole('button', { name: 'Send code' }).click();
  await expect(status(page)).toContainText(/You can send another code .*\d/);
  await expect(page.getByText(/junk folder/)).toBeHidden();
  await page.clock.runFor('03:01');
  await expect(status(page)).toContainText('longer than usual');
  await expect(page.getByText(/junk folder/)).toBeVisible();
  await page.clock.runFor('07:01');
  await expect(status(page)).toContainText('has expired');
  await expect(page.getByRole('textbox', { name: code, exact: true })).toBeEditable();
  await page.getByRole('button', { name: 'Use another method' }).click();
  await expect(page.getByRole('button', { name: 'Send code' })).toBeVisible();
});

test('another tab, which has sent no code, asks for the newest one until another can be sent', async ({ page, server, account }) => {
  await page.goto('/sign-in');
  await identify(page, account);
  await seeScreen(page, VERIFY);
  await page.getByRole('button', { name: 'Send code' }).click();
  await newestCode(server, account.email);
  const tab = await page.context().newPage();
  await tab.goto(page.url());
  await tab.getByRole('button', { name: 'Send code' }).click();
  await expect(status(tab)).toContainText(/use the newest one you received/);
});

test('an empty code is reported', async ({ page, server, account }) => {
  await page.goto('/sign-in');
  await identify(page, account);
  await seeScreen(page, VERIFY);
  await page.getByRole('button', { name: 'Send code' }).click();
  await newestCode(server, account.email);
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await seeProblem(page, /six-digit code/, page.getByRole('textbox', { name: code, exact: true }));
});

test('it goes on waiting while another tab signs in to a second account', async ({ page, server, account, newAccount }) => {
  await page.goto('/sign-in');
  await identify(page, account);
  await seeScreen(page, VERIFY);
  await page.getByRole('button', { name: 'Send code' }).click();
  const digits = await newestCode(server, account.email);
  const tab = await page.context().newPage();
  await signIn(tab, await newAccount());
  await tab.close();
  await page.getByRole('textbox', { name: code, exact: true }).fill(digits);
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await arriveAt(page, HOME);
  await accountMenu(page).click();
  await expect(page.getByText(account.email).first()).toBeVisible();
});

test('two tabs wait for the codes of two accounts, and each stays with its own over a reload', async ({ page, browser, server, account, newAccount }) => {
  const other = await newAccount();
  await signInElsewhere(browser, server, other);
  const tab = await page.context().newPage();
  for (const [here, whose] of [[page, account], [tab, other]] as const) {
    await here.goto('/sign-in');
    await identify(here, whose);
    await seeScreen(here, VERIFY);
    await expect(here.getByRole('main').locator('.who bdi')).toHaveText(hintOf(whose.email));
  }
  await page.bringToFront(); // only the front window has the focus
  await page.reload();
  await verify(page, server, account);
  await arriveAt(page, HOME);
  await tab.bringToFront();
  await verify(tab, server, other);
  await arriveAt(tab, HOME);
});

import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import type { Account, Server } from '../fixtures/server.ts';
import { CREATE, RESET, sendTo } from '../pages/account.ts';
import { seeScreen } from '../pages/frame.ts';
import { ADD, emailAddress, hintOf, next } from '../pages/security.ts';
import { beSignedIn, beSignedInByCode } from '../pages/session.ts';
import { identify, signIn, VERIFY } from '../pages/sign_in.ts';
import { askFor } from '../pages/single_use_code.ts';
import { methodChoice } from '../pages/two_step.ts';

// U10: each code that is sent has the same delivery, countdown, causes and end on the page.

const AT_MAIL_SERVER = 'The email server has accepted the message';
/** Where it would reveal whether there is an account, how far a code got isn't said. */
const UNTOLD = 'Your code should arrive soon.';

const countdown = (page: Page): Locator => page.locator('#resend-when');
const status = (page: Page): Locator => page.getByRole('main').getByRole('status').filter({ has: countdown(page) });

interface Waiting {
  page: Page;
  server: Server;
  account: Account;
}

async function addAddress({ page, server }: Waiting): Promise<void> {
  await page.goto('/security/add');
  await seeScreen(page, ADD);
  await emailAddress(page).fill(server.newEmail());
  await next(page).click();
}

async function sendVerificationCode(page: Page): Promise<void> {
  await seeScreen(page, VERIFY);
  await page.getByRole('button', { name: 'Send code' }).click();
}

const situations: { name: string; engines?: string; delivery: string; begin: (waiting: Waiting) => Promise<void> }[] = [
  {
    name: 'of a new account',
    delivery: UNTOLD,
    async begin({ page, server }) {
      await page.goto('/create-account');
      await sendTo(page, CREATE, server.newEmail());
    },
  },
  {
    name: 'of a forgotten password',
    engines: '@engine @webkit', // countdowns are the browser's words and clock
    delivery: UNTOLD,
    async begin({ page, account }) {
      await page.goto('/reset-password');
      await sendTo(page, RESET, account.email);
    },
  },
  {
    name: 'of a new address',
    delivery: AT_MAIL_SERVER,
    async begin(waiting) {
      await beSignedInByCode(waiting.page, waiting.server, waiting.account);
      await addAddress(waiting);
    },
  },
  {
    name: 'of a fresh verification',
    delivery: AT_MAIL_SERVER,
    async begin(waiting) {
      await beSignedIn(waiting.page, waiting.account);
      await addAddress(waiting);
      await sendVerificationCode(waiting.page);
    },
  },
];

async function seeCountdownCausesAndEnd(page: Page): Promise<void> {
  await expect(countdown(page)).toContainText(/You can send another code .*\d/);
  await expect(page.getByText(/junk folder/)).toBeHidden();
  await page.clock.runFor('03:01');
  await expect(countdown(page)).toHaveText('You can send another code now.');
  await expect(status(page)).toContainText('longer than usual');
  await expect(page.getByText(/junk folder/)).toBeVisible();
  await page.clock.runFor('07:01');
  await expect(status(page)).toContainText('This code has expired. Send another one.');
}

for (const { name, engines = '', delivery, begin } of situations) {
  test(`the code ${name} has its delivery, its countdown, its causes and its end ${engines}`.trim(), async ({ page, server, account }) => {
    await page.clock.install();
    await begin({ page, server, account });
    await expect(status(page)).toContainText(delivery, { timeout: 15_000 });
    await seeCountdownCausesAndEnd(page);
  });
}

test('a single-use code is not said to expire once it has', async ({ page, account }) => {
  await page.clock.install();
  await page.goto('/single-use-code');
  await askFor(page, account.email);
  await expect(page.getByRole('main')).toContainText('It expires at');
  await page.clock.runFor('10:01');
  await expect(status(page)).toContainText('This code has expired. Send another one.');
  await expect(page.getByRole('main')).not.toContainText('It expires at');
});

test('the code of a fresh verification that starts again after a reload has its countdown, its causes and its end', async ({ page, server, account }) => {
  await page.clock.install();
  await beSignedIn(page, account);
  await addAddress({ page, server, account });
  await sendVerificationCode(page);
  await expect(status(page)).toBeVisible();
  await page.reload();
  await seeScreen(page, ADD);
  await next(page).click();
  await sendVerificationCode(page);
  await seeCountdownCausesAndEnd(page);
});

test('the code of a fresh verification keeps its countdown, its causes and its end while another method is tried', async ({ page, server }) => {
  const account = await server.addAccount({ phone: server.newPhone() });
  const [email, phone] = [hintOf(account.email), `… ${account.phone!.slice(-2)}`];
  const sendBy = async (method: string): Promise<void> => {
    await methodChoice(page, method).check();
    await sendVerificationCode(page);
    await expect(countdown(page)).toContainText('You can send another code');
  };
  await page.clock.install();
  await beSignedIn(page, account);
  await addAddress({ page, server, account });
  for (const method of [phone, email, phone]) {
    await sendBy(method);
    await page.getByRole('button', { name: 'Use another method' }).click();
  }
  await sendBy(email);
  await seeCountdownCausesAndEnd(page);
});

test('the code of an unusual sign-in has its countdown, its causes and its end', async ({ page, account, server, browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, extraHTTPHeaders: { 'x-forwarded-for': server.newAddress() } });
  await signIn(await context.newPage(), account);
  await context.close();
  await page.clock.install();
  await page.goto('/sign-in');
  await identify(page, account);
  await sendVerificationCode(page);
  await expect(status(page)).toContainText(UNTOLD);
  await seeCountdownCausesAndEnd(page);
});

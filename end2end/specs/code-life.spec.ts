import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import type { Account, Server } from '../fixtures/server.ts';
import { seeScreen } from '../pages/frame.ts';
import { ADD, emailAddress, next, status } from '../pages/security.ts';
import { beSignedIn, beSignedInByCode } from '../pages/session.ts';
import { identify, signIn, VERIFY } from '../pages/sign_in.ts';

// U10: each code that is sent has the same delivery, causes and end on the page.

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

const situations: { name: string; begin: (waiting: Waiting) => Promise<void> }[] = [
  {
    name: 'of a new address',
    async begin(waiting) {
      await beSignedInByCode(waiting.page, waiting.server, waiting.account);
      await addAddress(waiting);
    },
  },
  {
    name: 'of a fresh verification',
    async begin(waiting) {
      await beSignedIn(waiting.page, waiting.account);
      await addAddress(waiting);
      await sendVerificationCode(waiting.page);
    },
  },
];

async function seeCausesAndEnd(page: Page): Promise<void> {
  await expect(page.getByText(/junk folder/)).toBeHidden();
  await page.clock.runFor('03:01');
  await expect(status(page)).toContainText('longer than usual');
  await expect(page.getByText(/junk folder/)).toBeVisible();
  await page.clock.runFor('07:01');
  await expect(status(page)).toContainText('This code has expired. Send another one.');
}

for (const { name, begin } of situations) {
  test(`the code ${name} has its delivery, its causes and its end`, async ({ page, server, account }) => {
    await page.clock.install();
    await begin({ page, server, account });
    await expect(status(page)).toContainText('The email server has accepted the message', { timeout: 15_000 });
    await seeCausesAndEnd(page);
  });
}

test('the code of an unusual sign-in has its causes and its end', async ({ page, account, server, browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, extraHTTPHeaders: { 'x-forwarded-for': server.newAddress() } });
  await signIn(await context.newPage(), account);
  await context.close();
  await page.clock.install();
  await page.goto('/sign-in');
  await identify(page, account);
  await sendVerificationCode(page);
  await expect(status(page)).toContainText('Your code should arrive soon.');
  await seeCausesAndEnd(page);
});

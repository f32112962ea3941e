import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import type { Account, Server } from '../fixtures/server.ts';
import { CREATE, RESET, sendTo } from '../pages/account.ts';
import { seeScreen } from '../pages/frame.ts';
import { ADD, code, next, openSecurity } from '../pages/security.ts';
import { beSignedInByCode, startSecondStep } from '../pages/session.ts';
import { newestCode } from '../pages/single_use_code.ts';
import { appName, APP, finishCodes, firstStep, makeCodes, methodChoice, qrCode, signOut, twoStep } from '../pages/two_step.ts';

// A keyboard's suggestion of a whole message in each of the other code fields (L14). They are one part of the page, and `typed.spec.ts` plays
// what can differ between engines.

interface Person {
  page: Page;
  server: Server;
  account: Account;
}

/** The fields, each with the way there, at whose end is a code of the field's kind. */
const FIELDS: { of: string; open: (person: Person) => Promise<string> }[] = [
  {
    of: 'a new account',
    async open({ page, server }) {
      const email = server.newEmail();
      await page.goto('/create-account');
      await sendTo(page, CREATE, email);
      return newestCode(server, email);
    },
  },
  {
    of: 'a forgotten password',
    async open({ page, server, account }) {
      await page.goto('/reset-password');
      await sendTo(page, RESET, account.email);
      return newestCode(server, account.email);
    },
  },
  {
    of: 'a second step',
    async open({ page, server, account }) {
      await startSecondStep(page, account);
      await page.getByRole('button', { name: 'Send code' }).click();
      return newestCode(server, account.email);
    },
  },
  {
    of: 'a new app',
    async open({ page, server, account }) {
      await beSignedInByCode(page, server, account);
      await page.goto('/security/add');
      await seeScreen(page, ADD);
      await page.getByRole('radio', { name: APP }).check();
      await appName(page).fill(APP);
      await next(page).click();
      await expect(qrCode(page)).toBeVisible();
      return '481516';
    },
  },
  {
    of: 'recovery',
    async open({ page, server, account }) {
      await beSignedInByCode(page, server, account);
      await openSecurity(page);
      const [first] = await makeCodes(page);
      await finishCodes(page);
      await twoStep(page).click();
      await expect(twoStep(page)).toBeChecked();
      await signOut(page);
      await firstStep(page, account);
      await methodChoice(page, 'Recovery code').check();
      await next(page).click();
      return first!;
    },
  },
];

for (const { of, open } of FIELDS) {
  test(`a keyboard's suggestion of a whole message fills in the code of ${of}`, async ({ page, server, account }) => {
    const digits = await open({ page, server, account });
    await code(page).focus();
    await page.keyboard.insertText(`Your code is ${digits}. Don't share it.`);
    await expect(code(page)).toHaveValue(digits);
  });
}

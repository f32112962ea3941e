import { expect } from '@playwright/test';
import { code, create, CREATE, newPassword, RESET, RESET_DONE, sendTo, set, STRONG } from '../pages/account.ts';
import { problem, seeScreen } from '../pages/frame.ts';
import { ready } from '../pages/home.ts';
import { INBOX, messages, withoutProxy } from '../pages/inbox.ts';
import { beSignedIn } from '../pages/session.ts';
import { shared } from '../pages/shared_computer.ts';
import { identify, VERIFY } from '../pages/sign_in.ts';
import { ASK, askFor, byText, country, enter, name, newestCode, other, sendCode } from '../pages/single_use_code.ts';
import type { Stop, Traveller } from './stops.ts';

export const codeStops: Stop[] = [
  {
    name: 'single-use code',
    smoke: true,
    async visit({ page }) {
      await page.goto('/single-use-code');
      await seeScreen(page, ASK);
    },
  },
  {
    name: 'single-use code, by text',
    async visit({ page, account }) {
      await page.goto('/single-use-code');
      await seeScreen(page, ASK);
      await name(page).fill(account.email);
      await byText(page).check();
      await expect(country(page)).toBeVisible();
    },
  },
  {
    name: 'single-use code, no name',
    async visit({ page }) {
      await page.goto('/single-use-code');
      await seeScreen(page, ASK);
      await sendCode(page).click();
      await expect(problem(page)).toBeVisible();
    },
    troubled: true,
  },
  {
    name: 'single-use code, enter',
    smoke: true,
    async visit({ page, account }) {
      await page.goto('/single-use-code');
      await askFor(page, account.email);
    },
  },
  {
    name: 'single-use code, on a shared computer',
    async visit({ page, account }) {
      await page.goto('/single-use-code');
      await askFor(page, account.email);
      await shared(page).check();
    },
  },
  {
    name: 'single-use code, wrong',
    async visit({ page, server, account }) {
      await page.goto('/single-use-code');
      await askFor(page, account.email);
      await enter(page, other(await newestCode(server, account.email)));
      await expect(problem(page)).toBeVisible();
    },
    troubled: true,
  },
  {
    name: 'single-use code, late',
    async visit({ page, account }) {
      await page.goto('/single-use-code');
      await askFor(page, account.email);
      await page.getByText("Didn't get the code?").click();
    },
  },
  {
    name: 'create an account',
    async visit({ page }) {
      await page.goto('/create-account');
      await seeScreen(page, CREATE);
    },
  },
  {
    name: 'create an account, code',
    smoke: true,
    async visit({ page, server }) {
      await page.goto('/create-account');
      await sendTo(page, CREATE, server.newEmail());
    },
  },
  {
    name: 'create an account, easy to guess',
    async visit({ page, server }) {
      await page.goto('/create-account');
      await sendTo(page, CREATE, server.newEmail());
      await code(page).fill('123456');
      await newPassword(page).fill('password1');
      await create(page).click();
      await expect(problem(page)).toBeVisible();
    },
    troubled: true,
  },
  {
    name: 'create an account, done',
    async visit({ page, server }) {
      const email = server.newEmail();
      await page.goto('/create-account');
      await sendTo(page, CREATE, email);
      await code(page).fill(await newestCode(server, email));
      await create(page).click();
      await expect(ready(page)).toBeVisible();
    },
  },
  {
    name: 'reset a password',
    async visit({ page, account }) {
      await page.goto('/reset-password');
      await sendTo(page, RESET, account.email);
    },
  },
  {
    name: 'reset a password, two wrong fields',
    async visit({ page, account }) {
      await page.goto('/reset-password');
      await sendTo(page, RESET, account.email);
      await set(page).click();
      await expect(problem(page)).toBeVisible();
    },
    troubled: true,
  },
  {
    name: 'reset a password, done',
    async visit({ page, server, account }) {
      await page.goto('/reset-password');
      await sendTo(page, RESET, account.email);
      await code(page).fill(await newestCode(server, account.email));
      await newPassword(page).fill(STRONG);
      await set(page).click();
      await seeScreen(page, RESET_DONE);
    },
  },
  {
    name: 'verify',
    async visit(traveller) {
      await askedToVerify(traveller);
      await expect(traveller.page.getByRole('radio')).toBeVisible();
    },
  },
  {
    name: 'verify, code',
    async visit(traveller) {
      await askedToVerify(traveller);
      await traveller.page.getByRole('button', { name: 'Send code' }).click();
      await expect(code(traveller.page)).toBeVisible();
    },
  },
  {
    name: 'inbox',
    async visit({ page, server, account }) {
      await page.goto('/single-use-code');
      await askFor(page, account.email);
      await newestCode(server, account.email);
      await withoutProxy(page);
      await page.goto('/dev/inbox');
      await seeScreen(page, INBOX);
      await expect(messages(page).first()).toBeVisible();
    },
  },
];

/** Signs in once, then with the password alone in a browser that the account hasn't used before. */
async function askedToVerify({ page, account }: Traveller): Promise<void> {
  await beSignedIn(page, account);
  await page.context().clearCookies();
  await page.goto('/sign-in');
  await identify(page, account);
  await seeScreen(page, VERIFY);
}

import { expect, type Locator, type Page } from '@playwright/test';
import type { Account, Server } from '../fixtures/server.ts';
import { accountMenu, HOME, seeScreen } from './frame.ts';
import { codesOf, newestCode } from './single_use_code.ts';

export const SIGN_IN = 'Sign in';
export const PASSWORD = 'Enter your password';
export const PICKER = 'Choose an account';
export const VERIFY = "Verify it's you";

export const name = (page: Page): Locator => page.getByRole('textbox', { name: 'Email or phone' });
export const next = (page: Page): Locator => page.getByRole('button', { name: 'Next', exact: true });
export const password = (page: Page): Locator => page.getByRole('textbox', { name: 'Password', exact: true });
export const submit = (page: Page): Locator => page.getByRole('button', { name: 'Sign in', exact: true });
export const addAccount = (page: Page): Locator => page.getByRole('button', { name: 'Use another account' });
export const pick = (page: Page, account: Account): Locator =>
  page.getByRole('main').getByRole('button', { name: account.email }).and(page.locator(':not([aria-label^="Sign out"])'));

/** On the sign-in screen: the sign-in name, then the password. */
export async function giveName(page: Page, account: Account): Promise<void> {
  await seeScreen(page, SIGN_IN);
  await name(page).fill(account.email);
  await next(page).click();
  await seeScreen(page, PASSWORD);
}

export async function givePassword(page: Page, account: Account): Promise<void> {
  await password(page).fill(account.password);
  await submit(page).click();
}

export async function identify(page: Page, account: Account): Promise<void> {
  await giveName(page, account);
  await givePassword(page, account);
}

/** Opens the page and signs in. */
export async function signIn(page: Page, account: Account): Promise<void> {
  await page.goto('/sign-in');
  await identify(page, account);
  await seeScreen(page, HOME);
  await expect(accountMenu(page)).toBeVisible();
}

/** Signs in to a second account in a browser that is signed in to a first. */
export async function addToPicker(page: Page, account: Account): Promise<void> {
  await page.goto('/sign-in');
  await seeScreen(page, PICKER);
  await addAccount(page).click();
  await identify(page, account);
  await seeScreen(page, HOME);
}

/** Verifies with a code: after the password, or before an action that a session alone doesn't permit. */
export async function verify(page: Page, server: Server, account: Account): Promise<void> {
  await seeScreen(page, VERIFY);
  const before = codesOf(server, account.email);
  await page.getByRole('button', { name: 'Send code' }).click();
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill(await newestCode(server, account.email, before));
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
}

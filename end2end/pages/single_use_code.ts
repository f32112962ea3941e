import { expect, type Locator, type Page } from '@playwright/test';
import type { Account, Server } from '../fixtures/server.ts';
import { seeScreen } from './frame.ts';

export const ASK = 'Get a single-use code';
export const ENTER = 'Enter the code we sent';

export const name = (page: Page): Locator => page.getByRole('textbox', { name: 'Email or phone' });
export const country = (page: Page): Locator => page.getByRole('combobox', { name: 'Country or region' });
export const phone = (page: Page): Locator => page.getByRole('textbox', { name: 'Phone number' });
export const byText = (page: Page): Locator => page.getByRole('radio', { name: 'Text a phone number on this account' });
export const sendCode = (page: Page): Locator => page.getByRole('button', { name: 'Send code' });
export const haveCode = (page: Page): Locator => page.getByRole('button', { name: 'I already have a code' });
export const code = (page: Page): Locator => page.getByRole('textbox', { name: 'Single-use code' });
export const submit = (page: Page): Locator => page.getByRole('button', { name: 'Sign in', exact: true });
export const sendAnother = (page: Page): Locator => page.getByRole('button', { name: 'Send another code' });
export const progress = (page: Page): Locator => page.getByRole('main').getByRole('status');

/** Requests a code for a sign-in name, and expects the step where it is entered. */
export async function askFor(page: Page, who: string): Promise<void> {
  await seeScreen(page, ASK);
  await name(page).fill(who);
  await sendCode(page).click();
  await seeScreen(page, ENTER);
}

/** The newest code that was sent to a contact; `after` is the number of earlier ones. */
export async function newestCode(server: Server, to: string, after = 0): Promise<string> {
  await expect.poll(() => codesOf(server, to), { message: `codes for ${to}` }).toBeGreaterThan(after);
  return codes(server, to).at(-1)!;
}

const codes = (server: Server, to: string): string[] => server.messages(to).flatMap((message) => message.code ?? []);

/** The number of codes that were sent to a contact. */
export const codesOf = (server: Server, to: string): number => codes(server, to).length;

/** Six digits that differ from this code. */
export const other = (code: string): string => (code === '000000' ? '111111' : '000000');

export async function enter(page: Page, digits: string): Promise<void> {
  await code(page).fill(digits);
  await submit(page).click();
}

/** Opens the page and signs in with an emailed code. */
export async function signInByCode(page: Page, server: Server, account: Account): Promise<void> {
  await page.goto('/single-use-code');
  await askFor(page, account.email);
  await enter(page, await newestCode(server, account.email));
}

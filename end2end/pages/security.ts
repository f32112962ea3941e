import type { Locator, Page } from '@playwright/test';
import type { Server } from '../fixtures/server.ts';
import { seeScreen } from './frame.ts';
import { codesOf, newestCode } from './single_use_code.ts';

export const SECURITY = 'Security info';
export const ADD = 'Add a way to sign in or verify';
export const CHANGE_PASSWORD = 'Change password';

export const methods = (page: Page): Locator =>
  page.getByRole('main').getByRole('listitem').filter({ has: page.getByRole('heading', { level: 3 }) });
export const methodCalled = (page: Page, hint: string): Locator => page.getByRole('button', { name: hint, exact: true });
export const add = (page: Page): Locator => page.getByRole('button', { name: ADD });
export const everywhere = (page: Page): Locator => page.getByRole('main').getByRole('button', { name: 'Sign out everywhere' });
export const remove = (page: Page): Locator => page.getByRole('main').getByRole('button', { name: 'Remove', exact: true });
export const dialog = (page: Page): Locator => page.getByRole('dialog');
export const signsIn = (page: Page): Locator => page.getByRole('switch', { name: 'Use to sign in' });
export const dropName = (page: Page): Locator => page.getByRole('button', { name: 'Stop signing in with it' });
export const sendAnother = (page: Page): Locator => page.getByRole('button', { name: 'Send another code' });
export const status = (page: Page): Locator => page.getByRole('main').getByRole('status').first();
export const next = (page: Page): Locator => page.getByRole('button', { name: 'Next', exact: true });
export const code = (page: Page): Locator => page.getByRole('textbox', { name: 'Code', exact: true });
export const emailAddress = (page: Page): Locator => page.getByRole('textbox', { name: 'Email address' });
export const phoneNumber = (page: Page): Locator => page.getByRole('textbox', { name: 'Phone number' });

/** The day in so many days, as the browser writes it: with its year only if that is another one. */
export const inDays = (page: Page, days: number): Promise<string> =>
  page.evaluate((from) => {
    const then = new Date(Date.now() + from);
    const isThisYear = then.getFullYear() === new Date().getFullYear();
    const style: Intl.DateTimeFormatOptions = isThisYear ? { day: 'numeric', month: 'long' } : { dateStyle: 'long' };
    return new Intl.DateTimeFormat(document.documentElement.lang, style).format(then);
  }, days * 24 * 3600 * 1000);

export async function openSecurity(page: Page): Promise<void> {
  await page.goto('/security');
  await seeScreen(page, SECURITY);
}

/** On the screen for adding: adds an email address as a sign-in method. */
export async function addEmail(page: Page, server: Server, email: string): Promise<void> {
  await seeScreen(page, ADD);
  await emailAddress(page).fill(email);
  const before = codesOf(server, email);
  await next(page).click();
  await code(page).fill(await newestCode(server, email, before));
  await next(page).click();
  await seeScreen(page, SECURITY);
}

/** The name by which the owner recognizes an email address that isn't the account's name. */
export const hintOf = (email: string): string => email.replace(/^(..).*@/, '$1…@');

/** The same for an address that is added: the hint of the account's first one is equal. */
export const hintOfAdded = (email: string): string => `${hintOf(email)} (2)`;

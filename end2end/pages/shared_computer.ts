import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import type { Account } from '../fixtures/server.ts';
import { seeScreen } from './frame.ts';
import { giveName, givePassword } from './sign_in.ts';

export const SIGNED_OUT = "You're signed out";

export const shared = (page: Page): Locator => page.getByRole('checkbox', { name: 'This is a shared computer' });
/** The bar on every page that says how to leave. */
export const bar = (page: Page): Locator => page.getByRole('complementary');
export const signOut = (page: Page): Locator => bar(page).getByRole('button', { name: 'Sign out', exact: true });

/** Opens the page and signs in with the password, on a shared computer. */
export async function signInShared(page: Page, account: Account): Promise<void> {
  await page.goto('/sign-in');
  await giveName(page, account);
  await shared(page).check();
  await givePassword(page, account);
}

/** Closes the browser and opens it again: only the cookies that outlive it are still there. */
export async function reopen(context: BrowserContext): Promise<void> {
  const lasting = (await context.cookies()).filter(({ expires }) => expires !== -1);
  await context.clearCookies();
  await context.addCookies(lasting);
}

/** Expects the bar that says how to leave, with its button in sight. */
export async function seeBar(page: Page): Promise<void> {
  await expect(bar(page)).toContainText("You're on a shared computer. Sign out when you're done.");
  await expect(signOut(page)).toBeInViewport();
}

export async function leave(page: Page): Promise<void> {
  await signOut(page).click();
  await seeScreen(page, SIGNED_OUT);
  await expect(bar(page)).toBeHidden();
}

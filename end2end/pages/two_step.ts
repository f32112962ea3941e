import { expect, type Locator, type Page } from '@playwright/test';
import { AuthenticatorApp } from '../clients/authenticator.ts';
import type { Account, Server } from '../fixtures/server.ts';
import { accountMenu, BRAND, seeScreen } from './frame.ts';
import { add, ADD, code, next, openSecurity, SECURITY } from './security.ts';
import { identify, VERIFY, verify } from './sign_in.ts';

export const APP = 'Authenticator app';
export const RECOVERY_CODES = 'Recovery codes';

export const twoStep = (page: Page): Locator => page.getByRole('switch', { name: 'Two-step verification' });
export const qrCode = (page: Page): Locator => page.getByRole('img', { name: 'QR code' });
export const dontAsk = (page: Page): Locator => page.getByRole('checkbox', { name: "Don't ask on this browser for 30 days" });
export const appName = (page: Page): Locator => page.getByRole('textbox', { name: 'Name of the app' });
export const newCodes = (page: Page): Locator => page.getByRole('button', { name: 'New recovery codes' });
export const submit = (page: Page): Locator => page.getByRole('button', { name: 'Verify', exact: true });
export const methodChoice = (page: Page, name: string): Locator => page.getByRole('radio', { name, exact: true });

/** On the security info screen, without a fresh verification: adds an app by its QR code. */
export async function addApp(page: Page, server: Server, account: Account, called = APP): Promise<AuthenticatorApp> {
  await add(page).click();
  await seeScreen(page, ADD);
  await page.getByRole('radio', { name: APP }).check();
  await appName(page).fill(called);
  await next(page).click();
  await verify(page, server, account);
  await expect(qrCode(page)).toBeVisible();
  const app = await AuthenticatorApp.scan(qrCode(page), server);
  await code(page).fill(await app.shows());
  await next(page).click();
  await seeScreen(page, SECURITY);
  return app;
}

/** Signed in: adds an app and turns on two-step verification. The app's current code is used up. */
export async function withApp(page: Page, server: Server, account: Account): Promise<AuthenticatorApp> {
  await openSecurity(page);
  const app = await addApp(page, server, account);
  await twoStep(page).click();
  await expect(twoStep(page)).toBeChecked();
  return app;
}

/** Makes recovery codes, and returns them. */
export async function makeCodes(page: Page): Promise<string[]> {
  await newCodes(page).click();
  await seeScreen(page, RECOVERY_CODES);
  await page.getByRole('button', { name: 'Make ten codes' }).click();
  const codes = page.getByRole('main').locator('ol').getByRole('listitem');
  await expect(codes).toHaveCount(10);
  return codes.allTextContents();
}

/** Signed in: verifies with these codes, one after the other, without the screens. */
export function useUp(page: Page, codes: string[]): Promise<void> {
  return page.evaluate(async (codes) => {
    const { current: account } = (await (await fetch('/api/session')).json()) as { current: string };
    const headers = { 'content-type': 'application/json', 'x-countersign-account': account };
    for (const code of codes) {
      const body = JSON.stringify({ account, code });
      const answer = await fetch('/api/verify/recovery-code', { method: 'POST', headers, body });
      if (!answer.ok) throw new Error(await answer.text());
    }
  }, codes);
}

export async function signOut(page: Page): Promise<void> {
  await accountMenu(page).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await seeScreen(page, "You're signed out");
}

/** The first step, with the password; the second follows. */
export async function firstStep(page: Page, account: Account): Promise<void> {
  await page.goto('/sign-in');
  await identify(page, account);
  await seeScreen(page, VERIFY);
}

/** The second step, with a code or a source of codes. */
export async function secondStep(page: Page, name: string, digits: string): Promise<void> {
  await methodChoice(page, name).check();
  await next(page).click();
  await code(page).fill(digits);
}

export async function seeSignedIn(page: Page): Promise<void> {
  await seeScreen(page, BRAND);
  await expect(accountMenu(page)).toBeVisible();
}

import { expect, type Locator, type Page } from '@playwright/test';
import { AuthenticatorApp } from '../clients/authenticator.ts';
import type { Account, Server } from '../fixtures/server.ts';
import { accountMenu, HOME, seeScreen } from './frame.ts';
import { add, ADD, code, dialog, next, openSecurity, SECURITY } from './security.ts';
import { identify, VERIFY, verify } from './sign_in.ts';

export const APP = 'Authenticator app';
export const RECOVERY_CODES = 'Save your recovery codes';

export const twoStep = (page: Page): Locator => page.getByRole('switch', { name: 'Two-step verification' });
export const qrCode = (page: Page): Locator => page.getByRole('img', { name: 'QR code' });
export const dontAsk = (page: Page): Locator => page.getByRole('checkbox', { name: "Don't ask on this browser for 30 days" });
export const appName = (page: Page): Locator => page.getByRole('textbox', { name: 'Name of the app' });
export const newCodes = (page: Page): Locator => page.getByRole('button', { name: 'New recovery codes' });
export const savedThem = (page: Page): Locator => page.getByRole('checkbox', { name: 'I have saved them' });
export const done = (page: Page): Locator => page.getByRole('button', { name: 'Done', exact: true });
export const codeList = (page: Page): Locator => page.getByRole('main').locator('ol').getByRole('listitem');
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
  await turnOn(page);
  return app;
}

/** Saves the recovery codes on the page: then leaving doesn't ask. */
export const saveCodes = (page: Page): Promise<void> => page.getByRole('button', { name: 'Download' }).click();

/** Without recovery codes: turns on two-step verification, for which the person saves ten. */
export async function turnOn(page: Page): Promise<void> {
  await twoStep(page).click();
  await seeScreen(page, RECOVERY_CODES);
  await finishCodes(page);
  await expect(twoStep(page)).toBeChecked();
}

/** Without recovery codes: makes some, and returns them. They are not confirmed as saved. */
export async function makeCodes(page: Page): Promise<string[]> {
  await newCodes(page).click();
  return readCodes(page);
}

/** With recovery codes: replaces them, and returns the new ones. They are not confirmed as saved. */
export async function replaceCodes(page: Page): Promise<string[]> {
  await newCodes(page).click();
  await dialog(page).getByRole('button', { name: 'Replace' }).click();
  return readCodes(page);
}

async function readCodes(page: Page): Promise<string[]> {
  await seeScreen(page, RECOVERY_CODES);
  await expect(codeList(page)).toHaveCount(10);
  return codeList(page).allTextContents();
}

/** On the screen with new codes: confirms that they are saved. */
export async function finishCodes(page: Page): Promise<void> {
  await expect(codeList(page)).toHaveCount(10);
  await savedThem(page).check();
  await done(page).click();
  await seeScreen(page, SECURITY);
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
  await seeScreen(page, HOME);
  await expect(accountMenu(page)).toBeVisible();
}

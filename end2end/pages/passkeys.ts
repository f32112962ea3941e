import type { BrowserContext, CDPSession, Locator, Page } from '@playwright/test';
import type { Account, Server } from '../fixtures/server.ts';
import { seeScreen } from './frame.ts';
import { add, ADD, next, openSecurity, SECURITY } from './security.ts';
import { verify } from './sign_in.ts';

export const button = (page: Page): Locator => page.getByRole('button', { name: 'Sign in with a passkey' });
export const choice = (page: Page): Locator => page.getByRole('radio', { name: 'Passkey', exact: true });
export const passkeyName = (page: Page): Locator => page.getByRole('textbox', { name: 'Name of the passkey' });

/** Signed in, without a fresh verification: adds a passkey. */
export async function makePasskey(page: Page, server: Server, account: Account, name: string): Promise<void> {
  await openSecurity(page);
  await add(page).click();
  await seeScreen(page, ADD);
  await choice(page).check();
  await passkeyName(page).fill(name);
  await next(page).click();
  await verify(page, server, account);
  await seeScreen(page, SECURITY);
}

/** A browser that doesn't offer passkeys in the sign-in name field, so that only the button does. */
export const withoutAutofill = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(() => {
    const has = typeof PublicKeyCredential !== 'undefined';
    if (has) PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
  });

/** A browser without support for passkeys. */
export const withoutPasskeys = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(() => Object.defineProperty(window, 'PublicKeyCredential', { value: undefined }));

/** Chromium's own virtual authenticator (Chrome DevTools Protocol): the browser's whole code path, except the fingerprint. */
export async function authenticator(page: Page, { verifies = true } = {}): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true } as const;
  const behaviour = { isUserVerified: verifies, automaticPresenceSimulation: true };
  await devtools.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, ...behaviour } });
  return devtools;
}

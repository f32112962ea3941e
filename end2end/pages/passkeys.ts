import { type BrowserContext, type CDPSession, expect, type Locator, type Page } from '@playwright/test';
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

/**
 * A password manager that answers in the browser's place with objects of its own: their `toJSON` doesn't work, and their buffers belong to another
 * realm.
 */
export const withPasswordManager = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(() => {
    const { credentials } = navigator;
    if (!credentials) return;
    const copied = (buffer: ArrayBuffer): ArrayBuffer => {
      const frame = document.documentElement.appendChild(document.createElement('iframe'));
      const realm = frame.contentWindow as unknown as typeof globalThis;
      const copy = realm.Uint8Array.from(new Uint8Array(buffer)).buffer;
      frame.remove();
      if (copy instanceof ArrayBuffer) throw new Error('the buffer should be of another realm');
      return copy as ArrayBuffer;
    };
    const own = async (real: Promise<Credential | null>): Promise<Credential> => {
      const given = (await real) as PublicKeyCredential;
      const response: Record<string, unknown> = {};
      for (const field of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
        const buffer = (given.response as unknown as Record<string, ArrayBuffer | null | undefined>)[field];
        if (buffer) response[field] = copied(buffer);
      }
      const { id, type } = given;
      return { id, type, rawId: copied(given.rawId), response, toJSON: () => ({}), getClientExtensionResults: () => ({}) } as Credential;
    };
    const [create, get] = [credentials.create.bind(credentials), credentials.get.bind(credentials)];
    credentials.create = (options) => own(create(options));
    credentials.get = (options) => own(get(options));
  });

interface Listening {
  /** What the page has reported to the browser about an account's passkeys: each call's method and argument. */
  reported?: [method: string, about: Record<string, unknown>][];
}

/** A browser that listens to what a page reports about an account's passkeys (Signal API), wherever the engine doesn't. */
export const withSignals = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(() => {
    if (typeof PublicKeyCredential === 'undefined') return;
    for (const method of ['signalAllAcceptedCredentials', 'signalCurrentUserDetails']) {
      const note = (about: Record<string, unknown>): Promise<void> => {
        ((window as Listening).reported ??= []).push([method, about]);
        return Promise.resolve();
      };
      Object.defineProperty(PublicKeyCredential, method, { value: note });
    }
  });

/** The last report of a kind. */
export const lastReport = (page: Page, method: string): Promise<Record<string, unknown> | undefined> =>
  page.evaluate((method) => (window as Listening).reported?.filter(([kind]) => kind === method).at(-1)?.[1], method);

/** The number of its reports. */
export const countReports = (page: Page): Promise<number> => page.evaluate(() => (window as Listening).reported?.length ?? 0);

interface Patient {
  /** How often the page has begun to wait for a choice. */
  waits?: number;
}

/**
 * A person who chooses a passkey in the sign-in name field only when the test says so: see `choosePasskey`. The browser allows one request at a
 * time. It confirms that one was canceled, unless `confirms` is false: then the confirmation comes after the test.
 */
export const withPatience = (context: BrowserContext, { confirms = true } = {}): Promise<unknown> =>
  context.addInitScript((confirms) => {
    const { credentials } = navigator;
    if (!credentials) return;
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(true);
    const get = credentials.get.bind(credentials);
    let isPending = false;
    const chosen = (signal?: AbortSignal | null): Promise<void> =>
      new Promise((resolve, reject) => {
        isPending = true;
        signal?.addEventListener('abort', () => {
          isPending = false;
          if (confirms) reject(new DOMException('canceled', 'AbortError'));
        });
        addEventListener('passkey-chosen', () => {
          isPending = false;
          resolve();
        });
      });
    credentials.get = async (options) => {
      const { publicKey, signal, mediation } = options ?? {};
      if (signal?.aborted) throw new DOMException('canceled', 'AbortError');
      if (isPending) throw new DOMException('A request is already pending.', 'OperationError');
      if (mediation !== 'conditional') return get(options);
      (window as Patient).waits = ((window as Patient).waits ?? 0) + 1;
      await chosen(signal);
      return get({ publicKey });
    };
  }, confirms);

const waits = (page: Page): Promise<number | undefined> => page.evaluate(() => (window as Patient).waits);

/** Expects that the page has begun to wait for a choice so often. */
export const seeWaits = (page: Page, times: number): Promise<void> =>
  expect.poll(() => waits(page), { message: 'challenges' }).toBe(times);

/** An event of the window, such as `online`. */
export const happen = (page: Page, event: string): Promise<void> =>
  page.evaluate((event) => void dispatchEvent(new Event(event)), event);

/** How often the page has begun to wait for a choice, after an event of the window. */
export async function waitsAfter(page: Page, event: string): Promise<number | undefined> {
  await happen(page, event);
  return waits(page);
}

/** The request for a challenge. */
export const BEGIN = '**/api/session/passkey/begin';

/** The computer wakes up after twenty minutes: no timer has run meanwhile. */
export async function wakeUp(page: Page): Promise<void> {
  const now = await page.evaluate(() => Date.now());
  await page.clock.setSystemTime(now + 1_200_000); // unlike runFor, this runs no timer
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
}

/** Chooses the passkey that the browser suggests. */
export const choosePasskey = (page: Page): Promise<void> =>
  page.evaluate(() => void dispatchEvent(new Event('passkey-chosen')));

/** Chromium's own virtual authenticator (Chrome DevTools Protocol): the browser's whole code path, except the fingerprint. */
export async function authenticator(page: Page, { verifies = true } = {}): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true } as const;
  const behaviour = { isUserVerified: verifies, automaticPresenceSimulation: true };
  await devtools.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, ...behaviour } });
  return devtools;
}

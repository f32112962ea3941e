import { expect, type Page } from '@playwright/test';
import type { Account, Server } from '../fixtures/server.ts';
import { accountMenu, seeScreen } from './frame.ts';
import { identify, signIn, VERIFY } from './sign_in.ts';
import { codesOf, newestCode, signInByCode } from './single_use_code.ts';

// For tests that aren't about signing in: the requests that the page would send give the browser its cookie, without opening a page.
// WebKit's window has a session that only its own pages can use, so there the test signs in on the page.
const byHand = process.env.E2E_ENGINE === 'webkit';

/** Signs in with the password, without opening the page. */
export async function beSignedIn(page: Page, account: Account): Promise<void> {
  if (byHand) return signIn(page, account);
  await send(page, '/api/session/sign-in-with-password', { name: account.email, password: account.password });
}

/** Signs in with a code, which is also a fresh verification, without opening the page. */
export async function beSignedInByCode(page: Page, server: Server, account: Account): Promise<void> {
  if (byHand) {
    await signInByCode(page, server, account);
    await expect(accountMenu(page)).toBeVisible(); // before the test goes to another page
    return;
  }
  const name = { name: account.email };
  const before = codesOf(server, account.email);
  await send(page, '/api/single-use-code/request', { for: name, purpose: 'sign-in' });
  await send(page, '/api/session/sign-in-with-code', { for: name, code: await newestCode(server, account.email, before) });
}

/** Signs out the account in use, or else the first, without a page: the browser's tabs hear nothing of it. */
export async function signOutElsewhere(page: Page): Promise<void> {
  if (byHand) return page.evaluate(signOutUnheard);
  const session = (await (await page.request.get('/api/session')).json()) as { current?: string; accounts: { id: string }[] };
  const account = session.current ?? session.accounts[0]!.id;
  const headers = { 'sec-fetch-site': 'same-origin' };
  const answer = await page.request.post('/api/session/sign-out', { data: { account }, headers });
  expect(answer.status(), await answer.text()).toBe(200);
}

async function send(page: Page, path: string, data: object): Promise<void> {
  const answer = await page.request.post(path, { data, headers: { 'sec-fetch-site': 'same-origin' } });
  expect(answer.status(), `${path}: ${await answer.text()}`).toBe(200);
}

/** The same in the page, but past its program. */
async function signOutUnheard(): Promise<void> {
  const session = (await (await fetch('/api/session')).json()) as { current?: string; accounts: { id: string }[] };
  const body = JSON.stringify({ account: session.current ?? session.accounts[0]!.id });
  const answer = await fetch('/api/session/sign-out', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  if (!answer.ok) throw new Error(await answer.text());
}

/** The first step of a sign-in that requires a second one: a browser that is signed out on its first day is unknown again (S10). */
export async function startSecondStep(page: Page, account: Account): Promise<void> {
  await beSignedIn(page, account);
  await signOutElsewhere(page);
  await page.goto('/sign-in');
  await identify(page, account);
  await seeScreen(page, VERIFY);
}

/** Ends the sign-in that waits in this tab, without a page: the browser's tabs hear nothing of it. */
export async function endSecondStep(page: Page): Promise<void> {
  const account = await page.evaluate(() => sessionStorage.getItem('pending'));
  expect(account, 'the page has read whose sign-in waits').not.toBeNull();
  await send(page, '/api/session/sign-out', { account });
}

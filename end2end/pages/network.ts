import { expect, type Page, type Request, type Route } from '@playwright/test';

/** The request for the session. */
export const SESSION = /\/api\/session$/;

/** The app and its chunks, with any hash. */
export const WASM = /\.wasm(\?|$)/;
/** The words of small screens, such as the one after signing out. */
export const EXTRA_WORDS = /\/words-extra-/;
/** The style of the screens in chunks. */
export const SCREENS_STYLE = /\/screens-[^/]*\.css(\?|$)/;
export const SIGN_IN_CHUNK = /\/app-sign_in-[^/]*\.chunk(\?|$)/;

/** Waits until the app has started; until then only the shell responds. */
export async function seeAppRun(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-started');
}

/** Delays the app until released, as a slow network would. */
export const holdApp = (page: Page): Promise<() => void> => hold(page, WASM);

/** The same for a part of it. */
export async function hold(page: Page, part: RegExp): Promise<() => void> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(part, async (route) => {
    await released;
    await route.continue();
  });
  return () => release();
}

/** Loses the server's next answer to a path: the server has decided, but the page sees a broken connection, and gets no cookie. */
export async function loseAnswer(page: Page, path: string): Promise<void> {
  const lose = async (route: Route): Promise<void> => {
    const cookies = await page.context().cookies();
    // The browser adds this header only to the requests that it sends itself.
    const headers = { ...route.request().headers(), 'sec-fetch-site': 'same-origin' };
    const answer = await route.fetch({ headers });
    expect(answer.status(), await answer.text()).toBe(200);
    await page.context().clearCookies();
    await page.context().addCookies(cookies);
    await route.abort('connectionreset');
  };
  await page.route(`**${path}`, lose, { times: 1 });
}

/** Collects the page's requests to the server from now on. */
export function watch(page: Page, matching: (request: Request) => boolean): string[] {
  const seen: string[] = [];
  page.on('request', (request) => {
    if (matching(request)) seen.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  return seen;
}

const path = (request: Request): string => new URL(request.url()).pathname;

/** The requests that could contain a code; the one for the session can't. */
export const aboutCodes = (request: Request): boolean =>
  path(request).startsWith('/api/') && path(request) !== '/api/session';
export const documents = (request: Request): boolean => request.isNavigationRequest();

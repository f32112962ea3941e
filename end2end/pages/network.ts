import { expect, type Page, type Request } from '@playwright/test';

/** The app itself and its chunks, whatever their hash. */
export const WASM = /\.wasm(\?|$)/;
export const SIGN_IN_CHUNK = /\/app-sign_in-[^/]*\.chunk(\?|$)/;

/** The app has taken over from the shell; until then the shell answers alone. */
export async function seeAppRun(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-started');
}

/** Keeps the app away until released: the time that a slow network takes. */
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

/** Collects what the page asks the server from now on. */
export function watch(page: Page, matching: (request: Request) => boolean): string[] {
  const seen: string[] = [];
  page.on('request', (request) => {
    if (matching(request)) seen.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  return seen;
}

const path = (request: Request): string => new URL(request.url()).pathname;

/** Whatever could carry a code; asking who is signed in could not. */
export const aboutCodes = (request: Request): boolean =>
  path(request).startsWith('/api/') && path(request) !== '/api/session';
export const documents = (request: Request): boolean => request.isNavigationRequest();

import type { Page } from '@playwright/test';

/** A browser that withholds the tab's storage: each use of it is an error. */
export const withoutTabStorage = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    Object.defineProperty(window, 'sessionStorage', {
      configurable: true, // as the browser's own is
      get: () => {
        throw new DOMException('The storage is withheld', 'SecurityError');
      },
    });
  });

export const ALLOW_COOKIES = 'Allow cookies to sign in';

/** A browser that keeps no cookies, until it is told to. */
export const withoutCookies = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    if (window.name === 'cookies are allowed') return;
    Object.defineProperty(Document.prototype, 'cookie', { configurable: true, get: () => '', set: () => undefined });
  });

/** Tells it to keep them from the next load on. */
export const allowCookies = (page: Page): Promise<void> =>
  page.evaluate(() => void (window.name = 'cookies are allowed'));

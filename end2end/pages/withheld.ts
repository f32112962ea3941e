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

/** Another tab that looks at the same moment whether cookies are kept, and so removes the cookie by which this one finds out. */
export const withTabThatLooksToo = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie')!;
    let removes = true;
    const read = function (this: Document): string {
      const cookies = String(get!.call(this));
      if (!removes || !cookies.includes('cookie-test')) return cookies;
      removes = false;
      return '';
    };
    Object.defineProperty(Document.prototype, 'cookie', { configurable: true, get: read, set: set! });
  });

/** Tells it to keep them from the next load on. */
export const allowCookies = (page: Page): Promise<void> =>
  page.evaluate(() => void (window.name = 'cookies are allowed'));

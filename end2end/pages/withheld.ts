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

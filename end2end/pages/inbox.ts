import type { Locator, Page } from '@playwright/test';

/** The inbox is for browsers on this machine only: a request through a proxy, as in these tests, gets no messages. */
export const withoutProxy = (page: Page): Promise<void> => page.context().setExtraHTTPHeaders({});

export const INBOX = 'Messages';

export const messages = (page: Page): Locator => page.getByRole('main').getByRole('listitem');

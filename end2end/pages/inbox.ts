import type { Locator, Page } from '@playwright/test';

/** The inbox is for this machine's own browsers: what says that it comes through a proxy, as these tests do, gets nothing. */
export const withoutProxy = (page: Page): Promise<void> => page.context().setExtraHTTPHeaders({});

export const INBOX = 'Messages';

export const messages = (page: Page): Locator => page.getByRole('main').getByRole('listitem');

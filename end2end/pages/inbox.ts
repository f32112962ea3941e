import type { Locator, Page } from '@playwright/test';

export const INBOX = 'Messages';

export const messages = (page: Page): Locator => page.getByRole('main').getByRole('listitem');

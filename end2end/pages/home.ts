import type { Locator, Page } from '@playwright/test';

/** What to do now. */
export const first = (page: Page): Locator => page.getByRole('main').locator('section').first();
/** "and 2 more". */
export const others = (page: Page, more: number): Locator => page.getByRole('button', { name: `and ${more} more`, exact: true });
export const security = (page: Page): Locator => page.getByRole('region', { name: 'Security', exact: true });
export const devices = (page: Page): Locator => page.getByRole('region', { name: 'Devices', exact: true });
export const ready = (page: Page): Locator => page.getByRole('status').filter({ hasText: 'Your account is ready' });

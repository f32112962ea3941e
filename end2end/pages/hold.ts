import type { Locator, Page } from '@playwright/test';
import { dialog, methods, openSecurity, remove } from './security.ts';

export const REMOVED = 'Your security info is being removed';
export const CANCELED = 'The change was canceled';
export const CANCEL = 'Cancel the change?';
export const NOTHING = 'No change is waiting';

export const cancelChange = (page: Page): Locator => page.getByRole('button', { name: 'Cancel the change' });
export const goOn = (page: Page): Locator => page.getByRole('main').getByRole('link', { name: 'Continue' });
export const removeAndWait = (page: Page): Locator => dialog(page).getByRole('button', { name: 'Remove and wait 30 days' });

/** The steps of the timeline. */
export const steps = (page: Page): Locator =>
  page.getByRole('region', { name: 'What happens when' }).getByRole('listitem');

/** What is possible during the waiting period, and what isn't. */
export const works = (page: Page, action: string): Locator =>
  page.getByRole('table', { name: 'What you can do until then' }).getByRole('row', { name: action });

/** Begins the waiting period for the account's first method. The browser has a fresh verification. */
export async function beginRemoval(page: Page): Promise<void> {
  await openSecurity(page);
  await methods(page).nth(0).getByRole('button').first().click();
  await remove(page).click();
  await removeAndWait(page).click();
}

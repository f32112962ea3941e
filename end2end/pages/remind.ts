import type { Locator, Page } from '@playwright/test';

/** The question after a sign-in whether the security info is still right. */
export const REMIND = 'Is your security info still right?';

export const looksGood = (page: Page): Locator => page.getByRole('button', { name: 'Looks good', exact: true });
export const update = (page: Page): Locator => page.getByRole('button', { name: 'Update', exact: true });
export const skip = (page: Page): Locator => page.getByRole('button', { name: 'Skip for now', exact: true });

/** Makes the server's next answers ask this, whatever is due. */
export const ask = (page: Page, question: object): Promise<void> =>
  page.route('**/api/reminder/show', (route) => route.fulfill({ json: question }));

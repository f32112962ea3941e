import type { Locator, Page } from '@playwright/test';
import { seeScreen } from './frame.ts';
import { name } from './sign_in.ts';

export const CREATE = 'Create an account';
export const RESET = 'Reset your password';
export const RESET_DONE = 'Your password has been changed';
/** A password that is accepted. */
export const STRONG = 'walnut harbour 42 tides';

export const next = (page: Page): Locator => page.getByRole('button', { name: 'Next', exact: true });
export const code = (page: Page): Locator => page.getByRole('textbox', { name: 'Code', exact: true });
export const newPassword = (page: Page): Locator => page.getByRole('textbox', { name: 'New password' });
export const create = (page: Page): Locator => page.getByRole('button', { name: 'Create account' });
export const set = (page: Page): Locator => page.getByRole('button', { name: 'Set new password' });
export const forgotten = (page: Page): Locator => page.getByRole('link', { name: 'Forgot your password?' });

/** On the first step of either: requests a code, and expects the step where it is entered. */
export async function sendTo(page: Page, heading: string, who: string): Promise<void> {
  await seeScreen(page, heading);
  await name(page).fill(who);
  await next(page).click();
  await code(page).waitFor();
}

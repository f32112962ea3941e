import { expect, type Locator, type Page } from '@playwright/test';
import { seeAppRun } from './network.ts';

/** What every screen has: one heading, a title, errors, notices, the language and the account. */
export const BRAND = 'Countersign';

export const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 });
export const problem = (page: Page): Locator => page.getByRole('alert');
export const tryAgain = (page: Page): Locator => page.getByRole('button', { name: 'Try again' });
export const language = (page: Page): Locator => page.getByRole('combobox', { name: 'Language' });
export const accountMenu = (page: Page): Locator => page.getByRole('button', { name: 'Account' });

/** The screen is there: its one heading and its title say so. */
export async function seeScreen(page: Page, name: string): Promise<void> {
  await expect(heading(page)).toHaveText(name);
  await expect(page).toHaveTitle(name === BRAND ? new RegExp(BRAND) : `${name} · ${BRAND}`);
}

/** The person was brought to the screen, and so was the focus. */
export async function arriveAt(page: Page, name: string): Promise<void> {
  await seeScreen(page, name);
  await expect(heading(page)).toBeFocused();
}

/** The error is said, has the focus, and is repeated at the field. */
export async function seeProblem(page: Page, saying: RegExp, field?: Locator): Promise<void> {
  await expect(problem(page)).toContainText(saying);
  await expect(problem(page)).toBeFocused();
  if (!field) return;
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(saying);
}

/** Chooses a language by its tag; the page must be in it afterwards. */
export async function speak(page: Page, tag: string): Promise<void> {
  await seeAppRun(page);
  await language(page).selectOption(tag);
  await expect(page.locator('html')).toHaveAttribute('lang', tag);
  await seeAppRun(page);
}

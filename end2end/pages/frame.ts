import { expect, type Locator, type Page } from '@playwright/test';
import { seeAppRun } from './network.ts';

/** The parts that every screen has: one heading, a title, errors, notices, the language and the account. */
export const BRAND = 'Countersign';
/** The heading of the home page of a person who is signed in. */
export const HOME = 'Your account';

export const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 });
export const problem = (page: Page): Locator => page.getByRole('alert');
export const reloadPage = (page: Page): Locator => page.getByRole('button', { name: 'Reload the page' });
export const tryAgain = (page: Page): Locator => page.getByRole('button', { name: 'Try again' });
export const language = (page: Page): Locator => page.getByRole('contentinfo').getByRole('combobox');
export const accountMenu = (page: Page): Locator => page.getByRole('button', { name: 'Account', exact: true });

/** Expects the screen, by its only heading and its title. */
export async function seeScreen(page: Page, name: string): Promise<void> {
  await expect(heading(page)).toHaveText(name);
  await expect(page).toHaveTitle(name === BRAND ? new RegExp(BRAND) : `${name} · ${BRAND}`);
}

/** Expects the screen, with the focus on it. */
export async function arriveAt(page: Page, name: string): Promise<void> {
  await seeScreen(page, name);
  await expect(heading(page)).toBeFocused();
}

/** Expects the error, said once: at the field, which has the focus; without a field, in the summary, which has it. */
export async function seeProblem(page: Page, saying: RegExp, field?: Locator): Promise<void> {
  await expect(problem(page)).toHaveCount(1);
  await expect(problem(page)).toContainText(saying);
  if (!field) {
    await expect(problem(page)).toBeFocused();
    return;
  }
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(saying);
}

/** Expects several wrong fields: the summary, which has the focus, names them, and each says what is wrong. */
export async function seeProblems(page: Page, fields: readonly (readonly [Locator, RegExp, string])[]): Promise<void> {
  await expect(problem(page)).toHaveCount(1);
  await expect(problem(page)).toBeFocused();
  await expect(problem(page).getByRole('link')).toHaveText(fields.map(([, , label]) => label));
  for (const [field, saying] of fields) {
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toHaveAccessibleDescription(saying);
    await expect(problem(page)).not.toContainText(saying);
  }
}

/** Selects a language by its tag, and expects the page in it. */
export async function speak(page: Page, tag: string): Promise<void> {
  await seeAppRun(page);
  await language(page).selectOption(tag);
  await expect(page.locator('html')).toHaveAttribute('lang', tag);
  await seeAppRun(page);
}

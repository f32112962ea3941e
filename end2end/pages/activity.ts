import type { Locator, Page } from '@playwright/test';
import { seeScreen } from './frame.ts';

export const ACTIVITY = 'Recent activity';

export const entries = (page: Page): Locator =>
  page.getByRole('region', { name: 'Activity', exact: true }).getByRole('listitem');
export const sessions = (page: Page): Locator =>
  page.getByRole('region', { name: "Where you're signed in" }).getByRole('listitem');
export const only = (page: Page, topic: string): Locator => page.getByRole('radio', { name: topic, exact: true });
export const notMe = (page: Page): Locator => page.getByRole('main').getByRole('button', { name: "This wasn't me" });
export const more = (page: Page): Locator => page.getByRole('main').getByRole('button', { name: 'Show more' });
export const everywhere = (page: Page): Locator => page.getByRole('main').getByRole('button', { name: 'Sign out everywhere' });

export async function openActivity(page: Page): Promise<void> {
  await page.goto('/activity');
  await seeScreen(page, ACTIVITY);
}

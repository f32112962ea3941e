import { expect, type Locator, type Page } from '@playwright/test';
import { seeScreen } from './frame.ts';

export const DEVICES = 'Your devices';

export const list = (page: Page): Locator => page.getByRole('main').getByRole('listitem').filter({ has: page.getByRole('heading') });
export const device = (page: Page, called: string): Locator => list(page).filter({ hasText: called });
export const dialog = (page: Page): Locator => page.getByRole('dialog');

export async function openDevices(page: Page): Promise<void> {
  await page.goto('/devices');
  await seeScreen(page, DEVICES);
}

export async function askToRemove(page: Page, called: string): Promise<void> {
  await device(page, called).getByRole('button', { name: 'Remove' }).click();
  await expect(dialog(page)).toBeVisible();
}

export async function rename(page: Page, called: string, name: string): Promise<void> {
  await device(page, called).getByRole('button', { name: 'Rename' }).click();
  await dialog(page).getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog(page).getByRole('button', { name: 'Save' }).click();
}

export async function remove(page: Page, called: string): Promise<void> {
  await askToRemove(page, called);
  await dialog(page).getByRole('button', { name: 'Remove' }).click();
  await expect(dialog(page)).toBeHidden();
}

import type { Locator, Page } from '@playwright/test';
import type { Server } from '../fixtures/server.ts';
import { seeScreen } from './frame.ts';
import { newestCode } from './single_use_code.ts';

export const REPLACE = 'Replace your sign-in methods';
export const CONFIRM_CONTACT = 'Confirm this contact?';

export const noneOfThese = (page: Page): Locator => page.getByRole('button', { name: "I don't have any of these" });
export const newAddress = (page: Page): Locator => page.getByRole('textbox', { name: 'Email address' });
export const sendCode = (page: Page): Locator => page.getByRole('button', { name: 'Send code' });
export const codeOfNewContact = (page: Page): Locator => page.getByRole('textbox', { name: 'Code', exact: true });
export const startWaiting = (page: Page): Locator => page.getByRole('button', { name: 'Start the waiting period' });
export const confirmContact = (page: Page): Locator => page.getByRole('button', { name: 'Confirm', exact: true });

/** At "Verify it's you": asks for a replacement by an address, and begins it with the code that is sent there. */
export async function replaceBy(page: Page, server: Server, address: string): Promise<void> {
  await noneOfThese(page).click();
  await seeScreen(page, REPLACE);
  await newAddress(page).fill(address);
  await sendCode(page).click();
  await codeOfNewContact(page).fill(await newestCode(server, address));
  await startWaiting(page).click();
}

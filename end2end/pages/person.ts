import { expect, type Locator, type Page } from '@playwright/test';

/** What hands do that no single Playwright call does. */

const LONGEST_WAY = 40;

/** Goes there with the Tab key alone, or back with Shift; the page may have put the focus there already. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < LONGEST_WAY; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`the Tab key does not reach ${target}`);
}

/** Copies a message somewhere else in the browser, as from a chat, and pastes it into the field. */
export async function pasteInto(page: Page, field: Locator, message: string): Promise<void> {
  const chat = await page.context().newPage();
  await chat.setContent('<textarea autofocus></textarea>');
  await chat.locator('textarea').fill(message);
  await chat.keyboard.press('ControlOrMeta+A');
  await chat.keyboard.press('ControlOrMeta+C');
  await chat.close();
  await page.bringToFront();
  await field.click();
  await page.keyboard.press('ControlOrMeta+V');
}

import { expect, type Locator, type Page } from '@playwright/test';

/** Actions of a person for which Playwright has no single call. */

const MOST_PRESSES = 40;

/** Moves the focus to an element with the Tab key alone, or back with Shift; the page may have focused it already. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < MOST_PRESSES; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`the Tab key does not reach ${target}`);
}

/** Copies a message from elsewhere in the browser, such as a chat, and pastes it into the field. */
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

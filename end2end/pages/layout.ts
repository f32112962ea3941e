import { expect, type Page } from '@playwright/test';

export const SMALLEST = { width: 320, height: 640 };
export const PHONE = { width: 390, height: 844 };

/** Expects that vertical scrolling reaches everything, and that nothing overflows horizontally. */
export async function expectNoSidewaysScroll(page: Page, when: string): Promise<void> {
  const { wide, room } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    room: document.documentElement.clientWidth,
  }));
  expect(wide, `no sideways scroll: ${when}`).toBeLessThanOrEqual(room);
}

/** Doubles the size of the browser's text. */
export async function enlargeText(page: Page, percent: number): Promise<void> {
  await page.evaluate((size) => void (document.documentElement.style.fontSize = `${size}%`), percent);
}

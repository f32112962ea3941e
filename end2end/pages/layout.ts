import { expect, type Locator, type Page } from '@playwright/test';

export const SMALLEST = { width: 320, height: 640 };
export const PHONE = { width: 390, height: 844 };
export const SHORT_PHONE = { width: 360, height: 640 };

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

/** Expects that all of each can be seen, and that nothing covers it. */
export async function expectInSight(...targets: Locator[]): Promise<void> {
  for (const target of targets) {
    await expect(target).toBeInViewport({ ratio: 0.99 });
    const covered = await target.evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const parts = [0.1, 0.5, 0.9].flatMap((across) => [0.1, 0.5, 0.9].map((down) => [across, down] as const));
      const at = (across: number, down: number): Element | null =>
        document.elementFromPoint(left + across * width, top + down * height);
      return parts.filter(([across, down]) => !element.contains(at(across, down)));
    });
    expect(covered, `nothing covers ${target}`).toEqual([]);
  }
}

/** The places of elements in the window: left, top, width and height. */
export async function places(...targets: Locator[]): Promise<(number | undefined)[][]> {
  const boxes = await Promise.all(targets.map((target) => target.boundingBox()));
  return boxes.map((box) => [box?.x, box?.y, box?.width, box?.height]);
}

/** Measures from now on what moves on each document without the person's doing: only Chromium reports it. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const measured = window as unknown as { shifted: number };
    measured.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) measured.shifted += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** Expects that nothing moved that a person would notice: a score of 0.00, as reports round it. */
export async function expectFewShifts(page: Page): Promise<void> {
  const shifted = await page.evaluate(() => (window as unknown as { shifted: number }).shifted);
  expect(shifted).toBeLessThan(0.005);
}

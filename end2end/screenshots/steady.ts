import type { Page } from '@playwright/test';

/** A fixed time for the page, which shows it in words. */
const NOON = '2026-01-15T12:00:00Z';

/** Fixes the page's clock; its timers go on. Before the page is opened. */
export const fixClock = (page: Page): Promise<void> => page.clock.setFixedTime(NOON);

/** What differs between two visits of a screen, by a pattern of it: random codes, numbered names and addresses, and times of the server. */
const STEADY: [pattern: string, instead: string][] = [
  ['\\b[A-Z0-9]{5}-[A-Z0-9]{5}\\b', 'KTR4V-9MXQF'],
  ['\\b[A-Z0-9]{4}(-[A-Z0-9]{4}){2,}\\b', 'KTR4-9MXQ-FH2W'],
  ['\\b\\d{6}\\b', '481516'],
  ['\\bperson-\\d+@', 'person@'],
  ['\\b10\\.\\d+\\.\\d+\\.7\\b', '192.0.2.7'],
  ['\\b\\d{1,2}:\\d{2}(:\\d{2})?( [AP]M)?\\b', '12:10 PM'],
  ['\\b(January|February|March|April|May|June|July|August|September|October|November|December) \\d{1,2}(, \\d{4})?\\b', 'January 15'],
  ['\\b\\d+ (second|minute)s?\\b', '30 seconds'],
];

/** Replaces all of that in the page's texts and fields. */
export const steady = (page: Page): Promise<void> =>
  page.evaluate((pairs) => {
    const made = pairs.map(([pattern, instead]) => [new RegExp(pattern, 'g'), instead] as const);
    const replaced = (text: string): string => made.reduce((text, [pattern, instead]) => text.replaceAll(pattern, instead), text);
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode as Text;
      const next = replaced(text.data);
      if (next !== text.data) text.data = next;
    }
    for (const input of document.querySelectorAll('input')) {
      if (input.type === 'text') input.value = replaced(input.value);
    }
  }, STEADY);

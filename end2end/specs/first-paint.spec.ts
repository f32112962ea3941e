import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import { heading, language, speak } from '../pages/frame.ts';
import { ENTER } from '../pages/link.ts';
import { holdApp, seeAppRun } from '../pages/network.ts';

// The shell is in the person's language before any WebAssembly runs. Elements are found by role alone, because the texts aren't English.

const LANGUAGES = [
  { lang: 'de', dir: 'ltr' },
  { lang: 'ar', dir: 'rtl' },
];
const theField = (page: Page): Locator => page.getByRole('main').getByRole('textbox');

for (const { lang, dir } of LANGUAGES) {
  test(`the page accepts typing in ${lang} before the app starts @engine`, async ({ page, context, baseURL, newDevice }) => {
    const { userCode } = await newDevice();
    await context.addCookies([{ name: 'lang', value: lang, url: baseURL! }]);
    const release = await holdApp(page);
    await page.goto('/link', { waitUntil: 'commit' });

    await expect(page.locator('html')).toHaveAttribute('lang', lang);
    await expect(page.locator('html')).toHaveAttribute('dir', dir);
    await expect(heading(page)).not.toHaveText(ENTER);
    await theField(page).pressSequentially(userCode);
    await expect(theField(page)).toHaveCSS('direction', 'ltr');
    const words = await heading(page).innerText();

    release();
    await seeAppRun(page);
    await expect(page.getByRole('combobox')).toHaveValue(lang);
    await expect(heading(page)).toHaveText(words);
    await expect(theField(page)).toHaveValue(userCode);
    await expect(page.locator('html')).toHaveAttribute('dir', dir);
  });
}

test.describe('without a choice', () => {
  test.use({ locale: 'de-DE' });

  test("the browser's language counts @engine", async ({ page }) => {
    await page.goto('/link', { waitUntil: 'commit' });
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(heading(page)).not.toHaveText(ENTER);
  });
});

test('a language selected before the app starts is applied @engine', async ({ page }) => {
  const release = await holdApp(page);
  await page.goto('/link', { waitUntil: 'commit' });
  await language(page).selectOption('ar');
  release();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ar');
  await seeAppRun(page);
  await expect(page.getByRole('combobox')).toHaveValue('ar');
});

test('a chosen language is remembered @engine', async ({ page }) => {
  await page.goto('/link');
  await speak(page, 'ar');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ar');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
});

test('a change of anything else in the header changes no language', async ({ page }) => {
  await page.goto('/link');
  const cookie = await page.evaluate(() => {
    document.getElementById('account')!.dispatchEvent(new Event('change', { bubbles: true }));
    return document.cookie;
  });
  expect(cookie).not.toContain('lang=');
});

test('typed text is kept when the language changes @engine', async ({ page, newDevice }) => {
  const { userCode } = await newDevice();
  await page.goto('/link');
  await theField(page).pressSequentially(userCode);
  await speak(page, 'de');
  await expect(heading(page)).not.toHaveText(ENTER);
  await expect(theField(page)).toHaveValue(userCode);
});

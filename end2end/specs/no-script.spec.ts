import { expect, test } from '../fixtures/test.ts';
import { words } from '../pages/words.ts';

test.use({ javaScriptEnabled: false });

for (const lang of ['en', 'de', 'ar']) {
  test(`a browser without JavaScript is told what to turn on, in ${lang} @chromium`, async ({ page, context, baseURL }) => {
    await context.addCookies([{ name: 'lang', value: lang, url: baseURL! }]);
    await page.goto('/link');
    await expect(page.locator('html')).toHaveAttribute('lang', lang);
    await expect(page.getByRole('heading', { name: words.noScript })).toBeVisible();
  });
}

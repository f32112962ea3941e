import { expect, test } from '../fixtures/test.ts';
import { speak } from '../pages/frame.ts';
import { approve, code, decline, lookUp, next, openLink } from '../pages/link.ts';
import { brightness, expectOutlined, longestMotion, prefers } from '../pages/look.ts';
import { methods, openSecurity } from '../pages/security.ts';
import { beSignedIn } from '../pages/session.ts';

// A person's display settings. In Chromium each test sets them; Firefox starts with them, in
// firefox-media.config.ts, and runs the tests tagged @preference only there.

test('a light page by default @engine', async ({ page }) => {
  await openLink(page);
  expect(await brightness(page)).toBeGreaterThan(0.8);
});

test('no motion for people who prefer none @engine', async ({ page }) => {
  await openLink(page);
  expect(await prefers(page, '(prefers-reduced-motion: reduce)')).toBe(true);
  expect(await longestMotion(page)).toBeLessThanOrEqual(1);
});

test.describe('a dark display', () => {
  test.use({ colorScheme: 'dark' });

  test('gets a dark page @preference @dark', async ({ page }) => {
    await openLink(page);
    expect(await prefers(page, '(prefers-color-scheme: dark)')).toBe(true);
    expect(await brightness(page)).toBeLessThan(0.25);
  });
});

test.describe('forced colors', () => {
  test.use({ contextOptions: { forcedColors: 'active', reducedMotion: 'reduce' } });

  test('keep the outlines of controls @preference @forced-colours', async ({ page, account, newDevice }) => {
    const { userCode } = await newDevice();
    await beSignedIn(page, account);
    await openLink(page);
    expect(await prefers(page, '(forced-colors: active)')).toBe(true);
    await expectOutlined(code(page));
    await expectOutlined(next(page));
    await lookUp(page, userCode);
    await expectOutlined(approve(page));
    await expectOutlined(decline(page));
  });
});

test.describe('a display with motion', () => {
  test.use({ contextOptions: { reducedMotion: 'no-preference' } });

  test('shows little of it @preference @full-motion', async ({ page }) => {
    await openLink(page);
    expect(await prefers(page, '(prefers-reduced-motion: reduce)')).toBe(false);
    expect(await longestMotion(page)).toBeLessThanOrEqual(200);
  });
});

test('a code reads from left to right in a page from right to left @engine', async ({ page, account, newDevice }) => {
  const { userCode } = await newDevice();
  await beSignedIn(page, account);
  await lookUp(page, userCode);
  await speak(page, 'ar');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(page.getByRole('main').getByText(userCode, { exact: true })).toHaveCSS('direction', 'ltr');
});

for (const [tag, engines] of [['en', '@engine'], ['ar', '@engine @webkit']] as const) {
  test(`the arrow of a list row points down in a page in ${tag} ${engines}`, async ({ page, account }) => {
    await beSignedIn(page, account);
    await openSecurity(page);
    if (tag !== 'en') await speak(page, tag);
    const row = methods(page).first();
    const arrow = row.locator('.item > svg');
    await expect(arrow).toHaveCSS('rotate', 'none');
    await expect(arrow).toHaveCSS('scale', 'none');
    await row.getByRole('button').first().click();
    await expect(arrow, 'up while the row is open').toHaveCSS('rotate', '180deg');
  });
}

for (const [tag, engines] of [['en', '@engine'], ['ar', '@engine @webkit']] as const) {
  test(`the arrow of the language menu points down in a page in ${tag} ${engines}`, async ({ page }) => {
    await openLink(page);
    if (tag !== 'en') await speak(page, tag);
    const edges = (menu: Element): string[] => {
      const style = getComputedStyle(menu.parentElement!, '::after');
      return [style.borderTopWidth, style.borderRightWidth, style.borderBottomWidth, style.borderLeftWidth];
    };
    const menu = page.getByRole('contentinfo').getByRole('combobox');
    expect(await menu.evaluate(edges), 'turned by 45 degrees').toEqual(['0px', '2px', '2px', '0px']);
  });
}

import { expect, test } from '../fixtures/test.ts';
import { openDevices } from '../pages/devices.ts';
import { accountMenu, BRAND, language, seeScreen, speak } from '../pages/frame.ts';
import { PHONE } from '../pages/layout.ts';
import { openLink } from '../pages/link.ts';
import { SCREENS_STYLE, watch } from '../pages/network.ts';
import { beSignedIn } from '../pages/session.ts';
import { SIGN_IN } from '../pages/sign_in.ts';

// The frame around every screen: the brand, who is signed in, the language, and what a phone keeps of the page.

test('the header shows who is signed in, and its menu names the account in full', async ({ page, account }) => {
  await beSignedIn(page, account);
  await page.goto('/');
  const header = page.getByRole('banner');
  await expect(header.getByText(account.email.charAt(0).toUpperCase(), { exact: true }).first()).toBeVisible();
  await expect(header.getByText(account.email)).toBeHidden();
  await accountMenu(page).click();
  await expect(header.getByText(account.email, { exact: true })).toBeVisible();
});

test('on a phone the face alone is in sight, and the word is still its name', async ({ page, account }) => {
  await page.setViewportSize(PHONE);
  await beSignedIn(page, account);
  await openLink(page);
  await expect(accountMenu(page)).toBeVisible();
  const { width } = (await accountMenu(page).boundingBox())!;
  expect(width, 'the word would need more').toBeLessThan(80);
  expect(width, 'a thumb finds it').toBeGreaterThanOrEqual(44);
});

test('the language is chosen in the footer', async ({ page }) => {
  await openLink(page);
  await expect(page.getByRole('contentinfo').getByRole('combobox', { name: 'Language' })).toBeVisible();
  await expect(language(page)).toHaveCount(1);
});

test('the page can be put on a home screen, with an icon', async ({ page }) => {
  await openLink(page);
  const read = async (link: string): Promise<{ type: string | undefined; text: string }> => {
    const address = await page.locator(`link[rel="${link}"]`).getAttribute('href');
    const answer = await page.request.get(address!);
    return { type: answer.headers()['content-type'], text: await answer.text() };
  };
  const manifest = await read('manifest');
  expect(manifest.type).toBe('application/manifest+json');
  expect(JSON.parse(manifest.text)).toMatchObject({ name: BRAND, start_url: '/' });
  expect((await read('apple-touch-icon')).type).toBe('image/png');
  expect((await read('icon')).type).toBe('image/svg+xml');
  for (const scheme of ['light', 'dark']) {
    await expect(page.locator(`meta[name="theme-color"][media*="${scheme}"]`)).toHaveAttribute('content', /^#/);
  }
});

test('/link loads no style of other screens, and a screen has its style when it is shown @engine', async ({ page }) => {
  const loaded = watch(page, (request) => SCREENS_STYLE.test(request.url()));
  await openLink(page);
  expect(loaded).toEqual([]);
  await page.goto('/sign-in');
  await seeScreen(page, SIGN_IN);
  expect(loaded).toHaveLength(1);
});

test('a page of the account has its navigation beside it, and on a phone a way back', async ({ page, account }) => {
  await beSignedIn(page, account);
  await openDevices(page);
  const links = page.getByRole('navigation', { name: 'Your account' }).getByRole('link');
  await expect(links).toHaveText(['Your account', 'Security info', 'Your devices']);
  await expect(links.last()).toHaveAttribute('aria-current', 'page');
  const [nav, heading] = [await links.last().boundingBox(), await page.getByRole('heading', { level: 1 }).boundingBox()];
  expect(nav!.x + nav!.width).toBeLessThan(heading!.x);
  await page.setViewportSize(PHONE);
  await expect(links, 'the way back alone').toHaveText(['Your account']);
  await speak(page, 'ar');
  await expect(page.locator('.nav .back')).toHaveCSS('scale', '-1 1');
});

test('a screen that is a task after one of the account has a narrow card again', async ({ page, account }) => {
  await beSignedIn(page, account);
  await openDevices(page);
  const card = page.locator('.card');
  await expect(card).toHaveClass(/wide/);
  await page.getByRole('navigation', { name: 'Your account' }).getByRole('link', { name: 'Security info' }).click();
  await seeScreen(page, 'Security info');
  await expect(card, 'from one page of the account to the next').toHaveClass(/wide/);
  await page.goBack();
  await page.getByRole('main').getByRole('link', { name: 'Link a device' }).click();
  await seeScreen(page, 'Enter your code');
  await expect(card).not.toHaveClass(/wide/);
});

test.describe('printed', () => {
  test('is the screen alone @chromium', async ({ page }) => {
    await openLink(page);
    await page.emulateMedia({ media: 'print' });
    for (const part of ['banner', 'contentinfo'] as const) await expect(page.getByRole(part)).toBeHidden();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });
});

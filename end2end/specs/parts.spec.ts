import path from 'node:path';
import type { Page } from '@playwright/test';
import { useDevelopmentPage } from '../fixtures/dev_page.ts';
import { expect, test } from '../fixtures/test.ts';
import { expectAccessible } from '../pages/axe.ts';
import { seeScreen } from '../pages/frame.ts';
import { enlargeText, expectNoSidewaysScroll, PHONE, SMALLEST } from '../pages/layout.ts';
import { brightness, expectOutlined, longestMotion } from '../pages/look.ts';

// Every part of the page in every state, on `/dev/parts` of a development build. The pictures are in end2end/out/parts. One engine is
// enough: the others check the screens that have these parts. @chromium

const PICTURES = path.resolve(import.meta.dirname, '../out/parts');

async function openParts(page: Page): Promise<void> {
  await useDevelopmentPage(page);
  await page.goto('/dev/parts');
  await seeScreen(page, 'Parts');
  await expect(page.getByRole('heading', { level: 2, name: 'More facts' })).toBeVisible(); // the last one
}

const photograph = (page: Page, name: string): Promise<Buffer> =>
  page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: true, animations: 'disabled' });

test('parts: accessible in light and dark @chromium', async ({ page }) => {
  await openParts(page);
  expect(await brightness(page)).toBeGreaterThan(0.8);
  await photograph(page, 'light');
  await expectAccessible(page, 'all parts, light');
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await brightness(page)).toBeLessThan(0.25);
  await photograph(page, 'dark');
  await expectAccessible(page, 'all parts, dark');
});

test('parts: nothing is wider than the smallest phone, with text of twice the size or from right to left @chromium', async ({ page }) => {
  await openParts(page);
  await page.setViewportSize(SMALLEST);
  await photograph(page, '320-px');
  await expectNoSidewaysScroll(page, '320 px wide');
  await page.setViewportSize(PHONE);
  await enlargeText(page, 200);
  await photograph(page, '200-percent');
  await expectNoSidewaysScroll(page, 'on a phone with text of twice the size');
  await enlargeText(page, 100);
  await page.evaluate(() => void (document.documentElement.dir = 'rtl'));
  await photograph(page, 'right-to-left');
  await expectNoSidewaysScroll(page, 'from right to left');
});

test('parts: each control is large enough for a finger @chromium', async ({ page }) => {
  await openParts(page);
  await page.setViewportSize(PHONE);
  const pressed = 'button, select, summary, .links a, .summary a, .nav a, .up, label.check, label.choice, label.switch';
  const controls = page.getByRole('main').locator(`${pressed}, input:not([type=checkbox], [type=radio])`);
  const sizes = await controls.evaluateAll((elements) =>
    elements.map((element) => {
      // What a row's button reaches is its whole head.
      const { height } = (element.matches('.expands') ? element.closest('.item')! : element).getBoundingClientRect();
      return { name: element.textContent ?? '', height: Math.round(height) };
    }),
  );
  expect(sizes.length).toBeGreaterThan(20);
  expect(sizes.filter(({ height }) => height > 0 && height < 44)).toEqual([]);
});

test('parts: each kind of part is there @chromium', async ({ page }) => {
  await openParts(page);
  const parts = [
    '.group', '.group.line', '.group.todo', '.glance', '.list > .item', '.expands', '.more', '.side', '.tile', '.face', '.badge', '.bone', '.empty',
    '.secret.codes', '.actions.pair', '.primary', '.strong', '.quiet', '.danger', '.busy', '.links', '.field', '.input-row', '.select', '.choice',
    '.check', '.switch', '.error', '.hint', '.notice.good', '.notice.warning', '.notice.bad', '.summary', '.dialog', '.up', '.picture.good',
    '.account-list', '.who', '.status', '.or', '.code-input[aria-invalid]', '.ticket.pending', '.ticket.linked', '.match', '.risk', '.delivery',
    '.details[open]', '.facts', '.nav',
  ];
  for (const part of parts) await expect(page.getByRole('main').locator(part).first(), part).toBeAttached();
});

test('parts: the dialog is over the page @chromium', async ({ page }) => {
  await openParts(page);
  await page.getByRole('button', { name: 'Open the dialog' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove ann@example.com?' });
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.screenshot({ path: path.join(PICTURES, 'dialog.png'), animations: 'disabled' });
  await expectAccessible(page, 'a dialog');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
});

test.describe('with forced colors', () => {
  test.use({ contextOptions: { forcedColors: 'active', reducedMotion: 'reduce' } });

  test('parts: controls and surfaces keep their shapes @chromium', async ({ page }) => {
    await openParts(page);
    await photograph(page, 'forced-colors');
    const main = page.getByRole('main');
    for (const name of ['Continue', 'Decline', 'Send another code']) {
      await expectOutlined(main.getByRole('button', { name, exact: true }).first());
    }
    await expectOutlined(main.locator('.choice').first());
    for (const surface of ['.notice', '.match', '.delivery', '.secret', '.badge', '.ticket']) {
      await expectOutlined(main.locator(surface).first());
    }
    await expectOutlined(main.getByLabel('Phone number'));
  });
});

test.describe('with full motion', () => {
  test.use({ contextOptions: { reducedMotion: 'no-preference' } });

  test('parts: what moves once takes 200 ms at most @chromium', async ({ page }) => {
    await openParts(page);
    // What waits or loads moves as long as it does.
    await page.evaluate(() => document.querySelectorAll('.busy, .bone, .ticket.pending').forEach((it) => it.remove()));
    expect(await longestMotion(page)).toBeLessThanOrEqual(200);
  });
});

test('parts: a release has no such page @chromium', async ({ page }) => {
  await page.goto('/dev/parts');
  await seeScreen(page, 'Page not found');
});

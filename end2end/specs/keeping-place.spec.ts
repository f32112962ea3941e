import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import { arriveAt, language, seeScreen, speak } from '../pages/frame.ts';
import { ADD, code, dialog, emailAddress, methods, next, openSecurity, SECURITY, signsIn, status } from '../pages/security.ts';
import { beSignedInByCode } from '../pages/session.ts';
import { addToPicker } from '../pages/sign_in.ts';
import { newestCode } from '../pages/single_use_code.ts';
import { finishCodes, makeCodes, RECOVERY_CODES, replaceCodes, savedThem, saveCodes, twoStep } from '../pages/two_step.ts';

// Nothing that can't be had again is lost by a link, by Back or by another language, and what was done is said in sight.

const LEAVE = 'Leave without saving your recovery codes?';
const back = (page: Page): Locator => page.getByRole('link', { name: 'Back to your security info' });
/** Whether the browser would ask before it closes the tab. */
const asksWhenClosed = (page: Page): Promise<boolean> =>
  page.evaluate(() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true })));
const answer = (page: Page, name: string): Locator => dialog(page).getByRole('button', { name, exact: true });

test.beforeEach(({ page, server, account }) => beSignedInByCode(page, server, account));

test('leaving unsaved recovery codes by a link, or closing the tab, asks first @engine @webkit', async ({ page }) => {
  await openSecurity(page);
  const codes = await makeCodes(page);
  expect(await asksWhenClosed(page)).toBe(true);
  await back(page).click();
  await expect(dialog(page).getByRole('heading')).toHaveText(LEAVE);
  await answer(page, 'Stay here').click();
  await expect(page.getByRole('main')).toContainText(codes[0]!);
  await back(page).click();
  await answer(page, 'Leave').click();
  await seeScreen(page, SECURITY);
  await expect(page.getByRole('main')).toContainText('10 left');
});

test('so does signing out @engine', async ({ page }) => {
  await openSecurity(page);
  const codes = await makeCodes(page);
  await page.getByRole('button', { name: 'Account', exact: true }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await answer(page, 'Stay here').click();
  await expect(page.getByRole('main')).toContainText(codes[0]!);
});

test('so does another language, which is chosen only then @engine @webkit', async ({ page }) => {
  const cookie = (): Promise<string> => page.evaluate(() => document.cookie);
  await openSecurity(page);
  const codes = await makeCodes(page);
  await language(page).selectOption('de');
  await expect(dialog(page).getByRole('heading')).toHaveText(LEAVE);
  await answer(page, 'Stay here').click();
  await expect(page.getByRole('main')).toContainText(codes[0]!);
  await expect(language(page)).toHaveValue('en');
  expect(await cookie()).not.toContain('lang=de');
  await language(page).selectOption('de');
  await answer(page, 'Leave').click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('combobox', { name: 'Sprache' })).toHaveValue('de');
  expect(await cookie()).toContain('lang=de');
});

test("so does the browser's Back, as often as it is pressed @engine", async ({ page }) => {
  await openSecurity(page);
  const codes = await makeCodes(page);
  for (const time of ['the first', 'the second']) {
    await page.goBack();
    await expect(dialog(page).getByRole('heading'), time).toHaveText(LEAVE);
    await answer(page, 'Stay here').click();
    await expect(page.getByRole('main')).toContainText(codes[0]!);
    await expect(page).toHaveURL(/step=recovery-codes/);
  }
  await page.goBack();
  await answer(page, 'Leave').click();
  await seeScreen(page, SECURITY);
  await expect(page.getByRole('main')).toContainText('10 left');
});

test('a dialog that is open again stays open when the report of its last closing comes late', async ({ page }) => {
  await openSecurity(page);
  await makeCodes(page);
  await page.goBack();
  await dialog(page).evaluate(node => node.dispatchEvent(new Event('close')));
  await answer(page, 'Stay here').click();
  await expect(dialog(page)).toBeHidden();
});

test('leaving by Back leads one screen back, also where the browser refuses to put the address back', async ({ page }) => {
  await openSecurity(page);
  await makeCodes(page);
  await page.evaluate(() => {
    // As Safari does after a hundred steps in half a minute.
    history.pushState = () => {
      throw new DOMException('too many steps', 'SecurityError');
    };
  });
  await page.goBack();
  await expect(dialog(page).getByRole('heading')).toHaveText(LEAVE);
  await answer(page, 'Leave').click();
  await seeScreen(page, SECURITY);
  await expect(page).toHaveURL(/\/security$/);
  await expect(page.getByRole('main')).toContainText('10 left');
});

test('Back leaves saved recovery codes without a question', async ({ page }) => {
  await openSecurity(page);
  await makeCodes(page);
  await saveCodes(page);
  await page.goBack();
  await arriveAt(page, SECURITY);
});

test('saved recovery codes are left without a question', async ({ page }) => {
  await openSecurity(page);
  await makeCodes(page);
  await saveCodes(page);
  expect(await asksWhenClosed(page)).toBe(false);
  await back(page).click();
  await arriveAt(page, SECURITY);
});

test('downloaded recovery codes stay saved when "I have saved them" is cleared', async ({ page }) => {
  await openSecurity(page);
  await makeCodes(page);
  await saveCodes(page);
  await savedThem(page).check();
  await savedThem(page).uncheck();
  await back(page).click();
  await arriveAt(page, SECURITY);
});

test('the question about unsaved recovery codes ends with their screen', async ({ page }) => {
  const watching = () => page.evaluate(() => ['beforeClick', 'beforeBack'].map(hook => typeof Reflect.get(window, hook)));
  await openSecurity(page);
  for (const make of [makeCodes, replaceCodes]) {
    await make(page);
    expect(await watching()).toEqual(['function', 'function']);
    await saveCodes(page);
    await back(page).click();
    await arriveAt(page, SECURITY);
    await expect.poll(watching).toEqual(['undefined', 'undefined']);
  }
});

test('recovery codes are replaced by none when the browser leaves the page @engine @webkit', async ({ page }) => {
  await openSecurity(page);
  await makeCodes(page);
  await page.evaluate(() => window.dispatchEvent(new Event('pagehide')));
  await expect(page.locator('ol.codes')).toHaveCount(0);
  expect(await page.title()).toContain(RECOVERY_CODES);
});

test('another language keeps what was entered for a new method @engine', async ({ page }) => {
  await page.goto('/security/add');
  await seeScreen(page, ADD);
  await emailAddress(page).fill('typed@example.com');
  await speak(page, 'de');
  await expect(page.getByRole('main').getByRole('textbox')).toHaveValue('typed@example.com');
});

test('another language keeps the step of the code @engine @webkit', async ({ page, server }) => {
  const email = server.newEmail();
  await page.goto('/security/add');
  await seeScreen(page, ADD);
  await emailAddress(page).fill(email);
  await next(page).click();
  await expect(code(page)).toBeVisible();
  await speak(page, 'de');
  await expect(page.getByRole('main')).toContainText(email);
  await page.getByRole('main').getByRole('textbox', { name: 'Code' }).fill(await newestCode(server, email));
  await page.getByRole('button', { name: 'Weiter', exact: true }).click();
  await expect(methods(page)).toHaveCount(2);
});

test('and another account that another tab has chosen is not offered it', async ({ page, newAccount }) => {
  await page.goto('/security/add');
  await seeScreen(page, ADD);
  await emailAddress(page).fill('typed@example.com');
  const tab = await page.context().newPage();
  await addToPicker(tab, await newAccount());
  await tab.close();
  await page.reload();
  await seeScreen(page, ADD);
  await expect(emailAddress(page)).toHaveValue('');
});

test('a method that was begun is forgotten when the person leaves', async ({ page }) => {
  await page.goto('/security/add');
  await seeScreen(page, ADD);
  await emailAddress(page).fill('typed@example.com');
  await back(page).click();
  await seeScreen(page, SECURITY);
  await page.getByRole('button', { name: ADD }).click();
  await seeScreen(page, ADD);
  await expect(emailAddress(page)).toHaveValue('');
});

test.describe('on a small screen', () => {
  test.use({ viewport: { width: 320, height: 480 } });

  test('what a switch has done is said in sight @engine @webkit', async ({ page }) => {
    await openSecurity(page);
    await makeCodes(page);
    await finishCodes(page);
    await twoStep(page).click();
    await expect(twoStep(page)).toBeChecked();
    await expect(status(page)).toContainText('Two-step verification is on.');
    await expect(status(page)).toBeInViewport({ ratio: 1 });
  });

  test('and so is what happened to a sign-in name', async ({ page, server }) => {
    const phone = server.newPhone();
    const account = await server.addAccount({ phone });
    await page.context().clearCookies();
    await beSignedInByCode(page, server, account);
    await openSecurity(page);
    await methods(page).nth(1).getByRole('button').first().click();
    await signsIn(page).click();
    await expect(status(page)).toContainText('You can no longer sign in with');
    await expect(status(page)).toBeInViewport({ ratio: 1 });
  });
});

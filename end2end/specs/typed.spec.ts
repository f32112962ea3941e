import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import { accountMenu, arriveAt, BRAND, seeScreen } from '../pages/frame.ts';
import { code as userCode, next as nextWithCode, openLink, seeConfirm } from '../pages/link.ts';
import { ADD, code as methodCode, emailAddress, next, SECURITY, status } from '../pages/security.ts';
import { beSignedIn } from '../pages/session.ts';
import { givePassword, name, next as nextToPassword, PASSWORD, verify } from '../pages/sign_in.ts';
import { askFor, code, newestCode, submit } from '../pages/single_use_code.ts';
import { words } from '../pages/words.ts';

// L14: what keyboards, input methods, address books and chats put into a field.

/** Text that a keyboard inserts at once, such as its suggestion from the clipboard: one `input` event and no `paste`. */
const suggest = (page: Page, text: string): Promise<void> => page.keyboard.insertText(text);

const inWords = (code: string): string => `Your code is ${code.slice(0, 3)} ${code.slice(3)}. Don't share it.`;

/** Composes text with an input method, and ends the composition. */
async function compose(page: Page, text: string): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await browser.send('Input.insertText', { text });
}

test("a keyboard's suggestion of a whole message fills in the device's code @engine", async ({ page, account, newDevice }) => {
  const device = await newDevice();
  await beSignedIn(page, account);
  await openLink(page);
  await userCode(page).focus();
  await suggest(page, `Your code is ${device.userCode}. It ends in 10 minutes.`);
  await expect(userCode(page)).toHaveValue(device.userCode);
  await nextWithCode(page).click();
  await seeConfirm(page, device.userCode);
});

test("a keyboard's suggestion replaces an earlier code @engine", async ({ page, server, account }) => {
  await page.goto('/single-use-code');
  await askFor(page, account.email);
  const digits = await newestCode(server, account.email);
  await code(page).pressSequentially('111111');
  await suggest(page, inWords(digits));
  await expect(code(page)).toHaveValue(digits);
  await submit(page).click();
  await arriveAt(page, BRAND);
});

test('a code that arrives in two pieces is read @engine', async ({ page, server, account }) => {
  await page.goto('/single-use-code');
  await askFor(page, account.email);
  const digits = await newestCode(server, account.email);
  await code(page).focus();
  await suggest(page, `${digits.slice(0, 3)} `);
  await suggest(page, digits.slice(3));
  await expect(code(page)).toHaveValue(digits);
});

test('a suggestion with two codes stays as it came, and deleting one of them takes nothing else @engine', async ({ page, account }) => {
  await page.goto('/single-use-code');
  await askFor(page, account.email);
  await code(page).focus();
  await suggest(page, '481516 or 234200');
  await expect(code(page)).toHaveValue('481516 or 234200');
  await page.keyboard.press('Backspace');
  await expect(code(page)).toHaveValue('481516 or 23420');
});

test('the end of a composition is judged like a keystroke @chromium', async ({ page }) => {
  await openLink(page);
  await userCode(page).focus();
  await compose(page, 'ktr4v0');
  await expect(userCode(page)).toHaveValue('KTR4V-0');
  await expect(userCode(page)).toHaveAccessibleDescription(words.wrongSymbol);
});

test('a message that an input method brings is searched for its code @chromium', async ({ page, newDevice }) => {
  const device = await newDevice();
  await openLink(page);
  await userCode(page).focus();
  await compose(page, `Your code is ${device.userCode}`);
  await expect(userCode(page)).toHaveValue(device.userCode);
});

test('an address from a full-width keyboard signs in @engine', async ({ page, account }) => {
  await page.goto('/sign-in');
  await name(page).fill(account.email.replace('@', '＠').replaceAll('.', '。'));
  await nextToPassword(page).click();
  await seeScreen(page, PASSWORD);
  await givePassword(page, account);
  await arriveAt(page, BRAND);
  await expect(accountMenu(page)).toBeVisible();
});

test('an address between invisible marks is added, with a code from a suggestion @engine', async ({ page, server, account }) => {
  const email = server.newEmail();
  await beSignedIn(page, account);
  await page.goto('/security/add');
  await seeScreen(page, ADD);
  await emailAddress(page).fill(`\u200b${email}\u2060\ufeff`);
  await next(page).click();
  await verify(page, server, account);
  const digits = await newestCode(server, email);
  await methodCode(page).focus();
  await suggest(page, inWords(digits));
  await expect(methodCode(page)).toHaveValue(digits);
  await next(page).click();
  await seeScreen(page, SECURITY);
  await expect(status(page)).toContainText('The new method was added.');
});

for (const [from, before, after] of [
  ['an address book', '\u202a', '\u202c'],
  ['a chat', '\u2066', '\u2069'],
] as const) {
  test(`a phone number copied from ${from} gets its code @engine`, async ({ page, server }) => {
    const phone = server.newPhone();
    await server.addAccount({ phone });
    await page.goto('/single-use-code');
    await askFor(page, before + phone + after);
    await code(page).fill(await newestCode(server, phone));
    await submit(page).click();
    await arriveAt(page, BRAND);
  });
}

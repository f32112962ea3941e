import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import { accountMenu, arriveAt, HOME, seeScreen } from '../pages/frame.ts';
import { code as userCode, next as nextWithCode, openLink, seeConfirm } from '../pages/link.ts';
import { seeAppRun } from '../pages/network.ts';
import { ADD, code as methodCode, emailAddress, next, phoneNumber, SECURITY, status } from '../pages/security.ts';
import { beSignedIn, beSignedInByCode } from '../pages/session.ts';
import { givePassword, name, next as nextToPassword, PASSWORD, verify } from '../pages/sign_in.ts';
import { askFor, code, country, newestCode, submit } from '../pages/single_use_code.ts';
import { words } from '../pages/words.ts';

// L14: what keyboards, input methods, address books and chats put into a field.

/** Text that a keyboard inserts at once, such as its suggestion from the clipboard: one `input` event and no `paste`. */
const suggest = (page: Page, text: string): Promise<void> => page.keyboard.insertText(text);

const inWords = (code: string): string => `Your code is ${code.slice(0, 3)} ${code.slice(3)}. Don't share it.`;

/** The last events of a composition: Chromium and WebKit change the text before they end it, and Firefox afterwards. */
const COMPOSITION_ENDS = [
  { engine: 'Chromium and WebKit', events: ['input', 'compositionend'] },
  { engine: 'Firefox', events: ['compositionend', 'input'] },
];

/** What a page sees when an input method ends its composition in the code field with this text, wherever no engine's own can be played. */
const endComposition = (page: Page, text: string, events: string[]): Promise<void> =>
  userCode(page).evaluate(
    (field: HTMLInputElement, { text, events }) => {
      const isComposing = events[0] === 'input';
      field.focus();
      field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
      field.value = text;
      for (const event of events) {
        const composed = { bubbles: true, data: text };
        const input = { ...composed, inputType: 'insertCompositionText', isComposing };
        field.dispatchEvent(event === 'input' ? new InputEvent(event, input) : new CompositionEvent(event, composed));
      }
    },
    { text, events },
  );

/** What a page sees when text is inserted in a way that doesn't name it, such as a drop in some browsers. */
const insertUnnamed = (page: Page, text: string): Promise<void> =>
  userCode(page).evaluate((field: HTMLInputElement, text) => {
    field.value = text;
    field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromDrop' }));
  }, text);

/** Composes text with an input method, and ends the composition. */
async function compose(page: Page, text: string): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await browser.send('Input.insertText', { text });
}

test("a keyboard's suggestion of a whole message fills in the device's code @engine @webkit", async ({ page, account, newDevice }) => {
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
  await arriveAt(page, HOME);
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

for (const { engine, events } of COMPOSITION_ENDS) {
  test(`the end of a composition as ${engine} reports it is judged like a keystroke @engine @webkit`, async ({ page, newDevice }) => {
    const device = await newDevice();
    await openLink(page);
    await seeAppRun(page);
    await endComposition(page, 'ktr4v0', events);
    await expect(userCode(page)).toHaveValue('KTR4V-0');
    await expect(userCode(page)).toHaveAccessibleDescription(words.wrongSymbol);
    await endComposition(page, `Your code is ${device.userCode}`, events);
    await expect(userCode(page)).toHaveValue(device.userCode);
  });
}

test('text that was inserted in any other way is searched for its code @engine @webkit', async ({ page, newDevice }) => {
  const device = await newDevice();
  await openLink(page);
  await seeAppRun(page);
  await insertUnnamed(page, `Your code is ${device.userCode}. It ends in 10 minutes.`);
  await expect(userCode(page)).toHaveValue(device.userCode);
});

test('an address from a full-width keyboard signs in @engine @webkit', async ({ page, account }) => {
  await page.goto('/sign-in');
  await name(page).fill(account.email.replace('@', '＠').replaceAll('.', '。'));
  await nextToPassword(page).click();
  await seeScreen(page, PASSWORD);
  await givePassword(page, account);
  await arriveAt(page, HOME);
  await expect(accountMenu(page)).toBeVisible();
});

test('an address between invisible marks is added, with a code from a suggestion @engine @webkit', async ({ page, server, account }) => {
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
  await expect(status(page)).toContainText('was added.');
});

for (const [from, before, after] of [
  ['an address book', '\u202a', '\u202c'],
  ['a chat', '\u2066', '\u2069'],
] as const) {
  test(`a phone number copied from ${from} gets its code @engine @webkit`, async ({ page, server }) => {
    const phone = server.newPhone();
    await server.addAccount({ phone });
    await page.goto('/single-use-code');
    await askFor(page, before + phone + after);
    await code(page).fill(await newestCode(server, phone));
    await submit(page).click();
    await arriveAt(page, HOME);
  });
}

test('a phone number copied from a chat is added @engine @webkit', async ({ page, server, account }) => {
  const phone = server.newPhone();
  await beSignedInByCode(page, server, account);
  await page.goto('/security/add');
  await seeScreen(page, ADD);
  await page.getByRole('radio', { name: 'Phone' }).check();
  await phoneNumber(page).fill(`\u2066${phone}\u2069`);
  await expect(country(page)).toHaveValue('DE');
  await next(page).click();
  await methodCode(page).fill(await newestCode(server, phone));
  await next(page).click();
  await seeScreen(page, SECURITY);
});

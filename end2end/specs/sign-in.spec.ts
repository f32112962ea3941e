import { expect, test } from '../fixtures/test.ts';
import { accountMenu, arriveAt, heading, seeProblem, seeScreen, speak } from '../pages/frame.ts';
import { EXTRA_WORDS, hold } from '../pages/network.ts';
import { beSignedIn } from '../pages/session.ts';
import {
  addAccount,
  addToPicker,
  giveName,
  givePassword,
  identify,
  name,
  next,
  password,
  PASSWORD,
  pick,
  PICKER,
  SIGN_IN,
  signIn,
} from '../pages/sign_in.ts';
import { words } from '../pages/words.ts';

test('a person signs in by name and password', async ({ page, account }) => {
  await page.goto('/sign-in');
  await identify(page, account);
  await accountMenu(page).click();
  await expect(page.getByText(account.email).first()).toBeVisible();
});

test('a phone number that a password manager filled in without an event is the sign-in name', async ({ page, server }) => {
  const account = await server.addAccount({ phone: server.newPhone() });
  await page.goto('/sign-in');
  await seeScreen(page, SIGN_IN);
  await name(page).evaluate((input: HTMLInputElement, value) => (input.value = value), account.phone!);
  await next(page).click();
  await seeScreen(page, PASSWORD);
  await givePassword(page, account);
  await expect(accountMenu(page)).toBeVisible();
});

test('a wrong password is reported, and can be corrected', async ({ page, account }) => {
  await page.goto('/sign-in');
  await giveName(page, account);
  await givePassword(page, { ...account, password: 'not my password' });
  await seeProblem(page, words.wrongPassword, password(page));
  await givePassword(page, account);
  await expect(accountMenu(page)).toBeVisible();
});

test('a name without an account gets the same response as any other', async ({ page, account }) => {
  const answers: string[] = [];
  // The face beside the name shows the first letter of what was typed.
  for (const email of [account.email, account.email.replace('@', '.nobody@')]) {
    await page.goto('/sign-in');
    await giveName(page, { ...account, email });
    await givePassword(page, { email, password: 'not my password' });
    await seeProblem(page, words.wrongPassword, password(page));
    answers.push((await page.getByRole('main').innerText()).replaceAll(email, '…'));
  }
  expect(answers[1]).toBe(answers[0]);
});

test('an empty name is reported at the field', async ({ page }) => {
  await page.goto('/sign-in');
  await seeScreen(page, SIGN_IN);
  await next(page).click();
  await seeProblem(page, words.nameMissing, name(page));
});

test('the password can be shown @engine', async ({ page, account }) => {
  await page.goto('/sign-in');
  await giveName(page, account);
  await password(page).fill('seen');
  await page.getByRole('button', { name: 'Show password' }).click();
  await expect(password(page)).toHaveAttribute('type', 'text');
  await expect(password(page)).toHaveValue('seen');
});

test('back from the password to the name @engine', async ({ page, account }) => {
  await page.goto('/sign-in');
  await giveName(page, account);
  await arriveAt(page, PASSWORD);
  await page.goBack();
  await seeScreen(page, SIGN_IN);
  await expect(name(page)).toHaveValue(account.email);
});

test('two accounts in one browser: choose one, sign out of one', async ({ page, account, newAccount }) => {
  const other = await newAccount();
  await signIn(page, account);
  await addToPicker(page, other);
  await page.goto('/sign-in');
  await seeScreen(page, PICKER);
  await expect(pick(page, account)).toBeVisible();
  await page.getByRole('button', { name: `Sign out of \u2068${other.email}\u2069` }).click();
  await expect(pick(page, other)).toBeHidden();
  await expect(heading(page), 'the pressed button is gone').toBeFocused();
  await pick(page, account).click();
  await expect(accountMenu(page)).toBeVisible();
});

test('signing out leads to a confirmation, not to a form', async ({ page, account }) => {
  await signIn(page, account);
  await accountMenu(page).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await arriveAt(page, "You're signed out");
  await page.goto('/sign-in');
  await expect(addAccount(page)).toBeHidden();
});

test('the button in the password field covers no text, in every language @chromium', async ({ page, account }) => {
  await page.goto('/sign-in');
  await giveName(page, account);
  await seeScreen(page, PASSWORD);
  for (const tag of ['en', 'de', 'ar']) {
    await speak(page, tag);
    const row = page.locator('.input-row');
    const side: 'paddingLeft' | 'paddingRight' = tag === 'ar' ? 'paddingLeft' : 'paddingRight';
    const room = await row.locator('input').evaluate((input, beside) => parseFloat(getComputedStyle(input)[beside]), side);
    for (const _ of ['hidden', 'shown']) {
      const { width } = (await row.locator('button').boundingBox())!;
      expect(width, tag).toBeLessThanOrEqual(room);
      await row.locator('button').click();
    }
  }
});

test('a warning appears while Caps Lock is on @engine', async ({ page, account }) => {
  await page.goto('/sign-in');
  await giveName(page, account);
  await password(page).dispatchEvent('keydown', { key: 'A', modifierCapsLock: true });
  await expect(page.getByRole('status').filter({ hasText: 'Caps Lock is on' })).toBeVisible();
  await password(page).dispatchEvent('keyup', { key: 'a', modifierCapsLock: false });
  await expect(page.getByText('Caps Lock is on')).toBeHidden();
});

test('a person who signs out while a list is loading is told so, and not asked to sign in', async ({ page, account }) => {
  await beSignedIn(page, account);
  const answerList = await hold(page, /\/api\/security$/);
  const answerScreen = await hold(page, EXTRA_WORDS);
  await page.goto('/security');
  await accountMenu(page).click();
  const signedOut = page.waitForResponse('**/api/session/sign-out');
  const rejected = page.waitForResponse('**/api/security');
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await signedOut;
  answerList();
  await rejected;
  answerScreen();
  await seeScreen(page, "You're signed out");
});

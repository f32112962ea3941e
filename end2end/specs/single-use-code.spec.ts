import { expect, test } from '../fixtures/test.ts';
import { accountMenu, arriveAt, HOME, problem, seeProblem, seeScreen, speak } from '../pages/frame.ts';
import { INBOX, messages, withoutProxy } from '../pages/inbox.ts';
import { code as userCode, next, openLink, seeConfirm } from '../pages/link.ts';
import { pasteInto } from '../pages/person.ts';
import { name as signInName, PASSWORD, SIGN_IN } from '../pages/sign_in.ts';
import {
  ASK,
  askFor,
  byText,
  code,
  country,
  enter,
  ENTER,
  haveCode,
  name,
  newestCode,
  other,
  phone,
  progress,
  sendAnother,
  sendCode,
  signInByCode,
  submit,
} from '../pages/single_use_code.ts';

// A person on someone else's computer, with a code by email or text instead of a password.

test('an emailed code signs in @smoke', async ({ page, server, account }) => {
  await page.goto('/sign-in');
  await seeScreen(page, SIGN_IN);
  await page.getByRole('link', { name: ASK }).click();
  await askFor(page, account.email);
  await expect(page.getByRole('main')).toContainText(account.email);
  await enter(page, await newestCode(server, account.email));
  await arriveAt(page, HOME);
  await expect(accountMenu(page)).toBeVisible();
});

test('a code pasted with the whole message is taken @engine', async ({ page, server, account }) => {
  await page.goto('/single-use-code');
  await askFor(page, account.email);
  const digits = await newestCode(server, account.email);
  const message = `Your single-use code: ${digits.slice(0, 3)} ${digits.slice(3)}. It works for a while.`;
  await pasteInto(page, code(page), message);
  await expect(code(page)).toHaveValue(digits);
  await submit(page).click();
  await arriveAt(page, HOME);
});

test('the code of a device is kept during the sign-in', async ({ page, server, account, newDevice }) => {
  const device = await newDevice();
  await openLink(page);
  await userCode(page).fill(device.userCode);
  await next(page).click();
  await seeScreen(page, SIGN_IN);
  await signInName(page).fill(account.email);
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await seeScreen(page, PASSWORD);
  await page.getByRole('link', { name: ASK }).click();
  await expect(name(page)).toHaveValue(account.email);
  await askFor(page, account.email);
  await enter(page, await newestCode(server, account.email));
  await seeConfirm(page, device.userCode);
});

test('after wrong codes the page shows the tries left, and the right one still works', async ({ page, server, account }) => {
  await page.goto('/single-use-code');
  await askFor(page, account.email);
  const digits = await newestCode(server, account.email);
  await submit(page).click();
  await seeProblem(page, /six-digit code/, code(page));
  await enter(page, other(digits));
  await seeProblem(page, /4 more attempts/, code(page));
  await enter(page, digits);
  await arriveAt(page, HOME);
});

test('a wrong character is reported after a pause, without a request', async ({ page, account }) => {
  await page.goto('/single-use-code');
  await askFor(page, account.email);
  await code(page).pressSequentially('12a');
  await expect(code(page)).toHaveAccessibleDescription(/“\u2068A\u2069” isn't a digit/);
  await expect(code(page)).toHaveValue('12A');
});

test('a text goes to a phone of the account, typed in its national format', async ({ page, server }) => {
  const number = server.newPhone();
  const account = await server.addAccount({ phone: number });
  await page.goto('/single-use-code');
  await seeScreen(page, ASK);
  await name(page).fill(account.email);
  await byText(page).check();
  await country(page).selectOption('DE');
  await phone(page).fill(number.replace('+49', '0'));
  await sendCode(page).click();
  await seeScreen(page, ENTER);
  await expect(page.getByRole('main')).toContainText(number);
  const digits = await newestCode(server, number);
  expect(server.messages(number).at(-1)!.text).toMatch(new RegExp(`\n@localhost #${digits}$`));
  await enter(page, digits);
  await arriveAt(page, HOME);
});

test('a number with a calling code sets the country and says so', async ({ page, server }) => {
  const number = server.newPhone();
  await server.addAccount({ phone: number });
  await page.goto('/single-use-code');
  await seeScreen(page, ASK);
  await name(page).fill('+44 7400 123456');
  await expect(country(page)).toHaveValue('GB');
  await expect(country(page)).toHaveAccessibleDescription(/United Kingdom/);
  await name(page).fill(number);
  await expect(country(page)).toHaveValue('DE');
  await sendCode(page).click();
  await seeScreen(page, ENTER);
  await enter(page, await newestCode(server, number));
  await arriveAt(page, HOME);
});

test('an unsupported number and an invalid name are reported at the field', async ({ page }) => {
  await page.goto('/single-use-code');
  await seeScreen(page, ASK);
  await sendCode(page).click();
  await seeProblem(page, /email address or phone number/, name(page));
  await name(page).fill('ann');
  await sendCode(page).click();
  await seeProblem(page, /name@example.com, or a phone number/, name(page));
  await name(page).fill('0900 1 123456');
  await country(page).selectOption('DE');
  await sendCode(page).click();
  await seeProblem(page, /belongs to a service/, name(page));
});

test('a name without an account looks the same to the end', async ({ page, account }) => {
  const nobody = account.email.replace(/^./, (first) => (first === 'n' ? 'm' : 'n'));
  const seen: string[][] = [];
  for (const email of [account.email, nobody]) {
    await page.goto('/single-use-code');
    await askFor(page, email);
    await expect(progress(page)).toContainText('should arrive soon');
    const whole = async () => (await page.getByRole('main').innerText()).replaceAll(email, '…').replaceAll(/\d+/g, '0');
    const asked = await whole();
    await enter(page, '000000');
    await seeProblem(page, /4 more attempts/, code(page));
    seen.push([asked, await whole()]);
  }
  expect(seen[0]).toEqual(seen[1]);
});

test('another code can be sent after a minute, and then the older one is reported as replaced', async ({ page, server, account }) => {
  await page.clock.install();
  await page.goto('/single-use-code');
  await askFor(page, account.email);
  const older = await newestCode(server, account.email);
  await expect(sendAnother(page)).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByText(/another code in \d+ seconds/)).toBeVisible();
  await sendAnother(page).click({ force: true }); // the button is disabled (aria-disabled), so the click does nothing
  expect(server.messages(account.email)).toHaveLength(1);

  await test.step('the page counts down; the server does, too', async () => {
    await page.clock.runFor('01:01');
    await expect(sendAnother(page)).not.toHaveAttribute('aria-disabled', 'true');
    await sendAnother(page).click();
    await expect(problem(page)).toContainText(/You can send another code in \d+ seconds/);
  });
  expect(server.messages(account.email)).toHaveLength(1);
  await enter(page, older);
  await arriveAt(page, HOME);
});

test('"I already have a code" works in another browser', async ({ page, server, account, browser, baseURL }) => {
  await page.goto('/single-use-code');
  await askFor(page, account.email);
  const digits = await newestCode(server, account.email);
  const context = await browser.newContext({ baseURL, extraHTTPHeaders: { 'x-forwarded-for': server.newAddress() } });
  const elsewhere = await context.newPage();
  await elsewhere.goto('/single-use-code');
  await name(elsewhere).fill(account.email);
  await haveCode(elsewhere).click();
  await seeScreen(elsewhere, ENTER);
  await enter(elsewhere, digits);
  await arriveAt(elsewhere, HOME);
  await context.close();
  await enter(page, digits);
  await seeProblem(page, /already been used/, code(page));
});

test('a reload, another language and Back lose nothing @engine', async ({ page, server, account }) => {
  await page.goto('/single-use-code');
  await askFor(page, account.email);
  await page.reload();
  await seeScreen(page, ENTER);
  await page.goBack();
  await seeScreen(page, ASK);
  await expect(name(page)).toHaveValue(account.email);
  await page.goForward();
  await seeScreen(page, ENTER);
  await speak(page, 'de');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Geben Sie den gesendeten Code ein');
  await page.getByRole('textbox', { name: 'Einmalcode' }).fill(await newestCode(server, account.email));
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ihr Konto');
});

test('after three minutes the page shows possible causes, and after ten that the code has expired', async ({ page, account }) => {
  await page.clock.install();
  await page.goto('/single-use-code');
  await askFor(page, account.email);
  await expect(page.getByText(/junk folder/)).toBeHidden();
  await page.clock.runFor('03:01');
  await expect(progress(page)).toContainText('longer than usual');
  await expect(page.getByText(/junk folder/)).toBeVisible();
  await expect(page.getByText(`Is \u2068${account.email}\u2069 right?`, { exact: false })).toBeVisible();
  await page.clock.runFor('07:01');
  await expect(progress(page)).toContainText('This code has expired. Send another one.');
  await expect(sendAnother(page)).not.toHaveAttribute('aria-disabled', 'true');
});

test('a browser that the account has used before sees how far a code got', async ({ page, server, account }) => {
  await signInByCode(page, server, account);
  await arriveAt(page, HOME);
  const seen = server.messages(account.email).length;
  await page.goto('/single-use-code');
  await seeScreen(page, ASK);
  await name(page).fill(account.email);
  await sendCode(page).click();
  await seeScreen(page, ENTER);
  await newestCode(server, account.email, seen);
  await expect(progress(page)).toContainText('The email server has accepted the message', { timeout: 10_000 });
});

test('in Arabic all of it reads from right to left @engine', async ({ page, server, account }) => {
  await page.goto('/single-use-code');
  await seeScreen(page, ASK);
  await speak(page, 'ar');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await page.getByRole('main').getByRole('textbox').fill(account.email);
  await page.getByRole('button', { name: 'إرسال الرمز' }).click();
  await page.getByRole('textbox', { name: 'رمز لمرة واحدة' }).fill(await newestCode(server, account.email));
  await page.getByRole('button', { name: 'تسجيل الدخول' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('حسابك');
});

test('with the keyboard alone @engine', async ({ page, server, account }) => {
  await page.goto('/single-use-code');
  await seeScreen(page, ASK);
  await name(page).focus();
  await page.keyboard.type(account.email);
  await page.keyboard.press('Enter');
  await arriveAt(page, ENTER);
  const digits = await newestCode(server, account.email);
  await page.keyboard.press('Tab');
  await expect(code(page)).toBeFocused();
  await page.keyboard.type(digits);
  await page.keyboard.press('Enter');
  await arriveAt(page, HOME);
});

test('developers read messages in the inbox on this machine', async ({ page, server, account }) => {
  await page.goto('/single-use-code');
  await askFor(page, account.email);
  const digits = await newestCode(server, account.email);
  await withoutProxy(page);
  await page.getByRole('link', { name: 'Development: read the message here' }).click();
  await seeScreen(page, INBOX);
  const mine = messages(page).filter({ hasText: account.email });
  await expect(mine).toContainText(digits);
});

import { AuthenticatorApp } from '../clients/authenticator.ts';
import { expect, test } from '../fixtures/test.ts';
import { code as resetCode, forgotten, newPassword, RESET, RESET_DONE, set, STRONG } from '../pages/account.ts';
import { arriveAt, BRAND, seeProblem, seeScreen } from '../pages/frame.ts';
import { add, ADD, code, dialog, hintOf, inDays, next, openSecurity, SECURITY, status, methodCalled, methods } from '../pages/security.ts';
import { beSignedIn, beSignedInByCode } from '../pages/session.ts';
import { addAccount, giveName, identify, SIGN_IN, VERIFY, verify } from '../pages/sign_in.ts';
import { askFor, codesOf, enter, newestCode } from '../pages/single_use_code.ts';
import {
  addApp,
  APP,
  appName,
  codeList,
  done,
  dontAsk,
  finishCodes,
  firstStep,
  methodChoice,
  newCodes,
  qrCode,
  RECOVERY_CODES,
  replaceCodes,
  savedThem,
  saveCodes,
  secondStep,
  seeSignedIn,
  signOut,
  submit,
  turnOn,
  twoStep,
  withApp,
} from '../pages/two_step.ts';
import { withoutTabStorage } from '../pages/withheld.ts';

// Two-step verification (S3, S4), and authenticator apps (I2). The app is pyotp, which reads the QR code.

test.use({ build: 'dev-tools' });

test('an app is added by its QR code, and its code is the second step of a sign-in @smoke', async ({ page, server, account }) => {
  await beSignedIn(page, account);
  const app = await withApp(page, server, account);
  await expect(status(page)).toContainText('Two-step verification is on.');
  await expect(methods(page)).toHaveCount(2);
  await expect(methodCalled(page, APP)).toBeVisible();
  expect(decodeURIComponent(app.uri)).toMatch(new RegExp(`^otpauth://totp/${BRAND}:${account.email}\\?secret=[A-Z2-7]{32}&`));
  await signOut(page);
  await firstStep(page, account);
  await expect(methodChoice(page, APP)).toBeChecked();
  await secondStep(page, APP, await app.showsNext());
  await submit(page).click();
  await seeSignedIn(page);
});

test('a code of an app works once, and a wrong one is reported', async ({ page, server, account }) => {
  await beSignedIn(page, account);
  const app = await withApp(page, server, account);
  await signOut(page);
  await firstStep(page, account);
  const digits = await app.showsNext();
  await secondStep(page, APP, digits === '000000' ? '111111' : '000000');
  await submit(page).click();
  await seeProblem(page, /isn't the code in your app/, code(page));
  await code(page).fill(digits);
  await submit(page).click();
  await seeSignedIn(page);
  await signOut(page);
  await firstStep(page, account);
  await secondStep(page, APP, digits);
  await submit(page).click();
  await seeProblem(page, /already been used/, code(page));
  await code(page).fill(await app.showsNext());
  await submit(page).click();
  await seeSignedIn(page);
});

test('a trusted browser skips the second step, until its owner stops trusting it', async ({ page, server, account }) => {
  await beSignedIn(page, account);
  const app = await withApp(page, server, account);
  await signOut(page);
  await firstStep(page, account);
  await secondStep(page, APP, await app.showsNext());
  await dontAsk(page).check();
  await submit(page).click();
  await seeSignedIn(page);
  // Signing out would end the trust (S10), so the person signs in once more beside it.
  await page.goto('/sign-in');
  await addAccount(page).click();
  await identify(page, account);
  await seeSignedIn(page);
  await openSecurity(page);
  await expect(page.getByRole('main')).toContainText('This browser');
  const trusted = page.getByRole('main').getByRole('listitem').filter({ has: page.getByRole('button', { name: 'Stop trusting' }) });
  await expect(trusted).toContainText(/(Chrome|Firefox|Safari)\u2069 on \u2068(Linux|Mac|Windows)/);
  await expect(trusted).toContainText(`Trusted until ${await inDays(page, 30)}`);
  await page.getByRole('button', { name: 'Stop trusting' }).click();
  await seeScreen(page, VERIFY);
  await secondStep(page, APP, await app.showsNext());
  await submit(page).click();
  await seeScreen(page, SECURITY);
  await expect(status(page)).toContainText('is no longer trusted.');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await signOut(page);
  await firstStep(page, account);
});

test('a single-use code can be the first step, and its address cannot be the second', async ({ page, server, account }) => {
  await beSignedIn(page, account);
  const app = await withApp(page, server, account);
  await signOut(page);
  await page.goto('/single-use-code');
  const before = codesOf(server, account.email);
  await askFor(page, account.email);
  await enter(page, await newestCode(server, account.email, before));
  await arriveAt(page, VERIFY);
  await expect(methodChoice(page, APP)).toBeChecked();
  await expect(methodChoice(page, hintOf(account.email))).toBeHidden();
  await secondStep(page, APP, await app.showsNext());
  await submit(page).click();
  await seeSignedIn(page);
});

test('a forgotten password requires two methods', async ({ page, server, account }) => {
  await beSignedIn(page, account);
  const app = await withApp(page, server, account);
  await signOut(page);
  await page.goto('/sign-in');
  await giveName(page, account);
  await forgotten(page).click();
  await seeScreen(page, RESET);
  const before = codesOf(server, account.email);
  await next(page).click();
  await resetCode(page).fill(await newestCode(server, account.email, before));
  await newPassword(page).fill(STRONG);
  await set(page).click();
  await arriveAt(page, VERIFY);
  await secondStep(page, APP, await app.showsNext());
  await submit(page).click();
  await arriveAt(page, RESET_DONE);
  await signOut(page);
  await page.goto('/sign-in');
  await identify(page, { ...account, password: STRONG });
  await seeScreen(page, VERIFY);
});

test('two-step verification is on only after its recovery codes are saved', async ({ page, server, account }) => {
  await beSignedInByCode(page, server, account);
  await openSecurity(page);
  await expect(twoStep(page)).toHaveAccessibleDescription(/First you get recovery codes/);
  await twoStep(page).click();
  await seeScreen(page, RECOVERY_CODES);
  await expect(codeList(page)).toHaveCount(10);
  await done(page).click();
  await seeProblem(page, /Save your codes first/, savedThem(page));
  await saveCodes(page);
  await page.getByRole('link', { name: 'Back to your security info' }).click();
  await seeScreen(page, SECURITY);
  await expect(twoStep(page)).not.toBeChecked();

  await newCodes(page).click();
  await expect(dialog(page).getByRole('heading')).toHaveText('Replace your recovery codes?');
  await dialog(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(newCodes(page)).toBeFocused();
  await replaceCodes(page);
  await finishCodes(page);
  await expect(status(page)).toContainText('Your new recovery codes work.');
  await twoStep(page).click();
  await expect(status(page)).toContainText('Two-step verification is on.');
  await expect(twoStep(page)).toBeChecked();
});

test("two-step verification is turned on in a browser that withholds the tab's storage (L15) @engine", async ({ page, server, account }) => {
  await withoutTabStorage(page);
  await beSignedInByCode(page, server, account);
  await openSecurity(page);
  await turnOn(page);
  await page.reload();
  await expect(twoStep(page)).toBeChecked();
});

test('two-step verification is turned off only after a question @engine @webkit', async ({ page, server, account }) => {
  await beSignedIn(page, account);
  await withApp(page, server, account);
  await twoStep(page).click();
  await expect(dialog(page).getByRole('heading')).toHaveText('Turn off two-step verification?');
  await dialog(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(twoStep(page)).toBeChecked();
  await twoStep(page).click();
  await dialog(page).getByRole('button', { name: 'Turn off' }).click();
  await expect(status(page)).toContainText('Two-step verification is off.');
  await expect(twoStep(page)).not.toBeChecked();
});

test('a phone is a second step with a text, and a person without the code chooses another method', async ({ page, server }) => {
  const account = await server.addAccount({ phone: server.newPhone() });
  await beSignedIn(page, account);
  const app = await withApp(page, server, account);
  await signOut(page);
  await firstStep(page, account);
  await methodChoice(page, `… ${account.phone!.slice(-2)}`).check();
  await page.getByRole('button', { name: 'Send code' }).click();
  const digits = await newestCode(server, account.phone!);
  await page.getByRole('button', { name: "I don't have a code" }).click();
  await expect(status(page)).toContainText(/seconds/);
  await page.getByRole('button', { name: 'Use another method' }).click();
  await expect(methodChoice(page, `… ${account.phone!.slice(-2)}`)).toBeChecked();
  await secondStep(page, APP, await app.showsNext());
  await submit(page).click();
  await seeSignedIn(page);
  expect(digits).toMatch(/^\d{6}$/);
});

test("two apps are distinguished by their owner's names for them", async ({ page, server, account }) => {
  await beSignedIn(page, account);
  await openSecurity(page);
  const phone = await addApp(page, server, account, 'My phone');
  await add(page).click();
  await seeScreen(page, ADD);
  await page.getByRole('radio', { name: APP }).check();
  await appName(page).fill('My phone');
  await page.getByRole('radio', { name: 'Email' }).check();
  await page.getByRole('radio', { name: APP }).check();
  await expect(appName(page)).toHaveValue('My phone');
  await next(page).click();
  const { height } = (await page.getByRole('link', { name: 'Open in an app on this device' }).boundingBox())!;
  expect(height, 'large enough for a finger').toBeGreaterThanOrEqual(44);
  const other = await AuthenticatorApp.scan(qrCode(page), server);
  await code(page).fill(await other.shows());
  await next(page).click();
  await seeScreen(page, SECURITY);
  await turnOn(page);
  await expect(methodCalled(page, 'My phone (2)')).toBeVisible();
  await signOut(page);
  await firstStep(page, account);
  await secondStep(page, 'My phone (2)', await phone.showsNext());
  await submit(page).click();
  await seeProblem(page, /isn't the code in your app/, code(page));
  await code(page).fill(await other.showsNext());
  await submit(page).click();
  await seeSignedIn(page);
});

test('a second step that comes too late is reported where the sign-in starts over', async ({ page, server, account }) => {
  await beSignedIn(page, account);
  await withApp(page, server, account);
  await signOut(page);
  await firstStep(page, account);
  await server.advance(600);
  await methodChoice(page, hintOf(account.email)).check();
  await page.getByRole('button', { name: 'Send code' }).click();
  await seeScreen(page, SIGN_IN);
  await expect(page.getByRole('alert')).toContainText('took too long');
  await page.reload();
  await expect(page.getByRole('alert')).toBeHidden();
});

test('an address is a second step with an email', async ({ page, server, account }) => {
  await beSignedIn(page, account);
  await withApp(page, server, account);
  await signOut(page);
  await firstStep(page, account);
  await methodChoice(page, hintOf(account.email)).check();
  await verify(page, server, account);
  await seeSignedIn(page);
});

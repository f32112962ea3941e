import { expect, test } from '../fixtures/test.ts';
import { code as accountCode, CREATE, sendTo } from '../pages/account.ts';
import { seeProblem, seeScreen } from '../pages/frame.ts';
import {
  authenticator,
  BEGIN,
  button,
  choice,
  choosePasskey,
  countReports,
  happen,
  lastReport,
  makePasskey,
  seeWaits,
  waitsAfter,
  wakeUp,
  withoutAutofill,
  withoutPasskeys,
  withPasswordManager,
  withPatience,
  withSignals,
} from '../pages/passkeys.ts';
import { add, ADD, dialog, inDays, next, openSecurity, remove, SECURITY, methodCalled, methods, signsIn } from '../pages/security.ts';
import { beSignedIn } from '../pages/session.ts';
import { name, SIGN_IN, VERIFY, verify } from '../pages/sign_in.ts';
import { newestCode } from '../pages/single_use_code.ts';
import { codeList, firstStep, methodChoice, newCodes, RECOVERY_CODES, seeSignedIn, signOut, turnOn, twoStep } from '../pages/two_step.ts';

// Passkeys (I2, L15, S1, S3): with Playwright's virtual authenticator in Chromium and Firefox, and with Chromium's own. WebKit has none.

test.use({ build: 'dev-tools' });

const LAPTOP = 'My laptop';

test.describe('in any browser with passkeys', () => {
  test.beforeEach(({ context }) => context.credentials.install());

  test('a passkey is added and named, and is offered in the sign-in name field @engine', async ({ page, server, account }) => {
    await beSignedIn(page, account);
    await makePasskey(page, server, account, LAPTOP);
    await expect(methods(page)).toHaveCount(2);
    await methodCalled(page, LAPTOP).click();
    await expect(methods(page).nth(1)).toContainText(`Established from ${await inDays(page, 30)}`);
    await signOut(page);
    await page.goto('/sign-in'); // the virtual authenticator chooses immediately
    await seeSignedIn(page);
  });

  test('the button signs in without a name @engine', async ({ page, context, server, account }) => {
    await withoutAutofill(context);
    await beSignedIn(page, account);
    await makePasskey(page, server, account, LAPTOP);
    await signOut(page);
    await page.goto('/sign-in');
    await button(page).click();
    await seeSignedIn(page);
  });

  test("a password manager's own objects are accepted, when a passkey is added and when it signs in @engine", async ({ page, context, server, account }) => {
    await withoutAutofill(context);
    await withPasswordManager(context);
    await beSignedIn(page, account);
    await makePasskey(page, server, account, LAPTOP);
    await expect(methods(page)).toHaveCount(2);
    await signOut(page);
    await page.goto('/sign-in');
    await button(page).click();
    await seeSignedIn(page);
  });

  test('a passkey that is chosen after twenty minutes signs in', async ({ page, context, server, account }) => {
    await withPatience(context);
    await beSignedIn(page, account);
    await makePasskey(page, server, account, LAPTOP);
    await signOut(page);
    await page.clock.install();
    await page.goto('/sign-in');
    for (let challenges = 1; challenges <= 4; challenges += 1) {
      await seeWaits(page, challenges);
      await server.advance(300);
      await page.clock.runFor('05:00');
    }
    await seeWaits(page, 5);
    await choosePasskey(page);
    await seeSignedIn(page);
  });

  test('a passkey that is chosen after the computer has slept for twenty minutes signs in', async ({ page, context, server, account }) => {
    await withPatience(context);
    await beSignedIn(page, account);
    await makePasskey(page, server, account, LAPTOP);
    await signOut(page);
    await page.clock.install();
    await page.goto('/sign-in');
    await seeWaits(page, 1);
    await server.advance(1200);
    await wakeUp(page);
    await seeWaits(page, 2);
    await choosePasskey(page);
    await seeSignedIn(page);
  });

  test('the button signs in after the computer has slept and an overdue timer runs late', async ({ page, context, server, account }) => {
    await withPatience(context, { confirms: false });
    await beSignedIn(page, account);
    await makePasskey(page, server, account, LAPTOP);
    await signOut(page);
    await page.clock.install();
    await page.goto('/sign-in');
    await seeWaits(page, 1);
    await page.clock.runFor('01:00'); // the first timer, but not the next one, is due in the four minutes below
    await wakeUp(page);
    await seeWaits(page, 2);
    await page.clock.runFor('04:01');
    await button(page).click();
    await seeSignedIn(page);
  });

  test('a passkey can be chosen once the network is back, which was away when the computer woke up', async ({ page, context, server, account }) => {
    await withPatience(context);
    await beSignedIn(page, account);
    await makePasskey(page, server, account, LAPTOP);
    await signOut(page);
    await page.clock.install();
    await page.goto('/sign-in');
    await seeWaits(page, 1);
    await server.advance(1200);
    let lost = 0;
    await page.route(BEGIN, (route) => {
      lost += 1;
      return route.abort();
    });
    const lostAfter = async (event: string): Promise<number> => {
      await happen(page, event);
      return lost;
    };
    await wakeUp(page);
    await expect.poll(() => lost).toBe(1);
    await expect.poll(() => lostAfter('online')).toBeGreaterThan(1);
    await page.unroute(BEGIN);
    await expect.poll(() => waitsAfter(page, 'focus')).toBe(2);
    await choosePasskey(page);
    await seeSignedIn(page);
  });

  test('without a passkey, the button says so and the other methods stay @engine', async ({ page, context }) => {
    await withoutAutofill(context);
    await page.goto('/sign-in');
    await button(page).click();
    await seeProblem(page, /couldn't use a passkey/);
    await expect(name(page)).toBeEditable();
  });

  test('a passkey is a second step, and later a fresh verification @engine', async ({ page, context, server, account }) => {
    await withoutAutofill(context);
    await beSignedIn(page, account);
    await makePasskey(page, server, account, LAPTOP);
    await turnOn(page);
    await signOut(page);
    await firstStep(page, account);
    await expect(methodChoice(page, 'Passkey')).toBeChecked();
    await next(page).click();
    await seeSignedIn(page);
    await server.advance(600);
    await openSecurity(page);
    await newCodes(page).click();
    await dialog(page).getByRole('button', { name: 'Replace' }).click();
    await seeScreen(page, VERIFY);
    await next(page).click();
    await seeScreen(page, RECOVERY_CODES);
    await expect(codeList(page)).toHaveCount(10);
  });

  test('a removed passkey signs no one in @engine', async ({ page, context, server, account }) => {
    await withoutAutofill(context);
    await beSignedIn(page, account);
    await makePasskey(page, server, account, LAPTOP);
    await methodCalled(page, LAPTOP).click();
    await remove(page).click();
    await dialog(page).getByRole('button', { name: 'Remove' }).click();
    await expect(methods(page)).toHaveCount(1);
    await signOut(page);
    await page.goto('/sign-in');
    await button(page).click();
    await seeProblem(page, /wasn't accepted/);
  });

  test('the browser learns which passkeys are left and what the account is called (L15) @engine', async ({ page, context, server, account }) => {
    await withoutAutofill(context);
    await withSignals(context);
    await beSignedIn(page, account);
    await makePasskey(page, server, account, LAPTOP);
    await expect(methods(page)).toHaveCount(2);
    const accepted = await lastReport(page, 'signalAllAcceptedCredentials');
    expect(accepted).toMatchObject({ rpId: new URL(server.url).hostname, allAcceptedCredentialIds: [expect.any(String)] });
    const { userId } = accepted!;
    const named = { userId, name: account.email, displayName: account.email };
    expect(await lastReport(page, 'signalCurrentUserDetails')).toMatchObject(named);

    await turnOn(page);
    const before = await countReports(page);
    await twoStep(page).click();
    await dialog(page).getByRole('button', { name: 'Turn off' }).click();
    await expect(twoStep(page)).not.toBeChecked();
    expect(await countReports(page), 'other changes report nothing').toBe(before);

    await methodCalled(page, LAPTOP).click();
    await remove(page).click();
    await dialog(page).getByRole('button', { name: 'Remove' }).click();
    await expect(methods(page)).toHaveCount(1);
    expect(await lastReport(page, 'signalAllAcceptedCredentials')).toMatchObject({ userId, allAcceptedCredentialIds: [] });
  });

  test('the browser learns what the account is called once its sign-in name has changed (L15) @engine', async ({ page, context, server }) => {
    const phone = server.newPhone();
    const account = await server.addAccount({ phone });
    const reportedName = async (): Promise<unknown> => (await lastReport(page, 'signalCurrentUserDetails'))?.name;
    await withoutAutofill(context);
    await withSignals(context);
    await beSignedIn(page, account);
    await makePasskey(page, server, account, LAPTOP);
    await expect.poll(reportedName).toBe(account.email);
    await methodCalled(page, account.email).click();
    await signsIn(page).click();
    await expect.poll(reportedName).toBe(phone);
  });

  test('a new account takes a passkey instead of a password @engine', async ({ page, context, server }) => {
    await withoutAutofill(context);
    const email = server.newEmail();
    await page.goto('/create-account');
    await sendTo(page, CREATE, email);
    await accountCode(page).fill(await newestCode(server, email));
    await page.getByRole('button', { name: 'Use a passkey instead' }).click();
    await seeScreen(page, ADD);
    await expect(choice(page)).toBeChecked();
    await next(page).click();
    await seeScreen(page, SECURITY);
    await expect(methods(page)).toHaveCount(2);
    await signOut(page);
    await page.goto('/sign-in');
    await button(page).click();
    await seeSignedIn(page);
  });
});

test.describe("with Chromium's own authenticator", { tag: '@chromium' }, () => {
  test('a passkey is added, signs in, and the list shows whether it is synced', async ({ page, context, server, account }) => {
    await withoutAutofill(context);
    await authenticator(page);
    await beSignedIn(page, account);
    await makePasskey(page, server, account, LAPTOP);
    await methodCalled(page, LAPTOP).click();
    await expect(methods(page).nth(1)).toContainText('On one device only');
    await signOut(page);
    await page.goto('/sign-in');
    await button(page).click();
    await seeSignedIn(page);
  });

  test('a device creates no second passkey for the same account', async ({ page, server, account }) => {
    await authenticator(page);
    await beSignedIn(page, account);
    await makePasskey(page, server, account, LAPTOP);
    await add(page).click();
    await choice(page).check();
    await next(page).click();
    await seeProblem(page, /already has a passkey for your account/);
  });

  test('a passkey without user verification is rejected', async ({ page, server, account }) => {
    await authenticator(page, { verifies: false });
    await beSignedIn(page, account);
    await openSecurity(page);
    await add(page).click();
    await choice(page).check();
    await next(page).click();
    await verify(page, server, account);
    await seeProblem(page, /couldn't use a passkey/);
  });
});

test('a browser without passkeys offers the other methods @engine @webkit', async ({ page, context, account }) => {
  await withoutPasskeys(context);
  await page.goto('/sign-in');
  await seeScreen(page, SIGN_IN);
  await expect(button(page)).toBeHidden();
  await beSignedIn(page, account);
  await openSecurity(page);
  await seeScreen(page, SECURITY);
  await add(page).click();
  await expect(page.getByRole('radio', { name: 'Email' })).toBeChecked();
  await expect(choice(page)).toBeHidden();
});

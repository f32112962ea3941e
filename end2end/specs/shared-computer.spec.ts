import { expect, test } from '../fixtures/test.ts';
import { code as accountCode, create, CREATE, sendTo } from '../pages/account.ts';
import { accountMenu, HOME, seeScreen } from '../pages/frame.ts';
import { button as passkeyButton, choice as passkey, makePasskey, withoutAutofill } from '../pages/passkeys.ts';
import { ADD, emailAddress, openSecurity } from '../pages/security.ts';
import { beSignedIn } from '../pages/session.ts';
import { bar, leave, reopen, seeBar, shared, signInShared, SIGNED_OUT } from '../pages/shared_computer.ts';
import { addAccount, giveName, identify, name, password, PICKER, SIGN_IN, verify, VERIFY } from '../pages/sign_in.ts';
import { askFor, enter, newestCode } from '../pages/single_use_code.ts';
import { dontAsk, methodChoice, secondStep, seeSignedIn, signOut, submit, withApp } from '../pages/two_step.ts';

// Shared computers (S11): nothing of the person stays behind.

test.use({ build: 'dev-tools' });

test('with a single-use code on a shared computer, the browser forgets the person when it closes', async ({ page, context, server, account }) => {
  await page.goto('/single-use-code');
  await askFor(page, account.email);
  await shared(page).check();
  await expect(page.getByText("You'll be signed out when you close the browser")).toBeVisible();
  await enter(page, await newestCode(server, account.email));
  await seeSignedIn(page);
  await seeBar(page);
  await reopen(context);
  await page.goto('/sign-in');
  await seeScreen(page, SIGN_IN);
  await expect(addAccount(page)).toBeHidden();
  await expect(name(page)).toHaveValue('');
  await expect(shared(page)).not.toBeChecked();
});

test('a person on a computer of their own is still signed in when the browser opens again', async ({ page, context, account }) => {
  await page.goto('/sign-in');
  await identify(page, account);
  await seeSignedIn(page);
  await expect(bar(page)).toBeHidden();
  await reopen(context);
  await page.goto('/');
  await seeSignedIn(page);
});

test('every page says how to leave a shared computer, and signing out leaves nothing behind', async ({ page, account, newAccount }) => {
  const other = await newAccount();
  await signInShared(page, account);
  await seeSignedIn(page);
  for (const path of ['/', '/devices', '/security', '/link']) {
    await page.goto(path);
    await seeBar(page);
  }
  await page.goto('/sign-in');
  await seeScreen(page, PICKER);
  await addAccount(page).click();
  await seeScreen(page, SIGN_IN);
  await expect(shared(page), 'it stays shared until everyone has signed out').toBeHidden();
  await identify(page, other);
  await seeSignedIn(page);
  await page.evaluate(() => sessionStorage.setItem('complete', '1')); // as the shell stores it before a reload
  await leave(page);
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  await page.goto('/sign-in');
  await seeScreen(page, SIGN_IN);
  await expect(addAccount(page), 'neither account is in the picker').toBeHidden();
  await expect(shared(page), 'the computer is still shared').toBeChecked();
  await identify(page, account);
  await seeScreen(page, VERIFY); // the browser isn't known
});

test('an abandoned shared computer shows nothing of the account after half an hour', async ({ page, server, account }) => {
  await page.clock.install();
  await signInShared(page, account);
  await seeSignedIn(page);
  await page.goto('/devices');
  await seeBar(page);
  await server.advance(29 * 60);
  await page.clock.runFor('01:01');
  await seeBar(page);
  await server.advance(60);
  await page.clock.runFor('01:01');
  await seeScreen(page, SIGNED_OUT);
  await expect(accountMenu(page)).toBeHidden();
});

test('the choice holds at every step of a sign-in, and over a reload', async ({ page, account }) => {
  await page.goto('/sign-in');
  await seeScreen(page, SIGN_IN);
  await shared(page).check();
  await giveName(page, account);
  await expect(shared(page)).toBeChecked();
  await page.reload();
  await expect(shared(page)).toBeChecked();
  await page.getByRole('link', { name: 'Get a single-use code' }).click();
  await askFor(page, account.email);
  await expect(shared(page)).toBeChecked();
  await shared(page).uncheck();
  await page.getByRole('link', { name: 'Use your password' }).click();
  await password(page).fill(account.password);
  await expect(shared(page)).not.toBeChecked();
  await password(page).press('Enter');
  await seeSignedIn(page);
  await expect(bar(page)).toBeHidden();
});

test('with two-step verification, a shared computer is not trusted', async ({ page, context, server, account }) => {
  await beSignedIn(page, account);
  const app = await withApp(page, server, account);
  await signOut(page);
  await signInShared(page, account);
  await seeScreen(page, VERIFY);
  await methodChoice(page, account.email.replace(/^(..).*@/, '$1…@')).waitFor();
  await server.advance(30);
  await secondStep(page, 'Authenticator app', await app.shows());
  await expect(dontAsk(page)).toBeHidden();
  await submit(page).click();
  await seeSignedIn(page);
  await seeBar(page);
  await reopen(context);
  await page.goto('/sign-in');
  await seeScreen(page, SIGN_IN);
});

test('a passkey signs in on a shared computer, where none is created', async ({ page, context, server, account }) => {
  await context.credentials.install();
  await withoutAutofill(context);
  await beSignedIn(page, account);
  await makePasskey(page, server, account, 'My phone');
  await signOut(page);
  await page.goto('/sign-in');
  await shared(page).check();
  await passkeyButton(page).click();
  await seeSignedIn(page);
  await seeBar(page);
  await page.goto('/security/add?kind=passkey');
  await seeScreen(page, ADD);
  await expect(emailAddress(page)).toBeVisible();
  await expect(passkey(page)).toBeHidden();
});

test('an account is created on a shared computer, without a passkey', async ({ page, context, server }) => {
  const email = server.newEmail();
  const instead = page.getByRole('button', { name: 'Use a passkey instead' });
  await page.goto('/create-account');
  await sendTo(page, CREATE, email);
  await expect(instead).toBeVisible();
  await shared(page).check();
  await expect(instead).toBeHidden();
  await accountCode(page).fill(await newestCode(server, email));
  await create(page).click();
  await seeScreen(page, HOME);
  await seeBar(page);
  await reopen(context);
  await page.goto('/security');
  await seeScreen(page, SIGN_IN);
});

test('after a verification and a changed password, the session still ends with the browser @engine', async ({ page, context, server, account }) => {
  await signInShared(page, account);
  await seeSignedIn(page);
  await openSecurity(page);
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByRole('textbox', { name: 'New password' }).fill('walnut harbour 42 tides');
  await page.getByRole('button', { name: 'Change password' }).click();
  await verify(page, server, account);
  await expect(page.getByRole('status').filter({ hasText: /password/ })).toBeVisible();
  await reopen(context);
  await page.goto('/security');
  await seeScreen(page, SIGN_IN);
});

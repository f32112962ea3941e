import { expect, test } from '../fixtures/test.ts';
import { create, CREATE, forgotten, newPassword, RESET, RESET_DONE, sendTo, set, STRONG } from '../pages/account.ts';
import { accountMenu, arriveAt, HOME, seeProblem, seeScreen, speak } from '../pages/frame.ts';
import { expectFewShifts, SHORT_PHONE, watchShifts } from '../pages/layout.ts';
import { hold } from '../pages/network.ts';
import {
  add,
  ADD,
  addEmail,
  CHANGE_PASSWORD,
  code,
  dialog,
  emailAddress,
  everywhere,
  hintOfAdded,
  inDays,
  next,
  openSecurity,
  phoneNumber,
  remove,
  SECURITY,
  signsIn,
  status,
  methodCalled,
  methods,
} from '../pages/security.ts';
import { beSignedIn, beSignedInByCode } from '../pages/session.ts';
import { giveName, givePassword, identify, password, SIGN_IN, VERIFY, verify } from '../pages/sign_in.ts';
import { country, newestCode } from '../pages/single_use_code.ts';
import { words } from '../pages/words.ts';

// I1
test("a person sees the account's own name in full, and other methods by their hints", async ({ page, server }) => {
  const phone = server.newPhone();
  const account = await server.addAccount({ phone });
  await beSignedIn(page, account);
  await page.goto('/');
  await accountMenu(page).click();
  await page.getByRole('banner').getByRole('link', { name: SECURITY }).click();
  await arriveAt(page, SECURITY);
  await expect(methods(page)).toHaveCount(2);
  await expect(methodCalled(page, `… ${phone.slice(-2)}`)).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText(phone);
  await methodCalled(page, account.email).click();
  await expect(signsIn(page)).toBeChecked();
});

test('a press anywhere on the head of a method opens it, and another one closes it', async ({ page, account }) => {
  await beSignedIn(page, account);
  await openSecurity(page);
  const state = methods(page).first().getByText('Established', { exact: true });
  for (const expanded of ['true', 'false']) {
    await state.click({ force: true }); // the button lies over all of the head
    await expect(methodCalled(page, account.email)).toHaveAttribute('aria-expanded', expanded);
  }
});

test('nothing moves when the security info arrives @chromium', async ({ page, account }) => {
  await beSignedIn(page, account);
  await watchShifts(page);
  const answer = await hold(page, /\/api\/security$/);
  await page.goto('/security');
  await expect(page.getByRole('heading', { level: 2 })).toHaveText('Ways to sign in or verify');
  await expect(page.locator('.bone').first()).toBeVisible();
  answer();
  await expect(methods(page)).toHaveCount(1);
  await expect(page.getByText('This browser')).toBeVisible();
  await expectFewShifts(page);
});

test('the result of a change stays in sight, and covers nothing that has the focus @chromium', async ({ page, server, account }) => {
  await page.setViewportSize(SHORT_PHONE);
  await beSignedInByCode(page, server, account);
  await page.goto('/security/add');
  await addEmail(page, server, server.newEmail());
  await everywhere(page).focus();
  await expect(status(page)).toBeInViewport();
  for (let step = 0; step < 6; step++) {
    await page.keyboard.press('Shift+Tab');
    const result = (await status(page).boundingBox())!;
    const focused = (await page.locator(':focus').boundingBox())!;
    expect(focused.y, `${step + 1} steps back`).toBeGreaterThanOrEqual(result.y + result.height);
  }
});

test('each part of the security info has a heading', async ({ page, account }) => {
  await beSignedIn(page, account);
  await openSecurity(page);
  await expect(page.getByRole('main').getByRole('heading', { level: 2 })).toHaveText([
    'Ways to sign in or verify',
    'Two-step verification',
    'Password',
    'Recovery codes',
    'Trusted browsers and sessions',
  ]);
});

test('an address is added with its code, after a fresh verification, and typed text is kept @smoke', async ({ page, server, account }) => {
  const email = server.newEmail();
  await beSignedIn(page, account);
  await openSecurity(page);
  await add(page).click();
  await arriveAt(page, ADD);
  await next(page).click();
  await seeProblem(page, /email address/, emailAddress(page));
  await emailAddress(page).fill(email);
  await next(page).click();
  await verify(page, server, account);
  await expect(page.getByText('If this is a work or school address')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Development: read the message here' })).toHaveAttribute('href', '/dev/inbox');
  await code(page).fill(await newestCode(server, email));
  await next(page).click();
  await seeScreen(page, SECURITY);
  await expect(status(page)).toContainText(`\u2068${hintOfAdded(email)}\u2069 was added.`);
  await expect(status(page)).toContainText('To also sign in with it, open it in the list below and turn on “Use to sign in”.');
  await expect(methods(page)).toHaveCount(2);
  await methods(page).nth(1).getByRole('button').first().click();
  await expect(methods(page).nth(1)).toContainText(`Established from ${await inDays(page, 30)}`);
  await expect(signsIn(page)).not.toBeChecked();
  await speak(page, 'de');
  await expect(methods(page).nth(1)).toContainText(`Etabliert ab ${await inDays(page, 30)}`);
});

test('a phone is added with a text message', async ({ page, server, account }) => {
  const phone = server.newPhone();
  await beSignedInByCode(page, server, account);
  await page.goto('/security/add');
  await seeScreen(page, ADD);
  await page.getByRole('radio', { name: 'Phone' }).check();
  await phoneNumber(page).fill(phone);
  await expect(country(page)).toHaveValue('DE');
  await next(page).click();
  await expect(code(page)).toBeVisible();
  await expect(page.getByText('work or school')).toBeHidden();
  await code(page).fill(await newestCode(server, phone));
  await next(page).click();
  await seeScreen(page, SECURITY);
  await expect(methodCalled(page, `… ${phone.slice(-2)}`)).toBeVisible();
});

test('a new method can be removed, the last established one cannot', async ({ page, server, account }) => {
  const email = server.newEmail();
  await beSignedInByCode(page, server, account);
  await page.goto('/security/add');
  await addEmail(page, server, email);

  await methods(page).nth(0).getByRole('button').first().click();
  await remove(page).click();
  await expect(dialog(page)).toContainText('Remove');
  await expect(dialog(page).getByRole('button', { name: 'Remove' })).toBeHidden();
  await dialog(page).getByRole('button', { name: 'Add another method' }).click();
  await arriveAt(page, ADD);
  await page.goBack();
  await expect(methods(page)).toHaveCount(2);

  await methods(page).nth(1).getByRole('button').first().click();
  await remove(page).click();
  await dialog(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(methods(page)).toHaveCount(2);
  await remove(page).click();
  await dialog(page).getByRole('button', { name: 'Remove' }).click();
  await expect(methods(page)).toHaveCount(1);
  await expect(status(page)).toContainText(`\u2068${hintOfAdded(email)}\u2069 was removed.`);
  await expect(status(page)).toContainText('You have one method left.');
});

test('an address signs in once it is turned on', async ({ page, server, account, browser, baseURL }) => {
  const email = server.newEmail();
  await beSignedInByCode(page, server, account);
  await page.goto('/security/add');
  await addEmail(page, server, email);
  await methods(page).nth(1).getByRole('button').first().click();
  await signsIn(page).press('Space');
  await expect(status(page)).toContainText('You can now sign in with');
  await expect(signsIn(page)).toBeChecked();
  await expect(signsIn(page)).toBeFocused();
  const context = await browser.newContext({ baseURL, extraHTTPHeaders: { 'x-forwarded-for': server.newAddress() } });
  const elsewhere = await context.newPage();
  await elsewhere.goto('/sign-in');
  await giveName(elsewhere, { ...account, email });
  await givePassword(elsewhere, account);
  await verify(elsewhere, server, account);
  await expect(accountMenu(elsewhere)).toBeVisible();
  await context.close();
});

// S12
test('a password manager leads to the new password, through the sign-in if needed', async ({ page, server, account }) => {
  await page.goto('/.well-known/change-password');
  await identify(page, account);
  await arriveAt(page, CHANGE_PASSWORD);
  await page.goto('/.well-known/change-password');
  await seeScreen(page, CHANGE_PASSWORD);
  await newPassword(page).fill(STRONG);
  await page.getByRole('button', { name: CHANGE_PASSWORD }).click();
  await verify(page, server, account);
  await seeScreen(page, SECURITY);
  await expect(status(page)).toContainText('Your password was changed.');
  await expect(status(page)).toContainText('All other browsers were signed out.');
});

test('an account without a password is led to set one', async ({ page, server }) => {
  const email = server.newEmail();
  await page.goto('/create-account');
  await sendTo(page, CREATE, email);
  await code(page).fill(await newestCode(server, email));
  await create(page).click();
  await arriveAt(page, HOME);
  await page.goto('/.well-known/change-password');
  await seeScreen(page, 'Set a password');
});

test('a forgotten password that was to be changed is changed by its reset', async ({ page, server, account }) => {
  await page.goto('/.well-known/change-password');
  await giveName(page, account);
  await forgotten(page).click();
  await sendTo(page, RESET, account.email);
  await code(page).fill(await newestCode(server, account.email));
  await newPassword(page).fill(STRONG);
  await set(page).click();
  await arriveAt(page, RESET_DONE);
  await page.getByRole('link', { name: 'Continue' }).click();
  await arriveAt(page, SECURITY);
});

test('the password is changed after a fresh verification, and the old one no longer works', async ({ page, server, account }) => {
  await beSignedIn(page, account);
  await openSecurity(page);
  await page.getByRole('button', { name: CHANGE_PASSWORD }).click();
  await arriveAt(page, CHANGE_PASSWORD);
  await newPassword(page).fill(STRONG);
  await page.getByRole('button', { name: CHANGE_PASSWORD }).click();
  await verify(page, server, account);
  await seeScreen(page, SECURITY);
  await expect(status(page)).toContainText('Your password was changed.');
  await expect(status(page)).toContainText('All other browsers were signed out.');
  await accountMenu(page).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await seeScreen(page, "You're signed out");
  await page.goto('/sign-in');
  await giveName(page, account);
  await givePassword(page, account);
  await seeProblem(page, words.wrongPassword, password(page));
  await givePassword(page, { ...account, password: STRONG });
  // A browser that is signed out on its first day is unknown again (S10).
  await seeScreen(page, VERIFY);
  await verify(page, server, account);
  await arriveAt(page, HOME);
});

test('a person who is not signed in returns after signing in', async ({ page, account }) => {
  await page.goto('/security');
  await seeScreen(page, SIGN_IN);
  await giveName(page, account);
  await givePassword(page, account);
  await arriveAt(page, SECURITY);
});

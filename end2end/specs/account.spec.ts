import { collect } from '../clients/device.ts';
import { expect, test } from '../fixtures/test.ts';
import { code, create, CREATE, forgotten, newPassword, next, RESET, RESET_DONE, sendTo, set, STRONG } from '../pages/account.ts';
import { accountMenu, arriveAt, HOME, seeProblem, seeScreen } from '../pages/frame.ts';
import { approve, code as userCode, next as lookUp, openLink, seeApproved, seeConfirm } from '../pages/link.ts';
import { giveName, givePassword, identify, name, password, SIGN_IN, signIn, verify } from '../pages/sign_in.ts';
import { newestCode } from '../pages/single_use_code.ts';
import { words } from '../pages/words.ts';

// A person without an account, and a person who has forgotten the password.

test('a new account links a device @smoke', async ({ page, server, newDevice }) => {
  const device = await newDevice();
  const email = server.newEmail();
  await openLink(page);
  await userCode(page).fill(device.userCode);
  await lookUp(page).click();
  await seeScreen(page, SIGN_IN);
  await page.getByRole('link', { name: CREATE }).click();
  await sendTo(page, CREATE, email);
  await expect(page.getByRole('main')).toContainText(`We've emailed a code to \u2068${email}\u2069`);
  await code(page).fill(await newestCode(server, email));
  await newPassword(page).fill(STRONG);
  await create(page).click();
  await seeConfirm(page, device.userCode);
  await approve(page).click();
  await seeApproved(page);
  const tokens = await collect(device);
  expect((await device.userinfo(tokens)).claims).toMatchObject({ email });
});

test('a name that already has an account looks the same, and its owner gets a message', async ({ page, server, account }) => {
  const seen: string[] = [];
  for (const email of [account.email, server.newEmail()]) {
    await page.goto('/create-account');
    await sendTo(page, CREATE, email);
    await code(page).fill('000000');
    await newPassword(page).fill(STRONG);
    await create(page).click();
    await seeProblem(page, /4 more attempts/, code(page));
    const text = await page.getByRole('main').innerText();
    seen.push(text.replaceAll(email, '…').replaceAll(/\d+/g, '0'));
  }
  expect(seen[0]).toBe(seen[1]);
  await expect.poll(() => server.messages(account.email).map((message) => message.purpose)).toEqual(['account-exists']);
});

test('a password that is easy to guess is rejected with the reason, and the code still works', async ({ page, server }) => {
  const email = server.newEmail();
  await page.goto('/create-account');
  await sendTo(page, CREATE, email);
  await code(page).fill(await newestCode(server, email));
  await newPassword(page).fill('password1');
  await create(page).click();
  await seeProblem(page, /Many people use this password.*three or four words/, newPassword(page));
  await newPassword(page).fill(STRONG);
  await create(page).click();
  await arriveAt(page, HOME);
});

test('an account without a password signs in with codes', async ({ page, server }) => {
  const email = server.newEmail();
  await page.goto('/create-account');
  await sendTo(page, CREATE, email);
  await page.getByText("Didn't get the code?").click();
  await expect(page.getByText(/junk folder/)).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText('without an account');
  await code(page).fill(await newestCode(server, email));
  await create(page).click();
  await arriveAt(page, HOME);
  await expect(accountMenu(page)).toBeVisible();
});

test('a forgotten password is reset, and other browsers are signed out', async ({ page, server, account, browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, extraHTTPHeaders: { 'x-forwarded-for': server.newAddress() } });
  const elsewhere = await context.newPage();
  await signIn(elsewhere, account);

  await page.bringToFront(); // only the front window has the focus
  await page.goto('/sign-in');
  await giveName(page, account);
  await forgotten(page).click();
  await expect(name(page)).toHaveValue(account.email);
  await sendTo(page, RESET, account.email);
  await code(page).fill(await newestCode(server, account.email));
  await set(page).click();
  await seeProblem(page, /Choose a new password/, newPassword(page));
  await newPassword(page).fill(STRONG);
  await set(page).click();
  await arriveAt(page, RESET_DONE);
  await expect.poll(() => server.messages(account.email).at(-1)?.purpose).toBe('password-changed');

  await test.step('the session elsewhere has ended, and the old password with it', async () => {
    await elsewhere.bringToFront();
    await elsewhere.goto('/devices');
    await seeScreen(elsewhere, SIGN_IN);
    await elsewhere.goto('/sign-in');
    await giveName(elsewhere, account);
    await givePassword(elsewhere, account);
    await seeProblem(elsewhere, words.wrongPassword, password(elsewhere));
    await elsewhere.goto('/sign-in');
    await identify(elsewhere, { ...account, password: STRONG });
    await verify(elsewhere, server, account);
    await expect(accountMenu(elsewhere)).toBeVisible();
  });
  await context.close();
});

test('password managers know which field is which @engine', async ({ page, server, account }) => {
  await page.goto('/create-account');
  await sendTo(page, CREATE, server.newEmail());
  await expect(newPassword(page)).toHaveAttribute('autocomplete', 'new-password');
  await expect(code(page)).toHaveAttribute('autocomplete', 'one-time-code');
  await page.goto('/sign-in');
  await expect(name(page)).toHaveAttribute('autocomplete', 'username webauthn');
  await giveName(page, account);
  await expect(page.getByRole('textbox', { name: 'Password', exact: true })).toHaveAttribute(
    'autocomplete',
    'current-password',
  );
});

test('a step forward and back loses nothing @engine', async ({ page, server }) => {
  const email = server.newEmail();
  await page.goto('/create-account');
  await seeScreen(page, CREATE);
  await next(page).click();
  await seeProblem(page, /email address or phone number/, name(page));
  await sendTo(page, CREATE, email);
  await page.reload();
  await expect(code(page)).toBeVisible();
  await page.goBack();
  await expect(name(page)).toHaveValue(email);
});

import { collect } from '../clients/device.ts';
import { expect, test } from '../fixtures/test.ts';
import { code, create, CREATE, newPassword, RESET, RESET_DONE, sendTo, set, STRONG } from '../pages/account.ts';
import { DEVICES } from '../pages/devices.ts';
import { arriveAt, BRAND, heading, HOME, seeProblem, seeProblems, seeScreen } from '../pages/frame.ts';
import { devices, first, others, ready, security } from '../pages/home.ts';
import { expectFewShifts, expectInSight, PHONE, SHORT_PHONE, watchShifts } from '../pages/layout.ts';
import { linkDevice } from '../pages/link.ts';
import { hold } from '../pages/network.ts';
import { addEmail, ADD, SECURITY } from '../pages/security.ts';
import { beSignedIn, beSignedInByCode, signOutElsewhere } from '../pages/session.ts';
import { SIGN_IN } from '../pages/sign_in.ts';
import { newestCode } from '../pages/single_use_code.ts';

// The overview, and the ends of what leads there.

test('a visitor sees what this is for, and the ways in, also on a short phone', async ({ page }) => {
  await page.setViewportSize(SHORT_PHONE);
  await page.goto('/');
  await seeScreen(page, BRAND);
  const main = page.getByRole('main');
  await expect(main).toContainText('Link a TV, console, computer or app to your account');
  await expect(main.locator('.scene')).toHaveAttribute('aria-hidden', 'true');
  await expectInSight(main.locator('.scene'), heading(page), ...(await main.getByRole('link').all()));
  await expect(main.getByRole('link')).toHaveText(['Link a device', SIGN_IN, CREATE]);
});

test('a device that waits comes before a second method, and the rest on demand', async ({ page, account, newDevice }) => {
  await beSignedIn(page, account);
  const tv = await newDevice();
  await linkDevice(page, tv.userCode);
  await page.goto('/');
  await seeScreen(page, HOME);
  await expect(first(page).getByRole('heading')).toHaveText('Finish signing in on your device');
  await expect(first(page).getByRole('link')).toHaveText('Check your device');
  await expect(devices(page)).toContainText('Waiting for your device');
  const addMethod = page.getByRole('link', { name: 'Add a method' });
  await expect(addMethod).toBeHidden();
  await others(page, 1).click();
  await expect(addMethod).toBeVisible();
  await collect(tv);
  await page.reload();
  await expect(first(page).getByRole('heading')).toHaveText('Add a second sign-in method');
  await expect(others(page, 1)).toBeHidden();
  await first(page).getByRole('link').click();
  await arriveAt(page, ADD);
});

test('an account in order has nothing to do', async ({ page, server, account }) => {
  await beSignedInByCode(page, server, account);
  await page.goto('/security/add');
  await addEmail(page, server, server.newEmail());
  await page.goto('/');
  await expect(first(page).getByRole('heading')).toHaveText('Nothing to do right now');
  await expect(security(page)).toContainText('2 sign-in methods');
  await expect(security(page)).toContainText("1 isn't established yet");
});

test('security and devices are seen at a glance, and each leads closer', async ({ page, account }) => {
  await beSignedIn(page, account);
  await page.goto('/');
  await expect(page.getByRole('main')).toContainText(account.email);
  await expect(security(page).getByRole('listitem')).toHaveText([/1 sign-in method\s*Established/, /Two-step verification\s*Off/, /Password\s*Set/]);
  await expect(devices(page)).toContainText('No devices are linked yet');
  await expect(devices(page).getByRole('link', { name: 'Link a device' })).toBeVisible();
  await devices(page).getByRole('link', { name: DEVICES }).click();
  await arriveAt(page, DEVICES);
  await page.goBack();
  await arriveAt(page, HOME);
  await security(page).getByRole('link', { name: SECURITY }).click();
  await arriveAt(page, SECURITY);
});

test('that home is being read is said once, and its groups keep their places @chromium', async ({ page, account }) => {
  await page.setViewportSize(PHONE);
  await beSignedIn(page, account);
  const answer = await hold(page, /\/api\/security$/);
  await page.goto('/');
  await seeScreen(page, HOME);
  await expect(page.getByRole('main').getByRole('status')).toHaveText(['Loading…']);
  const below = page.getByRole('heading', { level: 2, name: 'Security', exact: true });
  const { y } = (await below.boundingBox())!;
  answer();
  await expect(first(page).getByRole('link')).toBeVisible();
  expect(Math.abs((await below.boundingBox())!.y - y), 'no more than a line').toBeLessThan(32);
});

test('a session that has ended leaves nothing of the account', async ({ page, account }) => {
  await beSignedIn(page, account);
  const answer = await hold(page, /\/api\/security$/);
  await page.goto('/');
  await seeScreen(page, HOME);
  await signOutElsewhere(page);
  answer();
  await seeScreen(page, BRAND);
  await expect(page.getByRole('main')).not.toContainText(account.email);
});

test('nothing moves when home and devices have loaded @chromium', async ({ page, account, newDevice }) => {
  await beSignedIn(page, account);
  await linkDevice(page, (await newDevice()).userCode);
  await watchShifts(page);
  for (const [path, heading, read] of [['/', HOME, /\/api\/security$/], ['/devices', DEVICES, /\/api\/devices$/]] as const) {
    const answer = await hold(page, read);
    await page.goto(path);
    await seeScreen(page, heading);
    await expect(page.getByRole('main').getByText('Waiting for your device')).toBeHidden();
    answer();
    await expect(page.getByRole('main').getByText('Waiting for your device')).toBeVisible();
    await expectFewShifts(page);
  }
});

test('a new account is ready, and home says what comes first', async ({ page, server }) => {
  const email = server.newEmail();
  await page.goto('/create-account');
  await sendTo(page, CREATE, email);
  await code(page).fill(await newestCode(server, email));
  await create(page).click();
  await arriveAt(page, HOME);
  await expect(ready(page)).toBeVisible();
  await expect(first(page).getByRole('heading')).toHaveText('Add a second sign-in method');
  await page.reload();
  await seeScreen(page, HOME);
  await expect(ready(page)).toBeHidden();
});

test('a reset ends with what has happened, also after a reload, and leads on', async ({ page, server, account }) => {
  await page.goto('/reset-password?step=done');
  await seeScreen(page, RESET); // an address alone claims nothing
  await sendTo(page, RESET, account.email);
  await code(page).fill(await newestCode(server, account.email));
  await newPassword(page).fill(STRONG);
  await set(page).click();
  await arriveAt(page, RESET_DONE);
  await page.reload();
  await seeScreen(page, RESET_DONE);
  await expect(page.getByRole('main').getByRole('link')).toHaveText(['Continue', DEVICES]);
  await page.getByRole('main').getByRole('link', { name: 'Continue' }).click();
  await arriveAt(page, HOME);
});

test('two wrong fields are named in the summary and explained where they are', async ({ page, account }) => {
  await page.goto('/reset-password');
  await sendTo(page, RESET, account.email);
  await set(page).click();
  await seeProblems(page, [
    [code(page), /six-digit code/, 'Code'],
    [newPassword(page), /Choose a new password/, 'New password'],
  ]);
  await page.getByRole('alert').getByRole('link', { name: 'New password' }).click();
  await expect(newPassword(page)).toBeFocused();
  await newPassword(page).fill(STRONG);
  await set(page).click();
  await seeProblem(page, /six-digit code/, code(page));
});

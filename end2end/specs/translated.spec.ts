import type { Locator, Page } from '@playwright/test';
import { collect } from '../clients/device.ts';
import { APP, SAFE, TV } from '../fixtures/catalogue.ts';
import { expect, test } from '../fixtures/test.ts';
import { mistype } from '../pages/codes.ts';
import { device as listed, dialog, list, openDevices } from '../pages/devices.ts';
import { heading, problem, seeScreen } from '../pages/frame.ts';
import { collection, CONFIRM, DONE, ENTER, linkDevice, openLink, WAITING } from '../pages/link.ts';
import { ADD, hintOf, methodCalled, methods, next, openSecurity, status } from '../pages/security.ts';
import { beSignedIn, beSignedInByCode } from '../pages/session.ts';
import { giveName, PASSWORD, PICKER, signIn, VERIFY } from '../pages/sign_in.ts';
import { askFor, newestCode } from '../pages/single_use_code.ts';
import { showOriginal, translate, translated } from '../pages/translator.ts';
import { addApp, APP as AUTHENTICATOR, codeList, firstStep, makeCodes, methodChoice, qrCode, RECOVERY_CODES, signOut } from '../pages/two_step.ts';
import { linkInMessage, UNDO } from '../pages/undo.ts';

// A page that the browser's translator rewrites (L15): what it says stays true, and codes, addresses and names stay as they are.

const button = (within: Page | Locator, name: string): Locator => within.getByRole('button', { name: translated(name), exact: true });
const codeField = (page: Page): Locator => page.locator('#code');

test('a device is linked after a fresh verification @engine @webkit', async ({ page, server, account, newDevice }) => {
  const device = await newDevice(SAFE, { deviceName: 'Kitchen shelf' });
  await signIn(page, account);
  await openLink(page);
  await translate(page);
  await expect(heading(page)).toHaveText(translated(ENTER));

  await test.step('an error in place of another', async () => {
    await codeField(page).fill(mistype(device.userCode));
    await button(page, 'Next').click();
    await expect(problem(page)).toContainText(translated('typing mistake'));
    await codeField(page).fill(device.userCode.slice(0, 3));
    await button(page, 'Next').click();
    await expect(problem(page)).toContainText(translated('too short'));
    await expect(problem(page)).not.toContainText(translated('typing mistake'));
  });

  await codeField(page).fill(device.userCode);
  await button(page, 'Next').click();
  await expect(heading(page)).toHaveText(translated(CONFIRM));
  await expect(page.getByRole('main')).toContainText(device.userCode);
  await expect(page.getByRole('main')).toContainText(account.email);
  await expect(page.getByRole('main')).toContainText(SAFE.name);
  await expect(page.getByRole('main')).toContainText('Kitchen shelf');
  await button(page, 'Continue').click();

  await expect(heading(page)).toHaveText(translated(VERIFY));
  await expect(page.getByRole('main')).toContainText(hintOf(account.email));
  await button(page, 'Send code').click();

  await test.step('a countdown', async () => {
    const wait = page.locator('#resend-when');
    const seconds = async (): Promise<number[]> => ((await wait.innerText()).match(/\d+/g) ?? []).map(Number);
    await expect(wait).toContainText(/\d/);
    const [before = 0] = await seconds();
    const falls = async (): Promise<boolean> => {
      const [now = before, ...others] = await seconds();
      return now < before && others.length === 0;
    };
    await expect.poll(falls, { message: 'one number, and it falls' }).toBe(true);
  });

  await page.getByRole('textbox', { name: translated('Code'), exact: true }).fill(await newestCode(server, account.email));
  await button(page, 'Verify').click();
  await expect(heading(page)).toHaveText(translated(WAITING));
  await expect(page.getByRole('main')).toContainText('Kitchen shelf');
  await expect(page.getByRole('main')).toContainText(account.email);
  await collect(device);
  await expect(heading(page)).toHaveText(translated(DONE));
  await expect(collection(page)).toHaveText(translated('Your device is signed in'));
});

test('the device that a dialog names is the one that it removes @engine @webkit', async ({ page, account, newDevice }) => {
  await beSignedIn(page, account);
  for (const client of [TV, APP]) {
    const device = await newDevice(client);
    await linkDevice(page, device.userCode);
    await collect(device);
  }
  await openDevices(page);
  await expect(list(page)).toHaveCount(2);
  await translate(page);
  const remove = (called: string): Promise<void> => button(listed(page, called), 'Remove').click();
  const title = dialog(page).getByRole('heading').first();

  await remove(TV.name);
  await expect(title).toContainText(TV.name);
  await button(dialog(page), 'Cancel').click();
  await remove(APP.name);
  await expect(title).toContainText(APP.name);
  await expect(title).not.toContainText(TV.name);
  await button(dialog(page), 'Remove').click();

  await expect(list(page)).toHaveCount(1);
  await expect(list(page)).toContainText(TV.name);
  await expect(list(page)).toContainText(translated('TV'));
  await expect(list(page)).not.toContainText(translated('App')); // the other device's kind
  await expect(status(page)).toContainText(APP.name);
  await remove(TV.name);
  await expect(title).toContainText(TV.name);
  await button(dialog(page), 'Remove').click();
  await expect(list(page)).toHaveCount(0);
  await expect(status(page)).toContainText(TV.name);
  await expect(status(page)).not.toContainText(APP.name);
});

test('a sign-in method that is opened and removed is the one that is named @engine @webkit', async ({ page, server }) => {
  const phone = server.newPhone();
  const account = await server.addAccount({ phone });
  await beSignedInByCode(page, server, account);
  await openSecurity(page);
  await expect(methods(page)).toHaveCount(2);
  await translate(page);
  const title = dialog(page).getByRole('heading').first();
  const [email, number] = [account.email, `… ${phone.slice(-2)}`];
  const askToRemove = async (hint: string): Promise<void> => {
    await methodCalled(page, hint).click();
    await button(methods(page).filter({ hasText: hint }), 'Remove').click();
    await expect(title).toContainText(hint);
  };

  await askToRemove(email);
  await button(dialog(page), 'Cancel').click();
  await askToRemove(number);
  await expect(title).not.toContainText(email);
  await button(dialog(page), 'Remove').click();

  await expect(methods(page)).toHaveCount(1);
  await expect(methods(page)).toContainText(email);
  await expect(methods(page)).not.toContainText(number);
  await expect(status(page)).toContainText(number);
});

test('names, addresses and codes stay as they are', async ({ page, server, account, newAccount, newDevice }) => {
  const main = page.getByRole('main');

  await test.step('the sign-in name beside the password', async () => {
    await page.goto('/sign-in');
    await giveName(page, account);
    await translate(page);
    await expect(heading(page)).toHaveText(translated(PASSWORD));
    await expect(main).toContainText(account.email);
  });

  await test.step('an address in the causes of a late code', async () => {
    await page.goto('/single-use-code');
    await askFor(page, account.email);
    await translate(page);
    await expect(page.locator('details')).toContainText(translated('junk folder'));
    await expect(page.locator('details')).toContainText(account.email);
  });

  await test.step('the client of a link that may be undone', async () => {
    const device = await newDevice(TV);
    await beSignedIn(page, account);
    await linkDevice(page, device.userCode);
    await page.goto(await linkInMessage(server, account));
    await seeScreen(page, UNDO);
    await translate(page);
    await expect(heading(page)).toHaveText(translated(UNDO));
    await expect(main).toContainText(TV.name);
  });

  const other = await newAccount();
  await beSignedInByCode(page, server, other);

  await test.step('the accounts to choose from', async () => {
    await page.goto('/sign-in');
    await seeScreen(page, PICKER);
    await translate(page);
    await expect(heading(page)).toHaveText(translated(PICKER));
    for (const { email } of [account, other]) await expect(main).toContainText(email);
  });

  await test.step('browsers', async () => {
    await openSecurity(page);
    const browser = /(Chrome|Firefox|Safari)\u2069 on \u2068(Linux|Mac|Windows)\u2069/;
    await expect(main).toContainText(browser);
    await translate(page);
    await expect(main).toContainText(new RegExp(browser.source.replace(' on ', ` ${translated('on')} `)));
  });

  await test.step('the account in the menu', async () => {
    await button(page, 'Account').click();
    await expect(page.locator('#account-menu')).toContainText(translated('Sign out'));
    await expect(page.locator('#account-menu')).toContainText(other.email);
  });

  await test.step('the secret of an app', async () => {
    await page.goto('/security/add');
    await seeScreen(page, ADD);
    await page.getByRole('radio', { name: AUTHENTICATOR }).check();
    await next(page).click();
    await expect(qrCode(page)).toBeVisible();
    const secret = main.locator('.secret');
    const letters = await secret.innerText();
    await translate(page);
    await expect(heading(page)).toHaveText(translated(ADD));
    await expect(secret).toHaveText(letters);
  });

  await test.step('recovery codes', async () => {
    await openSecurity(page);
    const codes = await makeCodes(page);
    await translate(page);
    await expect(heading(page)).toHaveText(translated(RECOVERY_CODES));
    expect(await codeList(page).allTextContents()).toEqual(codes);
  });
});

test('the account whose sign-in waits and the name of its app stay as they are', async ({ page, server, account }) => {
  await beSignedIn(page, account);
  await openSecurity(page);
  await addApp(page, server, account, 'Pocket');
  await signOut(page);
  await firstStep(page, account);
  const app = methodChoice(page, 'Pocket');
  await expect(app).toBeVisible();
  await translate(page);
  await expect(heading(page)).toHaveText(translated(VERIFY));
  await expect(page.getByRole('main').locator('.who bdi')).toHaveText(hintOf(account.email));
  await expect(app).toBeVisible();
});

test('a page that is shown in its own language again has all its texts', async ({ page, account, newDevice }) => {
  await beSignedIn(page, account);
  const device = await newDevice(TV);
  await linkDevice(page, device.userCode);
  await openDevices(page);
  await expect(list(page)).toHaveCount(1);
  const before = await page.getByRole('main').innerText();
  await translate(page);
  await expect(page.getByRole('main')).not.toContainText('Your devices');
  await page.evaluate(() => document.documentElement.setAttribute('translate', 'no')); // the stand-in is asked to stop
  await showOriginal(page);
  expect(await page.getByRole('main').innerText()).toBe(before);
});

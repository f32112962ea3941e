import { expect } from '@playwright/test';
import { collect } from '../clients/device.ts';
import { askToRemove, device, dialog, openDevices } from '../pages/devices.ts';
import { accountMenu, BRAND, problem, seeScreen, tryAgain } from '../pages/frame.ts';
import { linkDevice } from '../pages/link.ts';
import { SIGN_IN_CHUNK, WASM } from '../pages/network.ts';
import { addEmail, CHANGE_PASSWORD, code, emailAddress, next as nextStep, openSecurity, phoneNumber, remove, methods } from '../pages/security.ts';
import { beSignedIn, beSignedInByCode } from '../pages/session.ts';
import { addToPicker, giveName, givePassword, next, PICKER, SIGN_IN } from '../pages/sign_in.ts';
import { codeList, firstStep, makeCodes, methodChoice, qrCode, signOut, turnOn, twoStep } from '../pages/two_step.ts';
import { linkInMessage, notMe, UNDO, UNDONE } from '../pages/undo.ts';
import type { Stop, Traveller } from './stops.ts';

async function withDevice({ page, account, newDevice }: Traveller): Promise<void> {
  await beSignedIn(page, account);
  const device = await newDevice();
  await linkDevice(page, device.userCode);
  await collect(device);
  await openDevices(page);
}

async function atTheMessage(traveller: Traveller): Promise<void> {
  await withDevice(traveller);
  await traveller.page.goto(await linkInMessage(traveller.server, traveller.account));
  await seeScreen(traveller.page, UNDO);
}

export async function atThePassword({ page, account }: Traveller): Promise<void> {
  await page.goto('/sign-in');
  await giveName(page, account);
}

/** An account with two sign-in methods and a fresh verification. */
async function withMethods({ page, server, account }: Traveller): Promise<void> {
  await beSignedInByCode(page, server, account);
  await page.goto('/security/add');
  await addEmail(page, server, server.newEmail());
  await expect(methods(page)).toHaveCount(2);
}

/** Two-step verification with recovery codes, and a sign-in that waits for its second step. */
async function atTheSecondStep({ page, server, account }: Traveller): Promise<void> {
  await beSignedInByCode(page, server, account);
  await openSecurity(page);
  await turnOn(page);
  await signOut(page);
  await firstStep(page, account);
}

export const accountStops: Stop[] = [
  {
    name: 'home',
    async visit({ page }) {
      await page.goto('/');
      await seeScreen(page, BRAND);
    },
  },
  {
    name: 'home, signed in',
    async visit({ page, account }) {
      await beSignedIn(page, account);
      await page.goto('/');
      await seeScreen(page, BRAND);
      await expect(accountMenu(page)).toBeVisible();
    },
  },
  {
    name: 'account menu',
    covered: true,
    async visit({ page, account }) {
      await beSignedIn(page, account);
      await page.goto('/');
      await accountMenu(page).click();
      await expect(page.getByText('Sign out').first()).toBeVisible();
    },
  },
  {
    name: 'sign-in',
    smoke: true,
    async visit({ page }) {
      await page.goto('/sign-in');
      await seeScreen(page, SIGN_IN);
    },
  },
  {
    name: 'sign-in, no name',
    troubled: true,
    async visit({ page }) {
      await page.goto('/sign-in');
      await seeScreen(page, SIGN_IN);
      await next(page).click();
      await expect(problem(page)).toBeVisible();
    },
  },
  { name: 'password', smoke: true, visit: atThePassword },
  {
    name: 'password, wrong',
    troubled: true,
    async visit(traveller) {
      await atThePassword(traveller);
      await givePassword(traveller.page, { ...traveller.account, password: 'not my password' });
      await expect(problem(traveller.page)).toBeVisible();
    },
  },
  {
    name: 'account picker',
    async visit({ page, account, newAccount }) {
      await beSignedIn(page, account);
      await addToPicker(page, await newAccount());
      await page.goto('/sign-in');
      await seeScreen(page, PICKER);
    },
  },
  {
    name: 'devices, none',
    async visit({ page, account }) {
      await beSignedIn(page, account);
      await openDevices(page);
    },
  },
  { name: 'devices', visit: withDevice },
  {
    name: 'devices, removing one',
    covered: true,
    async visit(traveller) {
      await withDevice(traveller);
      await askToRemove(traveller.page, 'Lumen TV');
    },
  },
  {
    name: 'devices, renaming one',
    covered: true,
    async visit(traveller) {
      await withDevice(traveller);
      await device(traveller.page, 'Lumen TV').getByRole('button', { name: 'Rename' }).click();
      await expect(dialog(traveller.page)).toBeVisible();
    },
  },
  { name: 'was this you', visit: atTheMessage },
  {
    name: 'undone',
    async visit(traveller) {
      await atTheMessage(traveller);
      await notMe(traveller.page).click();
      await seeScreen(traveller.page, UNDONE);
    },
  },
  {
    name: 'undo, a strange link',
    async visit({ page }) {
      await page.goto('/undo/nonsense');
      await expect(problem(page)).toBeVisible();
    },
  },
  {
    name: 'signed out',
    async visit({ page, account }) {
      await beSignedIn(page, account);
      await page.goto('/');
      await accountMenu(page).click();
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      await seeScreen(page, "You're signed out");
    },
  },
  {
    name: 'part of the app missing',
    async visit({ page }) {
      await page.route(SIGN_IN_CHUNK, (route) => route.fulfill({ status: 404, body: '' }));
      await page.goto('/sign-in');
      await expect(tryAgain(page)).toBeVisible();
    },
  },
  {
    name: 'app does not start',
    covered: true,
    async visit({ page }) {
      await page.route(WASM, (route) => route.abort());
      await page.goto('/link');
      await expect(tryAgain(page)).toBeVisible();
    },
  },
  {
    name: 'not found',
    smoke: true,
    async visit({ page }) {
      await page.goto('/no-such-page');
      await seeScreen(page, 'Page not found');
    },
  },
  { name: 'security', smoke: true, visit: withMethods },
  {
    name: 'security, a method open',
    async visit(traveller) {
      await withMethods(traveller);
      await methods(traveller.page).nth(1).getByRole('button').first().click();
    },
  },
  {
    name: 'security, remove',
    covered: true,
    async visit(traveller) {
      await withMethods(traveller);
      await methods(traveller.page).nth(1).getByRole('button').first().click();
      await remove(traveller.page).click();
      await expect(dialog(traveller.page)).toBeVisible();
    },
  },
  {
    name: 'security, the last established method',
    covered: true,
    async visit(traveller) {
      await withMethods(traveller);
      await methods(traveller.page).nth(0).getByRole('button').first().click();
      await remove(traveller.page).click();
      await expect(dialog(traveller.page)).toBeVisible();
    },
  },
  {
    name: 'security, add',
    async visit({ page, account }) {
      await beSignedIn(page, account);
      await page.goto('/security/add');
      await emailAddress(page).waitFor();
    },
  },
  {
    name: 'security, add a phone',
    async visit({ page, account }) {
      await beSignedIn(page, account);
      await page.goto('/security/add');
      await page.getByRole('radio', { name: 'Phone' }).check();
      await phoneNumber(page).waitFor();
    },
  },
  {
    name: 'security, a code for a new method',
    async visit({ page, server, account }) {
      await beSignedInByCode(page, server, account);
      await page.goto('/security/add');
      await emailAddress(page).fill(server.newEmail());
      await nextStep(page).click();
      await code(page).waitFor();
    },
  },
  {
    name: 'security, change password',
    async visit({ page, account }) {
      await beSignedIn(page, account);
      await page.goto('/security?step=password');
      await seeScreen(page, CHANGE_PASSWORD);
    },
  },
  {
    name: 'security, an authenticator app',
    async visit({ page, server, account }) {
      await beSignedInByCode(page, server, account);
      await page.goto('/security/add');
      await page.getByRole('radio', { name: 'Authenticator app' }).check();
      await nextStep(page).click();
      await expect(qrCode(page)).toBeVisible();
    },
  },
  {
    name: 'security, recovery codes',
    async visit({ page, server, account }) {
      await beSignedInByCode(page, server, account);
      await openSecurity(page);
      await makeCodes(page);
    },
    async openInArabic(page) {
      await dialog(page).getByRole('button', { name: 'Leave' }).click();
      await page.getByRole('button', { name: 'إنشاء عشرة رموز' }).click();
      await expect(codeList(page)).toHaveCount(10);
    },
  },
  {
    name: 'security, turning off two-step verification',
    covered: true,
    async visit({ page, server, account }) {
      await beSignedInByCode(page, server, account);
      await openSecurity(page);
      await turnOn(page);
      await twoStep(page).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  { name: 'second step', visit: atTheSecondStep },
  {
    name: 'second step, a recovery code',
    async visit(traveller) {
      await atTheSecondStep(traveller);
      await methodChoice(traveller.page, 'Recovery code').check();
      await nextStep(traveller.page).click();
      await code(traveller.page).waitFor();
    },
  },
];

import { expect } from '@playwright/test';
import { collect } from '../clients/device.ts';
import { askToRemove, device, dialog, openDevices } from '../pages/devices.ts';
import { accountMenu, problem, seeScreen, tryAgain } from '../pages/frame.ts';
import { linkDevice } from '../pages/link.ts';
import { SIGN_IN_CHUNK, WASM } from '../pages/network.ts';
import { code, next as nextStep, openSecurity } from '../pages/security.ts';
import { beSignedIn, beSignedInByCode } from '../pages/session.ts';
import { addToPicker, giveName, givePassword, next, PICKER, SIGN_IN } from '../pages/sign_in.ts';
import { firstStep, methodChoice, signOut, turnOn } from '../pages/two_step.ts';
import { INVALID_LINK, linkInMessage, notMe, UNDO, UNDONE } from '../pages/undo.ts';
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
      await seeScreen(page, INVALID_LINK);
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

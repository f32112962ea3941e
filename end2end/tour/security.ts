import { expect } from '@playwright/test';
import { problem, seeScreen } from '../pages/frame.ts';
import { hold } from '../pages/network.ts';
import {
  addEmail,
  CHANGE_PASSWORD,
  code,
  dialog,
  emailAddress,
  methods,
  next,
  openSecurity,
  phoneNumber,
  remove,
} from '../pages/security.ts';
import { beSignedIn, beSignedInByCode } from '../pages/session.ts';
import {
  codeList,
  done,
  finishCodes,
  makeCodes,
  newCodes,
  qrCode,
  replaceCodes,
  savedThem,
  turnOn,
  twoStep,
  useUp,
} from '../pages/two_step.ts';
import type { Stop, Traveller } from './stops.ts';

/** An account with two sign-in methods and a fresh verification. */
async function withMethods({ page, server, account }: Traveller): Promise<void> {
  await beSignedInByCode(page, server, account);
  await page.goto('/security/add');
  await addEmail(page, server, server.newEmail());
  await expect(methods(page)).toHaveCount(2);
}

export const securityStops: Stop[] = [
  {
    name: 'security',
    smoke: true,
    async visit(traveller) {
      await withMethods(traveller);
      await openSecurity(traveller.page);
      await expect(methods(traveller.page)).toHaveCount(2);
    },
  },
  {
    name: 'security, being read',
    async visit({ page, account }) {
      await beSignedIn(page, account);
      await hold(page, /\/api\/security$/);
      await openSecurity(page);
    },
  },
  { name: 'security, a method added', visit: withMethods },
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
      await next(page).click();
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
      await next(page).click();
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
    name: 'security, recovery codes that another tab has replaced',
    async visit({ page, server, account }) {
      await beSignedInByCode(page, server, account);
      await openSecurity(page);
      await makeCodes(page);
      const tab = await page.context().newPage();
      await openSecurity(tab);
      await replaceCodes(tab);
      await tab.close();
      await savedThem(page).check();
      await done(page).click();
      await expect(problem(page)).toBeVisible();
    },
  },
  {
    name: 'security, few recovery codes',
    async visit({ page, server, account }) {
      await beSignedInByCode(page, server, account);
      await openSecurity(page);
      const codes = await makeCodes(page);
      await finishCodes(page);
      await useUp(page, codes.slice(0, 8));
      await openSecurity(page);
      await expect(page.getByText('2 left')).toBeVisible();
    },
  },
  {
    name: 'security, replacing recovery codes',
    covered: true,
    async visit({ page, server, account }) {
      await beSignedInByCode(page, server, account);
      await openSecurity(page);
      await makeCodes(page);
      await finishCodes(page);
      await newCodes(page).click();
      await expect(page.getByRole('dialog')).toBeVisible();
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
];

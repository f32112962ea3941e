import { expect } from '@playwright/test';
import { collect } from '../clients/device.ts';
import { SAFE, TV } from '../fixtures/catalogue.ts';
import { mistype, unknown } from '../pages/codes.ts';
import { arriveAt, problem, tryAgain } from '../pages/frame.ts';
import {
  approve,
  code,
  collection,
  decline,
  DECLINED,
  linkDevice,
  lookUp,
  more,
  next,
  openComplete,
  openLink,
  seeConfirm,
  typeCode,
  waitInVain,
  waitTooLong,
} from '../pages/link.ts';
import { beSignedIn } from '../pages/session.ts';
import { VERIFY } from '../pages/sign_in.ts';
import { words } from '../pages/words.ts';
import type { Stop, Traveller } from './stops.ts';

const ELSEWHERE = '198.51.100.23';

/** Signs in and opens the empty field; returns the code of a device. */
async function atTheField({ page, account, newDevice }: Traveller): Promise<string> {
  await beSignedIn(page, account);
  const { userCode } = await newDevice();
  await openLink(page);
  return userCode;
}

async function withProblem(traveller: Traveller, spoil: (userCode: string) => string): Promise<void> {
  const userCode = await atTheField(traveller);
  await code(traveller.page).fill(spoil(userCode));
  await next(traveller.page).click();
  await expect(problem(traveller.page)).toBeVisible();
}

export const linkStops: Stop[] = [
  { name: 'link', smoke: true, visit: ({ page }) => openLink(page) },
  {
    name: 'link, half typed',
    async visit(traveller) {
      const userCode = await atTheField(traveller);
      await code(traveller.page).pressSequentially(userCode.slice(0, 7));
    },
  },
  { name: 'link, nothing typed', troubled: true, visit: (traveller) => withProblem(traveller, () => '') },
  { name: 'link, wrong character', troubled: true, visit: (traveller) => withProblem(traveller, (it) => `0${it.slice(1)}`) },
  { name: 'link, mistyped', troubled: true, smoke: true, visit: (traveller) => withProblem(traveller, mistype) },
  { name: 'link, not known', troubled: true, visit: (traveller) => withProblem(traveller, unknown) },
  {
    name: 'link, already used',
    troubled: true,
    async visit(traveller) {
      const { page, account, newDevice } = traveller;
      await beSignedIn(page, account);
      const device = await newDevice();
      await linkDevice(page, device.userCode);
      await collect(device);
      await openLink(page);
      await typeCode(page, device.userCode);
      await expect(problem(page)).toContainText(words.used);
    },
  },
  {
    name: 'link, where the code is',
    async visit({ page }) {
      await openLink(page);
      await page.getByRole('link', { name: 'Where do I find the code?' }).click();
    },
  },
  {
    name: 'link, server gone',
    covered: true,
    async visit(traveller) {
      const userCode = await atTheField(traveller);
      const { page } = traveller;
      await page.route('**/api/**', (route) => route.abort());
      await typeCode(page, userCode);
      await expect(tryAgain(page)).toBeVisible();
    },
  },
  {
    name: 'confirm',
    smoke: true,
    async visit({ page, account, newDevice }) {
      await beSignedIn(page, account);
      await lookUp(page, (await newDevice()).userCode);
    },
  },
  {
    name: 'confirm, more about it',
    async visit({ page, account, newDevice }) {
      await beSignedIn(page, account);
      await lookUp(page, (await newDevice(TV, { address: ELSEWHERE, deviceName: 'Living room' })).userCode);
      await more(page).click();
    },
  },
  {
    name: 'confirm, by complete link',
    async visit({ page, account, newDevice }) {
      const device = await newDevice();
      await beSignedIn(page, account);
      await openComplete(page, device);
      await seeConfirm(page, device.userCode);
    },
  },
  {
    name: 'confirm, box not ticked',
    async visit({ page, account, newDevice }) {
      const device = await newDevice();
      await beSignedIn(page, account);
      await openComplete(page, device);
      await seeConfirm(page, device.userCode);
      await approve(page).click();
      await expect(problem(page)).toBeVisible();
    },
  },
  {
    name: 'confirm, sensitive',
    async visit({ page, account, newDevice }) {
      await beSignedIn(page, account);
      await lookUp(page, (await newDevice(SAFE)).userCode);
    },
  },
  {
    name: 'step-up',
    covered: true,
    async visit({ page, account, newDevice }) {
      await beSignedIn(page, account);
      await lookUp(page, (await newDevice(SAFE)).userCode);
      await approve(page).click();
      await arriveAt(page, VERIFY);
      await expect(page.getByRole('radio').first()).toBeChecked();
    },
  },
  {
    name: 'done, device not there yet',
    async visit({ page, account, newDevice }) {
      await beSignedIn(page, account);
      await linkDevice(page, (await newDevice()).userCode);
    },
  },
  {
    name: 'done, device signed in',
    async visit({ page, account, newDevice }) {
      await beSignedIn(page, account);
      const device = await newDevice();
      await linkDevice(page, device.userCode);
      await collect(device);
      await expect(collection(page)).toContainText(words.collected, { timeout: 15_000 });
    },
  },
  {
    name: 'done, device did not come',
    async visit({ page, account, newDevice }) {
      await page.clock.install();
      await beSignedIn(page, account);
      await linkDevice(page, (await newDevice()).userCode);
      await waitInVain(page);
    },
  },
  {
    name: 'done, device can no longer come',
    async visit({ page, account, newDevice }) {
      await page.clock.install();
      await beSignedIn(page, account);
      await linkDevice(page, (await newDevice()).userCode);
      await waitTooLong(page);
    },
  },
  {
    name: 'declined',
    async visit({ page, account, newDevice }) {
      await beSignedIn(page, account);
      await lookUp(page, (await newDevice()).userCode);
      await decline(page).click();
      await arriveAt(page, DECLINED);
    },
  },
];

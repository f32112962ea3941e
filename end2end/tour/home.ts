import { expect } from '@playwright/test';
import { openDevices } from '../pages/devices.ts';
import { accountMenu, BRAND, HOME, seeScreen } from '../pages/frame.ts';
import { others } from '../pages/home.ts';
import { linkDevice } from '../pages/link.ts';
import { beSignedIn } from '../pages/session.ts';
import type { Stop } from './stops.ts';

export const homeStops: Stop[] = [
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
      await seeScreen(page, HOME);
      await expect(accountMenu(page)).toBeVisible();
    },
  },
  {
    name: 'home, two things to do',
    smoke: true,
    async visit({ page, account, newDevice }) {
      await beSignedIn(page, account);
      await linkDevice(page, (await newDevice()).userCode);
      await page.goto('/');
      await others(page, 1).click();
      await expect(page.getByRole('link', { name: 'Add a method' })).toBeVisible();
    },
  },
  {
    name: 'home, loading',
    async visit({ page, account }) {
      await beSignedIn(page, account);
      await page.route('**/api/security', () => undefined); // it is never answered
      await page.goto('/');
      await seeScreen(page, HOME);
    },
  },
  {
    name: 'devices, one that waits',
    async visit({ page, account, newDevice }) {
      await beSignedIn(page, account);
      await linkDevice(page, (await newDevice()).userCode);
      await openDevices(page);
      await expect(page.getByText('Waiting for your device')).toBeVisible();
    },
  },
];

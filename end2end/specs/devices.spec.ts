import { collect } from '../clients/device.ts';
import { APP, TV } from '../fixtures/catalogue.ts';
import { expect, test } from '../fixtures/test.ts';
import { askToRemove, device as listed, dialog, list, openDevices, remove, rename } from '../pages/devices.ts';
import { PHONE } from '../pages/layout.ts';
import { linkDevice } from '../pages/link.ts';
import { beSignedIn } from '../pages/session.ts';

test.beforeEach(({ page, account }) => beSignedIn(page, account));

test('a person without devices sees that there are none', async ({ page }) => {
  await openDevices(page);
  await expect(list(page)).toHaveCount(0);
});

test('a linked device is listed with its name', async ({ page, newDevice }) => {
  const tv = await newDevice(TV, { deviceName: 'Kitchen' });
  await linkDevice(page, tv.userCode);
  await collect(tv);
  await openDevices(page);
  await expect(listed(page, 'Lumen TV')).toBeVisible();
  await expect(list(page)).toHaveCount(1);
});

test('on a phone, the state of a device is above what it opens', async ({ page, newDevice }) => {
  await page.setViewportSize(PHONE);
  const tv = await newDevice(TV);
  await linkDevice(page, tv.userCode);
  await collect(tv);
  await openDevices(page);
  const [badge, more] = [listed(page, 'Lumen TV').locator('.badge'), listed(page, 'Lumen TV').locator('summary')];
  expect((await badge.boundingBox())!.y).toBeLessThan((await more.boundingBox())!.y);
});

test('a removed device is signed out immediately', async ({ page, newDevice }) => {
  const tv = await newDevice(TV);
  await linkDevice(page, tv.userCode);
  const tokens = await collect(tv);
  expect(await tv.userinfo(tokens)).toMatchObject({ claims: { sub: tokens.subject } });
  await openDevices(page);
  await remove(page, 'Lumen TV');
  await expect(list(page)).toHaveCount(0);
  expect(await tv.userinfo(tokens)).toEqual({ error: 'invalid_token' });
});

test('removing one device leaves the others', async ({ page, newDevice }) => {
  const tv = await newDevice(TV);
  const cli = await newDevice(APP, { library: 'oauth4webapi' });
  await linkDevice(page, tv.userCode);
  await linkDevice(page, cli.userCode);
  await collect(tv);
  const tokens = await collect(cli);
  await openDevices(page);
  await remove(page, 'Lumen TV');
  await expect(page.locator('.notice.good'), 'what has happened').toContainText('Lumen TV\u2069 was removed.');
  await expect(listed(page, 'Tidy CLI')).toBeVisible();
  expect((await cli.userinfo(tokens)).claims).toBeDefined();
});

test('a person renames a device, and removes the name', async ({ page, newDevice }) => {
  const tv = await newDevice(TV);
  await linkDevice(page, tv.userCode);
  await collect(tv);
  await openDevices(page);
  await rename(page, 'Lumen TV', 'See evil.example');
  await expect(dialog(page).getByRole('alert')).toContainText('plain text');
  await dialog(page).getByRole('textbox', { name: 'Name' }).fill('Kitchen TV');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Kitchen TV' })).toBeVisible();
  await expect(listed(page, 'Kitchen TV')).toContainText('Lumen TV');
  await rename(page, 'Kitchen TV', '');
  await expect(page.getByRole('heading', { name: 'Lumen TV' })).toBeVisible();
  await expect(page.locator('.notice.good')).toContainText('The device has its own name again.');
  await listed(page, 'Lumen TV').getByRole('button', { name: 'Rename' }).click();
  await expect(dialog(page).getByRole('textbox', { name: 'Name' }), 'the present name').toHaveValue('Lumen TV');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(page.locator('.notice.good')).toContainText('The device has its own name again.');
});

test('a person sees the permissions of a device and the location of its last use', async ({ page, newDevice, address }) => {
  const tv = await newDevice(TV);
  await linkDevice(page, tv.userCode);
  await collect(tv);
  await openDevices(page);
  await expect(listed(page, 'Lumen TV')).toContainText('See your email address');
  await expect(listed(page, 'Lumen TV')).toContainText(address);
});

test('a person can cancel the removal', async ({ page, newDevice }) => {
  const tv = await newDevice(TV);
  await linkDevice(page, tv.userCode);
  await collect(tv);
  await openDevices(page);
  await askToRemove(page, 'Lumen TV');
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toBeHidden();
  await expect(listed(page, 'Lumen TV').getByRole('button', { name: 'Remove' })).toBeFocused();
});

import { expect, test } from '../fixtures/test.ts';
import { linkDevice, waitInVain, yourDevices } from '../pages/link.ts';
import { DEVICES } from '../pages/devices.ts';
import { arriveAt } from '../pages/frame.ts';
import { beSignedIn } from '../pages/session.ts';
import { words } from '../pages/words.ts';

test('the page shows when the device has signed in', async ({ page, account, newDevice }) => {
  await beSignedIn(page, account);
  const device = await newDevice();
  await linkDevice(page, device.userCode);
  const status = page.getByRole('main').getByRole('status');
  await expect(status).not.toContainText(words.collected);
  const answer = device.wait();
  await expect(status).toContainText(words.collected, { timeout: 15_000 });
  expect((await answer).tokens).toBeDefined();
});

test('a device does not sign in within a minute: the page says what to do', async ({ page, account, newDevice }) => {
  await page.clock.install();
  await beSignedIn(page, account);
  const device = await newDevice();
  await linkDevice(page, device.userCode);
  await expect(page.getByRole('main')).not.toContainText(words.notCollected);
  await waitInVain(page);
  await expect(page.getByRole('main')).toContainText(account.email);
  await yourDevices(page).first().click();
  await arriveAt(page, DEVICES);
});

import { expect, test } from '../fixtures/test.ts';
import { arriveAt } from '../pages/frame.ts';
import { openDevices } from '../pages/devices.ts';
import { decline, DECLINED, lookUp } from '../pages/link.ts';
import { beSignedIn } from '../pages/session.ts';

test.beforeEach(({ page, account }) => beSignedIn(page, account));

test('a person declines, and the device receives the error @smoke', async ({ page, newDevice }) => {
  const device = await newDevice();
  await lookUp(page, device.userCode);
  await decline(page).click();
  await arriveAt(page, DECLINED);
  expect(await device.ask()).toEqual({ error: 'access_denied' });
});

test('a polling device stops when the person declines', async ({ page, newDevice }) => {
  const device = await newDevice(undefined, { library: 'oauth4webapi' });
  const answer = device.wait();
  await lookUp(page, device.userCode);
  await decline(page).click();
  await arriveAt(page, DECLINED);
  expect(await answer).toEqual({ error: 'access_denied' });
});

test('a declined device is not among the devices', async ({ page, newDevice }) => {
  const device = await newDevice();
  await lookUp(page, device.userCode);
  await decline(page).click();
  await arriveAt(page, DECLINED);
  await openDevices(page);
  await expect(page.getByRole('main')).not.toContainText('Lumen TV');
});

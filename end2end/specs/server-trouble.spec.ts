import { collect } from '../clients/device.ts';
import { expect, test } from '../fixtures/test.ts';
import { arriveAt, tryAgain } from '../pages/frame.ts';
import { approve, code, DONE, linkDevice, lookUp, next, openLink, seeConfirm } from '../pages/link.ts';
import { beSignedIn } from '../pages/session.ts';

test.beforeEach(({ page, account }) => beSignedIn(page, account));

test('the server restarts between every two steps', async ({ page, server, newDevice }) => {
  const device = await newDevice();
  await openLink(page);
  await code(page).fill(device.userCode);
  await server.restart();
  await next(page).click();
  await seeConfirm(page, device.userCode);
  await server.restart();
  await approve(page).click();
  await arriveAt(page, DONE);
  await server.restart();
  await collect(device);
});

test('a crash right after Continue loses nothing', async ({ page, server, account, newDevice }) => {
  const device = await newDevice();
  await linkDevice(page, device.userCode);
  await server.kill9();
  const tokens = await collect(device);
  await server.kill9();
  expect((await device.userinfo(tokens)).claims).toMatchObject({ email: account.email });
});

test('the server is down when the code is submitted @engine', async ({ page, server, newDevice }) => {
  const device = await newDevice();
  await openLink(page);
  await code(page).fill(device.userCode);
  await server.stop();
  await next(page).click();
  await expect(tryAgain(page)).toBeVisible();
  await expect(code(page)).toHaveValue(device.userCode);
  await server.start();
  await tryAgain(page).click();
  await seeConfirm(page, device.userCode);
});

test('the server is down when the person continues', async ({ page, server, newDevice }) => {
  const device = await newDevice();
  await lookUp(page, device.userCode);
  await server.stop();
  await approve(page).click();
  await expect(tryAgain(page)).toBeVisible();
  await server.start();
  await tryAgain(page).click();
  await arriveAt(page, DONE);
  await collect(device);
});

test('the browser is offline for a while: back online, it continues by itself @engine', async ({ page, context, newDevice }) => {
  const device = await newDevice();
  await openLink(page);
  await code(page).fill(device.userCode);
  await context.setOffline(true);
  await next(page).click();
  await expect(tryAgain(page)).toBeVisible();
  await context.setOffline(false);
  await seeConfirm(page, device.userCode);
});

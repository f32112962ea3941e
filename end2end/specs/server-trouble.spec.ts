import { collect } from '../clients/device.ts';
import { expect, test } from '../fixtures/test.ts';
import { DEVICES } from '../pages/devices.ts';
import { heading, HOME, problem, seeScreen, tryAgain } from '../pages/frame.ts';
import { approve, code, linkDevice, lookUp, next, openLink, seeApproved, seeConfirm } from '../pages/link.ts';
import { SECURITY } from '../pages/security.ts';
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
  await seeApproved(page);
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
  await seeApproved(page);
  await collect(device);
});

test('a page of the account could not be read: the page says so, and reads it again', async ({ page }) => {
  const body = JSON.stringify({ type: 'internal', status: 500, request_id: '5f0c1a7e' });
  for (const [path, name, read, shown] of [
    ['/', HOME, '**/api/security', 'Two-step verification'],
    ['/security', SECURITY, '**/api/security', 'Recovery codes'],
    ['/devices', DEVICES, '**/api/devices', 'No devices are linked'],
  ] as const) {
    await page.route(read, (route) => route.fulfill({ status: 500, contentType: 'application/json', body }), { times: 1 });
    await page.goto(path);
    await seeScreen(page, name);
    await expect(problem(page)).toContainText('5f0c1a7e');
    await expect(page.getByRole('main')).not.toContainText(shown);
    await tryAgain(page).click();
    await expect(page.getByRole('main')).toContainText(shown);
    await expect(problem(page)).toHaveCount(0);
    await expect(heading(page), 'the pressed button is gone').toBeFocused();
  }
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

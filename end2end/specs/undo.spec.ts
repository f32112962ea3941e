import { collect } from '../clients/device.ts';
import { expect, test } from '../fixtures/test.ts';
import { arriveAt, problem, seeScreen, tryAgain } from '../pages/frame.ts';
import { linkDevice } from '../pages/link.ts';
import { beSignedIn } from '../pages/session.ts';
import { ALL_UNDONE, INVALID_LINK, linkInMessage, me, notMe, UNDO, UNDONE } from '../pages/undo.ts';

test('a person who did not link a device undoes it from the message, signed out', async ({
  page,
  context,
  server,
  account,
  newDevice,
}) => {
  const device = await newDevice();
  await beSignedIn(page, account);
  await linkDevice(page, device.userCode);
  const tokens = await collect(device);
  const link = await linkInMessage(server, account);
  await context.clearCookies();

  await page.goto(link);
  await seeScreen(page, UNDO);
  await expect(page.getByRole('main')).toContainText('Lumen TV');
  expect((await device.userinfo(tokens)).claims, 'looking changes nothing').toBeDefined();
  await notMe(page).click();
  await arriveAt(page, UNDONE);
  expect(await device.userinfo(tokens)).toEqual({ error: 'invalid_token' });
  expect(await device.refresh(tokens)).toEqual({ error: 'invalid_grant' });

  await page.reload();
  await seeScreen(page, UNDONE);
  await expect(page.getByRole('link', { name: 'Reset your password' })).toHaveAttribute('href', '/reset-password');
});

test('a person who linked the device says so and keeps it', async ({ page, server, account, newDevice }) => {
  const device = await newDevice();
  await beSignedIn(page, account);
  await linkDevice(page, device.userCode);
  const tokens = await collect(device);
  await page.goto(await linkInMessage(server, account));
  await me(page).click();
  await expect(page).toHaveURL('/');
  expect((await device.userinfo(tokens)).claims).toBeDefined();
});

test('an invalid link says so, and asks nothing', async ({ page }) => {
  await page.goto(`/undo/${'A'.repeat(54)}`);
  await seeScreen(page, INVALID_LINK);
  const main = page.getByRole('main');
  await expect(main).toContainText("don't recognize this link");
  await expect(main).not.toContainText(UNDO);
  await expect(problem(page)).toHaveCount(0);
  await expect(main.getByRole('link', { name: 'Your devices' })).toHaveAttribute('href', '/devices');
});

test('no response about a link: the page says so, and the next try works', async ({ page, server, account, newDevice }) => {
  await beSignedIn(page, account);
  await linkDevice(page, (await newDevice()).userCode);
  const link = await linkInMessage(server, account);
  await page.route('**/api/undo/read', (route) => route.fulfill({ status: 500, body: '' }), { times: 1 });
  await page.goto(link);
  await expect(problem(page)).toBeVisible();
  await tryAgain(page).click();
  await seeScreen(page, UNDO);
  await notMe(page).click();
  await arriveAt(page, UNDONE);
});

test('a link that undoes several devices says how many, and that the button unlinks all of them', async ({ page }) => {
  const linked = { client: 'Lumen TV', kind: 'tv', address: '192.0.2.1', place: null, linked_s_ago: 60, undone: false, others: 2 };
  await page.route('**/api/undo/read', (route) => route.fulfill({ json: linked }));
  await page.route('**/api/undo/this-was-not-me', (route) => route.fulfill({ json: {} }));
  await page.goto(`/undo/${'A'.repeat(54)}`);
  await seeScreen(page, UNDO);
  const main = page.getByRole('main');
  await expect(main).toContainText('and 2 more devices were linked');
  await expect(main).toContainText("“This wasn't me” unlinks all of them. The details below are those of the first one.");
  await notMe(page).click();
  await arriveAt(page, ALL_UNDONE);
});

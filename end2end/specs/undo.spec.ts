import { collect } from '../clients/device.ts';
import { expect, test } from '../fixtures/test.ts';
import { arriveAt, problem, seeScreen, tryAgain } from '../pages/frame.ts';
import { linkDevice } from '../pages/link.ts';
import { openSecurity, status } from '../pages/security.ts';
import { beSignedIn, beSignedInByCode } from '../pages/session.ts';
import { VERIFY, verify } from '../pages/sign_in.ts';
import { ALL_UNDONE, answerAboutChange, answerBlocked, BLOCKED, INVALID_LINK, linkInMessage, me, notMe, UNDO, UNDONE } from '../pages/undo.ts';

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

// I8
test('a person who did not change the password blocks further changes, signed out', async ({ page }) => {
  await page.goto(await answerAboutChange(page, false));
  await seeScreen(page, UNDO);
  const main = page.getByRole('main');
  await expect(main).toContainText('Your password was changed.');
  await expect(main).toContainText('1 hour ago');
  await expect(main).toContainText('blocks changes to your security info');
  await expect(me(page)).toHaveAttribute('href', '/');
  await notMe(page).click();
  await arriveAt(page, BLOCKED);
  await expect(page.getByRole('link', { name: 'Reset your password' })).toHaveAttribute('href', '/reset-password');
  await expect(main).toContainText('other than the one that got this message');
});

test('a link about a change works once, and the page says so', async ({ page }) => {
  await page.goto(await answerAboutChange(page, true));
  await seeScreen(page, 'This link was already used');
  await expect(notMe(page)).toBeHidden();
});

test('a person sees that changes are blocked, and allows them again', async ({ page, server, account }) => {
  await beSignedInByCode(page, server, account);
  await answerBlocked(page);
  await openSecurity(page);
  const blocked = page.getByRole('region', { name: BLOCKED });
  await expect(blocked).toContainText('in our message to ot…@example.com');
  await expect(blocked.getByRole('listitem')).toHaveText([account.email]);
  await blocked.getByRole('button', { name: 'Allow changes again' }).click();
  await expect(status(page)).toContainText('You can change your security info again.');
  await expect(blocked).toBeHidden();
});

test('only methods that suffice are offered to allow changes again', async ({ page, server, account }) => {
  await beSignedIn(page, account);
  await answerBlocked(page);
  await page.route('**/api/verify/options?*', async (route) => {
    const options = (await (await route.fetch()).json()) as { methods: object[] };
    const sufficient = options.methods.map((method) => ({ ...method, allows_changes: true }));
    const other = { id: 99, kind: 'email', hint: 'ot…@example.com' };
    await route.fulfill({ json: { ...options, methods: [other, ...sufficient] } });
  });
  await openSecurity(page);
  await page.getByRole('region', { name: BLOCKED }).getByRole('button', { name: 'Allow changes again' }).click();
  await arriveAt(page, VERIFY);
  await expect(page.getByRole('radio')).toHaveCount(1);
  await verify(page, server, account);
  await expect(status(page)).toContainText('You can change your security info again.');
});

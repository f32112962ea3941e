import { Server } from '../fixtures/server.ts';
import { expect, test as base } from '../fixtures/test.ts';
import { arriveAt, HOME, seeScreen } from '../pages/frame.ts';
import { first } from '../pages/home.ts';
import { openLink, seeConfirm, typeCode } from '../pages/link.ts';
import { looksGood, REMIND, skip, update } from '../pages/remind.ts';
import { add, ADD, emailAddress, next, SECURITY } from '../pages/security.ts';
import { identify, verify } from '../pages/sign_in.ts';

// "Is your security info still right?" after a sign-in (R1, R2).

const DAY_S = 24 * 3600;

// A server of its own: on this one, every account that a command adds is 200 days old.
const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start('dev-tools');
      await server.advance(200 * DAY_S);
      await use(server);
      await server.remove();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});

test('the question is skipped for a day at a time, and after a week it needs a code @engine', async ({ page, server, account }) => {
  await page.goto('/sign-in');
  await identify(page, account);
  await arriveAt(page, REMIND);
  await expect(page.getByRole('main').getByRole('listitem')).toHaveText([new RegExp(`${account.email}.*Not used yet`)]);
  await skip(page).click();
  await arriveAt(page, HOME);
  await page.goto('/remind');
  await seeScreen(page, HOME);
  await server.advance(DAY_S);
  await page.goto('/');
  await expect(first(page).getByRole('heading')).toHaveText('Check your security info');
  await first(page).getByRole('link').click();
  await arriveAt(page, REMIND);
  await skip(page).click();
  await arriveAt(page, HOME);
  await server.advance(6 * DAY_S);
  await page.goto('/');
  await seeScreen(page, REMIND);
  await expect(looksGood(page)).toBeVisible();
  await expect(skip(page)).toBeHidden();
  await looksGood(page).click();
  await verify(page, server, account);
  await seeScreen(page, HOME);
  await page.goto('/remind');
  await seeScreen(page, HOME);
});

test('a person who came to link a device continues with the code after the question', async ({ page, account, newDevice }) => {
  const device = await newDevice();
  await openLink(page);
  await typeCode(page, device.userCode);
  await identify(page, account);
  await arriveAt(page, REMIND);
  await page.reload();
  await seeScreen(page, REMIND);
  await looksGood(page).click();
  await seeConfirm(page, device.userCode);
});

test('security info that is no longer right is updated, which is an answer, too', async ({ page, server, account }) => {
  await page.goto('/sign-in');
  await identify(page, account);
  await arriveAt(page, REMIND);
  await update(page).click();
  await arriveAt(page, SECURITY);
  await add(page).click();
  await seeScreen(page, ADD);
  await emailAddress(page).fill(server.newEmail());
  await next(page).click();
  await verify(page, server, account);
  await expect(page.getByRole('textbox', { name: 'Code', exact: true })).toBeVisible();
  await page.goto('/remind');
  await seeScreen(page, HOME);
});

import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import { problem, reloadPage, seeScreen, tryAgain } from '../pages/frame.ts';
import { code, next, openLink, seeConfirm } from '../pages/link.ts';
import { documents, SIGN_IN_CHUNK, watch } from '../pages/network.ts';
import { startSecondStep } from '../pages/session.ts';
import { identify, verify, VERIFY } from '../pages/sign_in.ts';
import { enter, ENTER, name, newestCode, sendCode } from '../pages/single_use_code.ts';
import { seeSignedIn } from '../pages/two_step.ts';
import { words } from '../pages/words.ts';

// A page that was open before an upgrade: its requests and parts are those of an older version, and the server answers what it answers to
// these. `server/tests/stories/upgrade.rs` has the requests of version 0.1.0 that no longer exist.

/** Lets the page send an older version's request in place of one of its own. */
async function sendOlder(page: Page, own: RegExp, { path, body }: { path?: string; body?: object }): Promise<void> {
  await page.route(own, (route) => {
    const url = path && new URL(path, route.request().url()).href;
    return route.continue({ url, postData: body && JSON.stringify(body) });
  });
}

/** Presses a button that reloads the page. */
async function pressToReload(page: Page, button: Locator): Promise<void> {
  const loaded = page.waitForEvent('load');
  await button.click();
  await loaded;
}

const OPTIONS = /\/api\/single-use-code\/options/;

test('a screen that no longer exists on the server says so, and is there after a reload @chromium', async ({ page, server, account }) => {
  const options = /\/api\/verify\/options/;
  await sendOlder(page, options, { path: '/api/verify/ways' });
  await startSecondStep(page, account);
  const loads = watch(page, documents);
  await expect(problem(page)).toContainText(words.outOfDate);
  await page.unroute(options);
  await pressToReload(page, reloadPage(page));
  await verify(page, server, account);
  await seeSignedIn(page);
  expect(loads).toHaveLength(1);
});

test('a request that the server no longer reads changes nothing, and works after a reload', async ({ page, server, account }) => {
  const request = /\/api\/verify\/request$/;
  await sendOlder(page, request, { body: { way: 1 } });
  await startSecondStep(page, account);
  const loads = watch(page, documents);
  await page.getByRole('button', { name: 'Send code' }).click();
  await expect(problem(page)).toContainText(words.outOfDate);
  await page.unroute(request);
  await pressToReload(page, reloadPage(page));
  await seeScreen(page, VERIFY);
  await expect(problem(page)).toBeHidden();
  await verify(page, server, account);
  await seeSignedIn(page);
  expect(loads).toHaveLength(1);
});

test('typed text is kept when a page that is out of date is reloaded @chromium', async ({ page, server, account }) => {
  await sendOlder(page, OPTIONS, { path: '/api/single-use-code/ways' });
  await page.goto('/single-use-code');
  await expect(problem(page)).toContainText(words.outOfDate);
  await name(page).fill(account.email);
  await page.unroute(OPTIONS);
  await pressToReload(page, reloadPage(page));
  await expect(name(page)).toHaveValue(account.email);
  await expect(problem(page)).toBeHidden();
  await sendCode(page).click();
  await seeScreen(page, ENTER);
  await enter(page, await newestCode(server, account.email));
  await seeSignedIn(page);
});

test('a page that is out of date even after a reload reloads only when the person asks @chromium', async ({ page }) => {
  await page.clock.install();
  await sendOlder(page, OPTIONS, { path: '/api/single-use-code/ways' });
  await page.goto('/single-use-code');
  const loads = watch(page, documents);
  for (const pressed of [1, 2]) {
    await expect(problem(page)).toContainText(words.outOfDate);
    await pressToReload(page, reloadPage(page));
    expect(loads).toHaveLength(pressed);
  }
  await expect(problem(page)).toContainText(words.outOfDate);
  await page.clock.runFor('01:00');
  await expect(problem(page)).toContainText(words.outOfDate);
  expect(loads).toHaveLength(2);
});

test('a part that no longer exists on the server: the second try reloads the page, once, and nothing typed is lost', async ({
  page,
  account,
  newDevice,
}) => {
  await page.clock.install();
  const { userCode } = await newDevice();
  await sendOlder(page, SIGN_IN_CHUNK, { path: '/assets/app-sign_in-0000000000000000.chunk' });
  await openLink(page);
  await code(page).pressSequentially(userCode);
  await next(page).click();
  const loads = watch(page, documents);
  await expect(problem(page)).toContainText(words.newerVersion);
  const answer = page.waitForResponse(SIGN_IN_CHUNK);
  await tryAgain(page).click();
  expect((await answer).status()).toBe(404);
  await expect(problem(page)).toContainText(words.newerVersion);
  expect(loads).toHaveLength(0);

  await pressToReload(page, tryAgain(page));
  await expect(problem(page)).toContainText(words.newerVersion);
  await page.clock.runFor('01:00');
  await page.clock.resume();
  expect(loads, 'it has not reloaded itself').toHaveLength(1);

  await page.unroute(SIGN_IN_CHUNK);
  await tryAgain(page).click();
  await identify(page, account);
  await seeConfirm(page, userCode);
});

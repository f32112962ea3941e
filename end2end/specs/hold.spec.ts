import { expect, test } from '../fixtures/test.ts';
import { accountMenu, arriveAt, HOME, seeScreen } from '../pages/frame.ts';
import {
  beginRemoval,
  CANCEL,
  CANCELED,
  cancelChange,
  goOn,
  NOTHING,
  REMOVED,
  removeAndWait,
  steps,
  works,
} from '../pages/hold.ts';
import { addEmail, dialog, inDays, methods, openSecurity, remove, signsIn, status } from '../pages/security.ts';
import { beSignedInByCode } from '../pages/session.ts';
import { giveName, givePassword, verify } from '../pages/sign_in.ts';

// The last established method is removed after a waiting period (I4, H1–H4).

const DAY = 24 * 3600;
const LINK = `/security/hold/cancel/${'A'.repeat(54)}`;

test('the dialog of the last established method has both choices with their dates', async ({ page, server, account }) => {
  await beSignedInByCode(page, server, account);
  await openSecurity(page);
  await methods(page).nth(0).getByRole('button').first().click();
  await remove(page).click();
  await expect(dialog(page)).toContainText(`If you add another method, you can remove this one from ${await inDays(page, 30)}.`);
  await expect(dialog(page)).toContainText('nothing changes for 30 days');
  await expect(dialog(page).getByRole('button')).toHaveText(['Add another method', 'Remove and wait 30 days', 'Cancel']);
  await dialog(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(removeAndWait(page)).toBeHidden();
});

test('the waiting period has a page with its timeline, what is possible, and its cancel @smoke', async ({ page, server, account }) => {
  await beSignedInByCode(page, server, account);
  await beginRemoval(page);
  await arriveAt(page, REMOVED);
  const end = await inDays(page, 30);
  await expect(page.getByRole('main')).toContainText(`We'll remove \u2068${account.email}\u2069 on ${end}.`);
  await expect(steps(page)).toHaveCount(4);
  await expect(steps(page).nth(1)).toContainText(await inDays(page, 23));
  await expect(steps(page).nth(3)).toContainText(end);
  await expect(page.getByRole('heading', { name: 'Why this takes 30 days' })).toBeVisible();
  await expect(works(page, 'Use, link and remove devices')).not.toContainText('Not possible');
  await expect(works(page, 'Change your password')).toContainText('Not possible');
  await openSecurity(page);
  await expect(page.getByRole('main')).toContainText(`A change to your security info takes effect on ${end}.`);
  await page.getByRole('link', { name: 'See or cancel the change' }).click();
  await arriveAt(page, REMOVED);
  await cancelChange(page).click();
  await arriveAt(page, CANCELED);
  await openSecurity(page);
  await expect(methods(page)).toHaveCount(1);
  await expect(page.getByRole('link', { name: 'See or cancel the change' })).toBeHidden();
});

test('each sign-in shows the change first, and then leads on', async ({ page, server, account, browser, baseURL }) => {
  await beSignedInByCode(page, server, account);
  await beginRemoval(page);
  await arriveAt(page, REMOVED);
  const context = await browser.newContext({ baseURL, extraHTTPHeaders: { 'x-forwarded-for': server.newAddress() } });
  const elsewhere = await context.newPage();
  await elsewhere.goto('/sign-in');
  await giveName(elsewhere, account);
  await givePassword(elsewhere, account);
  await verify(elsewhere, server, account);
  await seeScreen(elsewhere, REMOVED);
  await goOn(elsewhere).click();
  await seeScreen(elsewhere, HOME);
  await expect(accountMenu(elsewhere)).toBeVisible();
  await context.close();
});

test.describe('with a clock that moves', () => {
  test.use({ build: 'dev-tools' });

  test('only methods that were old when it began are offered to cancel it', async ({ page, server, account }) => {
    await beSignedInByCode(page, server, account);
    await page.goto('/security/add');
    await addEmail(page, server, server.newEmail());
    await methods(page).nth(1).getByRole('button').first().click();
    await signsIn(page).press('Space');
    await expect(status(page)).toContainText('You can now sign in with');
    await beginRemoval(page);
    await arriveAt(page, REMOVED);
    await server.advance(601);
    await cancelChange(page).click();
    await expect(page.getByRole('radio')).toHaveCount(1);
    await verify(page, server, account);
    await arriveAt(page, CANCELED);
  });

  test('the method is gone after thirty days, and its sign-in name stays', async ({ page, server, account }) => {
    await beSignedInByCode(page, server, account);
    await beginRemoval(page);
    await arriveAt(page, REMOVED);
    for (const days of [14, 14, 1]) {
      await server.advance(days * DAY);
      await page.goto('/security/hold'); // otherwise the session would expire
      await seeScreen(page, REMOVED);
    }
    await server.advance(DAY);
    const heading = async (): Promise<string | null> => {
      await page.goto('/security/hold');
      return page.getByRole('heading', { level: 1 }).textContent();
    };
    await expect.poll(heading, { message: 'the server looks every second' }).toBe(NOTHING);
    await openSecurity(page);
    await expect(page.getByText(`You also sign in with \u2068${account.email}\u2069`)).toBeVisible();
    await expect(methods(page)).toHaveCount(0);
  });
});

test('the link in a message asks first, and cancels without a sign-in', async ({ page }) => {
  const hold = {
    change: 'removal',
    method: 'email',
    hint: 'an…@example.com',
    started_s_ago: 60,
    warnings_after_s: [23 * DAY, 29 * DAY],
    ends_in_s: 30 * DAY - 60,
  };
  await page.route('**/api/hold/link/read', (route) => route.fulfill({ json: { hold, canceled: false } }));
  await page.route('**/api/hold/link/cancel', (route) => route.fulfill({ json: { canceled: true } }));
  await page.goto(LINK);
  await seeScreen(page, CANCEL);
  await expect(page.getByRole('main')).toContainText("We'll remove \u2068an…@example.com\u2069");
  await cancelChange(page).click();
  await arriveAt(page, CANCELED);
  await expect(page.getByRole('link', { name: 'Reset your password' })).toBeVisible();
});

test('a link that cancels nothing any more says so', async ({ page }) => {
  await page.goto(LINK);
  await seeScreen(page, CANCEL);
  await expect(page.getByText('This link no longer works.')).toBeVisible();
  await expect(cancelChange(page)).toBeHidden();
});

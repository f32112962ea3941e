import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import { BRAND, heading, seeProblem, seeScreen, tryAgain } from '../pages/frame.ts';
import { PHONE, SMALLEST } from '../pages/layout.ts';
import { loseAnswer } from '../pages/network.ts';
import { code, openSecurity, SECURITY, status } from '../pages/security.ts';
import { beSignedIn, beSignedInByCode } from '../pages/session.ts';
import { addToPicker } from '../pages/sign_in.ts';
import {
  APP,
  codeList,
  done,
  finishCodes,
  firstStep,
  makeCodes,
  methodChoice,
  newCodes,
  RECOVERY_CODES,
  replaceCodes,
  savedThem,
  saveCodes,
  secondStep,
  seeSignedIn,
  signOut,
  submit,
  twoStep,
  useUp,
  withApp,
} from '../pages/two_step.ts';

// Recovery codes (I5): made, saved, and used.

test.use({ build: 'dev-tools' });

test('ten recovery codes are shown once, and each works once', async ({ page, server, account }) => {
  await beSignedIn(page, account);
  await withApp(page, server, account);
  const codes = await replaceCodes(page);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Make ten codes' })).toBeVisible(); // a reload makes no others
  await expect(page.getByRole('main')).not.toContainText(codes[0]!);
  await page.getByRole('link', { name: 'Back to your security info' }).click();
  await expect(page.getByRole('main')).toContainText('10 left');

  await signOut(page);
  await firstStep(page, account);
  await secondStep(page, 'Recovery code', codes[0]!.toLowerCase().replaceAll('-', ''));
  await expect(code(page)).toHaveValue(codes[0]!);
  const before = page.viewportSize()!;
  for (const size of [PHONE, SMALLEST]) {
    await page.setViewportSize(size);
    const [text, field] = await code(page).evaluate((input) => [input.scrollWidth, input.clientWidth]);
    expect(text, `the whole code is in sight at ${size.width} px`).toBeLessThanOrEqual(field!);
  }
  await page.setViewportSize(before);
  await submit(page).click();
  await seeSignedIn(page);
  await openSecurity(page);
  await expect(page.getByRole('main')).toContainText('9 left');
  await signOut(page);
  await firstStep(page, account);
  await secondStep(page, 'Recovery code', codes[0]!);
  await submit(page).click();
  await seeProblem(page, /isn't one of your unused recovery codes/, code(page));
});

// Firefox doesn't report downloads to the suite.
test('recovery codes can be saved as a file @chromium', async ({ page, server, account }) => {
  await beSignedInByCode(page, server, account);
  await openSecurity(page);
  const codes = await makeCodes(page);
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  const file = await (await waiting).createReadStream();
  const text = (await file.toArray()).join('');
  for (const each of codes) expect(text).toContain(each);
  expect(text).toMatch(/^Recovery codes, made on .*\d{4}\nEach code works once\.$/m);
});

test('on paper, recovery codes stand alone, with the brand, the account and the date', async ({ page, server, account }) => {
  await beSignedInByCode(page, server, account);
  await openSecurity(page);
  const codes = await makeCodes(page);
  await page.emulateMedia({ media: 'print' });
  for (const other of [heading(page), done(page), page.getByRole('banner'), page.getByRole('contentinfo')]) await expect(other).toBeHidden();
  await expect(codeList(page)).toHaveText(codes);
  const lines = (await page.getByRole('main').innerText()).split('\n').map((line) => line.trim());
  const madeOn = expect.stringMatching(/^Recovery codes, made on .*\d{4}$/);
  expect(lines.filter((line) => line !== '')).toEqual([BRAND, account.email, madeOn, ...codes]);
});

test('a mistyped recovery code is reported before it is sent', async ({ page, server, account }) => {
  await beSignedIn(page, account);
  await withApp(page, server, account);
  const [first] = await replaceCodes(page);
  await saveCodes(page);
  await signOut(page);
  await firstStep(page, account);
  const wrong = first!.endsWith('B') ? `${first!.slice(0, -1)}C` : `${first!.slice(0, -1)}B`;
  await secondStep(page, 'Recovery code', wrong);
  await submit(page).click();
  await seeProblem(page, /mistyped|typing/i, code(page));
});

test('a warning appears when few recovery codes are left, and without any they are not offered', async ({ page, server, account }) => {
  await beSignedIn(page, account);
  await withApp(page, server, account);
  const codes = await replaceCodes(page);
  await useUp(page, codes.slice(0, 8));
  await openSecurity(page);
  await expect(page.getByRole('main')).toContainText('2 left');
  await expect(page.getByRole('main')).toContainText("Make new ones so that you don't run out.");
  for (const last of codes.slice(8)) {
    await signOut(page);
    await firstStep(page, account);
    await secondStep(page, 'Recovery code', last);
    await submit(page).click();
    await seeSignedIn(page);
  }
  await openSecurity(page);
  await expect(page.getByText('None', { exact: true })).toBeVisible();
  await signOut(page);
  await firstStep(page, account);
  await expect(methodChoice(page, APP)).toBeVisible();
  await expect(methodChoice(page, 'Recovery code')).toBeHidden();
});

const makeTen = (page: Page): Locator => page.getByRole('button', { name: 'Make ten codes' });

test('codes that another tab has replaced are not confirmed, and two-step verification stays off', async ({ page, context, server, account }) => {
  await beSignedInByCode(page, server, account);
  await openSecurity(page);
  await twoStep(page).click();
  await seeScreen(page, RECOVERY_CODES);
  await expect(codeList(page)).toHaveCount(10);
  const tab = await context.newPage();
  await openSecurity(tab);
  await replaceCodes(tab);
  await savedThem(page).check();
  await done(page).click();
  await seeProblem(page, /newer ones were made in another tab/);
  await expect(codeList(page)).toHaveCount(0);

  // The other tab's are the newest, until this one makes new ones.
  await finishCodes(tab);
  await expect(status(tab)).toContainText('Your new recovery codes work.');
  await expect(twoStep(tab)).not.toBeChecked();
  await makeTen(page).click();
  await finishCodes(page);
  await expect(status(page)).toContainText('Two-step verification is on.');
});

test('codes are confirmed to their account although another tab has signed in to another one', async ({
  page,
  context,
  server,
  account,
  newAccount,
}) => {
  await beSignedInByCode(page, server, account);
  await openSecurity(page);
  await makeCodes(page);
  await addToPicker(await context.newPage(), await newAccount());
  await savedThem(page).check();
  await done(page).click();
  await seeProblem(page, /These codes work/);
  await expect(page.getByRole('alert')).toContainText(account.email);
  await page.getByRole('button', { name: /Go back to/ }).click();
  await expect(page.getByRole('alert')).toBeHidden();
  await expect(savedThem(page)).toBeChecked();
  await done(page).click();
  await seeScreen(page, SECURITY);
  await expect(status(page)).toContainText('Your new recovery codes work.');
});

test('a lost answer with new codes is followed by the word that earlier ones may not work any more @chromium', async ({
  page,
  server,
  account,
}) => {
  await beSignedInByCode(page, server, account);
  await openSecurity(page);
  await loseAnswer(page, '/api/security/recovery-codes');
  await newCodes(page).click();
  await seeScreen(page, RECOVERY_CODES);
  await expect(tryAgain(page)).toBeVisible();
  await expect(page.getByRole('main')).toContainText("Any earlier codes will stop working, if they haven't already.");
  await tryAgain(page).click();
  await finishCodes(page);
});

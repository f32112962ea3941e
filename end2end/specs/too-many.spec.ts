import { expect, test } from '../fixtures/test.ts';
import { mistype, unknown } from '../pages/codes.ts';
import { problem, seeProblem } from '../pages/frame.ts';
import { code, next, openLink, seeConfirm } from '../pages/link.ts';
import { beSignedIn } from '../pages/session.ts';
import { words } from '../pages/words.ts';

const UNKNOWN_CODES_AN_HOUR = 10;
const AN_HOUR_S = 3600;

test.use({ build: 'dev-tools' });

test('guessing codes is blocked for an hour; mistyping them is not', async ({ page, server, account, newDevice }) => {
  const device = await newDevice();
  const attempt = async (userCode: string, saying: RegExp): Promise<void> => {
    await code(page).fill(userCode);
    await next(page).click();
    await seeProblem(page, saying, code(page));
  };
  await beSignedIn(page, account);
  await openLink(page);

  await test.step('mistyped codes cost nothing', async () => {
    for (let n = 0; n < 3; n++) await attempt(mistype(device.userCode), words.mistyped);
  });

  await test.step('ten unknown codes are answered', async () => {
    for (let n = 1; n <= UNKNOWN_CODES_AN_HOUR; n++) await attempt(unknown(device.userCode, n), words.unknown);
  });

  await test.step('then even the right one is not, and the page says how long to wait', async () => {
    await attempt(device.userCode, words.tooMany);
    await expect(problem(page)).toContainText(/minute|hour/);
    await expect(code(page)).toHaveValue(device.userCode);
  });

  await test.step('an hour later a new code works', async () => {
    await server.advance(AN_HOUR_S + 1);
    const later = await newDevice();
    await code(page).fill(later.userCode);
    await next(page).click();
    await seeConfirm(page, later.userCode);
  });
});

test('a person who guesses does not block another', async ({ page, browser, baseURL, account, newAccount, newDevice }) => {
  const device = await newDevice();
  await beSignedIn(page, account);
  await openLink(page);
  for (let n = 1; n <= UNKNOWN_CODES_AN_HOUR + 1; n++) {
    await code(page).fill(unknown(device.userCode, n));
    await next(page).click();
    await seeProblem(page, n > UNKNOWN_CODES_AN_HOUR ? words.tooMany : words.unknown, code(page));
  }
  const elsewhere = await browser.newContext({ baseURL, extraHTTPHeaders: { 'x-forwarded-for': '198.51.100.40' } });
  const other = await elsewhere.newPage();
  await beSignedIn(other, await newAccount());
  await openLink(other);
  await code(other).fill(device.userCode);
  await next(other).click();
  await seeConfirm(other, device.userCode);
  await elsewhere.close();
});

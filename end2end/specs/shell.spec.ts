import { expect, test } from '../fixtures/test.ts';
import { seeScreen } from '../pages/frame.ts';
import { code, ENTER, next, seeConfirm } from '../pages/link.ts';
import { aboutCodes, documents, holdApp, seeAppRun, watch } from '../pages/network.ts';
import { beSignedIn } from '../pages/session.ts';

// The page accepts typing at first paint. The app starts later and adopts the shell's nodes.

test.beforeEach(({ page, account }) => beSignedIn(page, account));

test('the app takes over the field as it is: node, text, focus and caret @smoke', async ({ page, newDevice }) => {
  const { userCode } = await newDevice();
  const release = await holdApp(page);
  await page.goto('/link', { waitUntil: 'commit' });
  await code(page).click();
  await code(page).pressSequentially(userCode.slice(0, 3));
  const before = await code(page).evaluateHandle((field: HTMLInputElement) => {
    field.setSelectionRange(1, 1);
    return field;
  });

  release();
  await seeAppRun(page);

  await expect(code(page)).toBeFocused();
  await expect(code(page)).toHaveValue(userCode.slice(0, 3));
  const after = await code(page).evaluate((field: HTMLInputElement, same) => [field === same, field.selectionStart], before);
  expect(after).toEqual([true, 1]);

  await code(page).evaluate((field: HTMLInputElement) => field.setSelectionRange(3, 3));
  await page.keyboard.type(userCode.slice(3).replace('-', ''));
  await expect(code(page)).toHaveValue(userCode);
  await next(page).click();
  await seeConfirm(page, userCode);
});

test('a code submitted before the app starts waits for it @smoke', async ({ page, newDevice }) => {
  const { userCode } = await newDevice();
  const release = await holdApp(page);
  await page.goto('/link', { waitUntil: 'commit' });
  await code(page).pressSequentially(userCode);
  const asked = watch(page, (request) => aboutCodes(request) || documents(request));
  await code(page).press('Enter');
  await next(page).click();
  await seeScreen(page, ENTER);
  expect(asked).toEqual([]);

  release();
  await seeConfirm(page, userCode);
  expect(asked.filter((request) => request.startsWith('GET /link'))).toEqual([]);
});

test('typing while the app starts loses no key @engine', async ({ page, newDevice }) => {
  const { userCode } = await newDevice();
  const release = await holdApp(page);
  await page.goto('/link', { waitUntil: 'commit' });
  await code(page).click();
  const typed = page.keyboard.type(userCode.replace('-', ''), { delay: 60 });
  release();
  await typed;
  await seeAppRun(page);
  await expect(code(page)).toHaveValue(new RegExp(`^${userCode.replace('-', '-?')}$`));
});

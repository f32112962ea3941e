import { collect } from '../clients/device.ts';
import { expect, test } from '../fixtures/test.ts';
import { askToRemove, device as listed, DEVICES, dialog, list, openDevices } from '../pages/devices.ts';
import { arriveAt, seeScreen } from '../pages/frame.ts';
import { approve, code, ENTER, linkDevice, next, seeApproved, seeConfirm, yourDevices } from '../pages/link.ts';
import { tabTo } from '../pages/person.ts';
import { beSignedIn } from '../pages/session.ts';
import { name, next as nextToPassword, password, PASSWORD, SIGN_IN, submit } from '../pages/sign_in.ts';

test('the whole journey with the keyboard alone @engine', async ({ page, account, newDevice }) => {
  const device = await newDevice();
  const type = (text: string): Promise<void> => page.keyboard.type(text);
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  await page.goto('/link');
  await seeScreen(page, ENTER);

  await test.step('the code', async () => {
    await tabTo(page, code(page));
    await type(device.userCode);
    await tabTo(page, next(page));
    await press('Enter');
  });

  await test.step('signing in', async () => {
    await arriveAt(page, SIGN_IN);
    await tabTo(page, name(page));
    await type(account.email);
    await tabTo(page, nextToPassword(page));
    await press('Space');
    await arriveAt(page, PASSWORD);
    await tabTo(page, password(page));
    await type(account.password);
    await tabTo(page, submit(page));
    await press('Enter');
  });

  await test.step('the question', async () => {
    await seeConfirm(page, device.userCode);
    await tabTo(page, approve(page));
    await press('Enter');
    await seeApproved(page);
    await collect(device);
  });

  await test.step('the list of devices, and removing one', async () => {
    await tabTo(page, yourDevices(page).first());
    await press('Enter');
    await arriveAt(page, DEVICES);
    await tabTo(page, listed(page, 'Lumen TV').getByRole('button', { name: 'Remove' }));
    await press('Enter');
    await expect(dialog(page).getByRole('button', { name: 'Cancel' })).toBeFocused();
    await tabTo(page, dialog(page).getByRole('button', { name: 'Remove' }), 'Shift+Tab');
    await press('Enter');
    await expect(list(page)).toHaveCount(0);
  });
});

test('the first Tab leads past the header @engine', async ({ page }) => {
  await page.goto('/link');
  await seeScreen(page, ENTER);
  const skip = page.getByRole('link', { name: /^skip/i });
  await tabTo(page, skip);
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await tabTo(page, code(page));
});

test('a dialog traps the focus @engine', async ({ page, account, newDevice }) => {
  await beSignedIn(page, account);
  await linkDevice(page, (await newDevice()).userCode);
  await openDevices(page);
  await askToRemove(page, 'Lumen TV');
  for (let presses = 0; presses < 6; presses++) {
    await page.keyboard.press('Tab');
    const behind = page.getByRole('main').locator(':focus').and(page.locator(':not([role=dialog] *, dialog *)'));
    await expect(behind).toHaveCount(0);
  }
});

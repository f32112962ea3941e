import { collect } from '../clients/device.ts';
import { libraries } from '../clients/libraries.ts';
import { APP, CONSOLE, OFFICE, PC, TV } from '../fixtures/catalogue.ts';
import { expect, test } from '../fixtures/test.ts';
import { arriveAt, seeProblem } from '../pages/frame.ts';
import {
  approve,
  code,
  CONFIRM,
  linkDevice,
  lookUp,
  next,
  openComplete,
  openLink,
  sameCode,
  seeApproved,
  seeConfirm,
} from '../pages/link.ts';
import { seeAppRun } from '../pages/network.ts';
import { pasteInto } from '../pages/person.ts';
import { beSignedIn } from '../pages/session.ts';
import { kinds, words } from '../pages/words.ts';

test.describe('linking a device', () => {
  test.beforeEach(({ page, account }) => beSignedIn(page, account));

  for (const library of libraries) {
    test(`by typing its code; the device uses ${library} @smoke`, async ({ page, account, newDevice }) => {
      const device = await newDevice(TV, { library });
      await linkDevice(page, device.userCode);
      const tokens = await collect(device);
      const { claims } = await device.userinfo(tokens);
      expect(claims).toMatchObject({ sub: tokens.subject, email: account.email });
    });
  }

  test('by pasting a sentence with the code @engine', async ({ page, newDevice }) => {
    const device = await newDevice();
    await openLink(page);
    await seeAppRun(page);
    await pasteInto(page, code(page), `Your code is ${device.userCode}. It ends in 10 minutes.`);
    await expect(code(page)).toHaveValue(device.userCode);
    await next(page).click();
    await seeConfirm(page, device.userCode);
  });

  test('by typing its code in lower case, without the dash @engine', async ({ page, newDevice }) => {
    const device = await newDevice();
    await openLink(page);
    await seeAppRun(page);
    await code(page).pressSequentially(device.userCode.replace('-', '').toLowerCase());
    await expect(code(page)).toHaveValue(device.userCode);
    await code(page).press('Enter');
    await seeConfirm(page, device.userCode);
  });

  test('by its complete link, after confirming that the device shows the same code @smoke', async ({ page, newDevice }) => {
    const device = await newDevice();
    await openComplete(page, device);
    await seeConfirm(page, device.userCode);
    await expect(page).not.toHaveURL(new RegExp(device.userCode.slice(0, 5)));
    await approve(page).click();
    await seeProblem(page, words.compareFirst, sameCode(page));
    await sameCode(page).check();
    await approve(page).click();
    await seeApproved(page);
    await collect(device);
  });

  test('at /device, the address that some devices print', async ({ page, newDevice }) => {
    const device = await newDevice();
    await page.goto('/device');
    await code(page).fill(device.userCode);
    await next(page).click();
    await arriveAt(page, CONFIRM);
  });

  test('at the address as people type it, with the code of a complete link', async ({ page, newDevice }) => {
    const device = await newDevice();
    await page.goto(`/LINK./?user_code=${device.userCode}`);
    await expect(code(page)).toHaveValue(device.userCode);
    await expect(page).toHaveURL(/\/link$/);
    await next(page).click();
    await seeConfirm(page, device.userCode);
  });

  for (const client of [TV, CONSOLE, PC, OFFICE, APP]) {
    test(`of the kind "${kinds[client.kind]}", by its own name`, async ({ page, newDevice }) => {
      const device = await newDevice(client);
      await lookUp(page, device.userCode);
      await expect(page.getByRole('main')).toContainText(client.name);
      await expect(page.getByRole('main')).toContainText(kinds[client.kind]);
      await approve(page).click();
      await seeApproved(page);
      await collect(device);
    });
  }

  test("with a device that polls at the server's interval", async ({ page, newDevice }) => {
    const device = await newDevice();
    const answer = device.wait();
    await linkDevice(page, device.userCode);
    expect((await answer).tokens).toBeDefined();
  });
});

test.describe('before Continue, a person sees', () => {
  test.beforeEach(({ page, account }) => beSignedIn(page, account));

  test("the client, the device's own name, and the account", async ({ page, account, newDevice }) => {
    const device = await newDevice(TV, { deviceName: 'Kitchen' });
    await lookUp(page, device.userCode);
    const screen = page.getByRole('main');
    await expect(screen).toContainText('Lumen TV');
    await expect(screen).toContainText(/calls itself\W*Kitchen/i);
    await expect(screen).toContainText(account.email);
    await expect(screen).toContainText(words.notStartedHere);
  });

  test('that the request came from this network', async ({ page, newDevice }) => {
    await lookUp(page, (await newDevice()).userCode);
    await expect(page.getByRole('main')).toContainText(words.sameNetwork);
  });

  test('that the request came from another network, and its address', async ({ page, newDevice }) => {
    const device = await newDevice(TV, { address: '198.51.100.23' });
    await lookUp(page, device.userCode);
    await expect(page.getByRole('main')).toContainText(words.otherNetwork);
    await expect(page.getByRole('main')).toContainText('198.51.100.23');
  });
});

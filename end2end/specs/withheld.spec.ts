import { expect, test } from '../fixtures/test.ts';
import { seeScreen, tryAgain } from '../pages/frame.ts';
import { approve, code, openLink, seeApproved, seeConfirm, typeCode } from '../pages/link.ts';
import { aboutCodes, watch } from '../pages/network.ts';
import { identify, name, password, SIGN_IN } from '../pages/sign_in.ts';
import { askFor, enter, newestCode } from '../pages/single_use_code.ts';
import { seeSignedIn } from '../pages/two_step.ts';
import { ALLOW_COOKIES, allowCookies, withoutCookies, withoutTabStorage, withTabThatLooksToo } from '../pages/withheld.ts';

// Browsers that withhold something (L15): the page works as long as it lives, or says what to allow.

test.describe("without the tab's storage", () => {
  test.beforeEach(({ page }) => withoutTabStorage(page));

  test('a person signs in and links a device, with the code that was typed first @engine @webkit', async ({ page, account, newDevice }) => {
    const device = await newDevice();
    await openLink(page);
    expect(await page.evaluate(() => sessionStorage instanceof Storage), 'it is withheld').toBe(false);
    await typeCode(page, device.userCode);
    await seeScreen(page, SIGN_IN);
    await identify(page, account);
    await seeConfirm(page, device.userCode);
    await approve(page).click();
    await seeApproved(page);
    await expect(page.getByRole('main')).toContainText('Lumen TV');
  });

  test('a person signs in with a code from a message', async ({ page, server, account }) => {
    await page.goto('/single-use-code');
    await askFor(page, account.email);
    await enter(page, await newestCode(server, account.email));
    await seeSignedIn(page);
  });
});

test.describe('with cookies refused', () => {
  test("only a device's code is asked for before they are allowed, and then it is still there @engine @webkit", async ({ page, account, newDevice }) => {
    const device = await newDevice();
    await withoutCookies(page);
    const sent = watch(page, aboutCodes);
    await openLink(page);
    await typeCode(page, device.userCode);
    await seeScreen(page, ALLOW_COOKIES);
    await expect(page.getByRole('main')).toContainText(`cookies from \u2068${new URL(page.url()).hostname}\u2069`);
    await expect(page.getByRole('main')).toContainText("Allow cookies for this site in the browser's settings, then try again");
    await expect(page.getByRole('main').getByRole('textbox')).toHaveCount(0);

    await tryAgain(page).click();
    await seeScreen(page, ALLOW_COOKIES); // still refused
    expect(sent, 'no code is spent').toEqual([]);

    await allowCookies(page);
    await tryAgain(page).click();
    await seeScreen(page, SIGN_IN);
    await identify(page, account);
    await seeConfirm(page, device.userCode);
  });

  test('a browser that keeps them is told nothing, also if two tabs open at once', async ({ page }) => {
    await withTabThatLooksToo(page);
    await page.goto('/sign-in');
    await seeScreen(page, SIGN_IN);
    await expect(name(page)).toBeEditable();
  });

  test.describe("and the tab's storage withheld", () => {
    test.use({ refusesCookies: true });

    // Browsers that refuse cookies withhold the tab's storage, too. Firefox really does both (firefox-media.config.ts starts it with that
    // setting), and WebKit really refuses cookies.
    test('what to allow is said, too @preference @no-cookies @webkit', async ({ page, newDevice, browserName }) => {
      const device = await newDevice();
      if (browserName === 'chromium') await withoutCookies(page);
      if (browserName !== 'firefox') await withoutTabStorage(page);
      const sent = watch(page, aboutCodes);
      await openLink(page);
      await typeCode(page, device.userCode);
      await seeScreen(page, ALLOW_COOKIES);
      await tryAgain(page).click();
      await seeScreen(page, ALLOW_COOKIES);
      await expect(page.getByRole('main').getByRole('textbox')).toHaveCount(0);
      expect(sent, 'no code is spent').toEqual([]);
    });
  });

  test('no screen that signs in asks for anything', async ({ page }) => {
    await withoutCookies(page);
    for (const path of ['/sign-in', '/sign-in?step=password', '/single-use-code', '/create-account', '/reset-password']) {
      await page.goto(path);
      await seeScreen(page, ALLOW_COOKIES);
      await expect(name(page).or(password(page)).or(code(page)), path).toBeHidden();
    }
  });
});

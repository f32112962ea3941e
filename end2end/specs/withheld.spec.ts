import { expect, test } from '../fixtures/test.ts';
import { arriveAt, seeScreen } from '../pages/frame.ts';
import { approve, DONE, openLink, seeConfirm, typeCode } from '../pages/link.ts';
import { identify, SIGN_IN } from '../pages/sign_in.ts';
import { askFor, enter, newestCode } from '../pages/single_use_code.ts';
import { seeSignedIn } from '../pages/two_step.ts';
import { withoutTabStorage } from '../pages/withheld.ts';

// Browsers that withhold something (L15): the page works as long as it lives, or says what to allow.

test.describe("without the tab's storage", () => {
  test.beforeEach(({ page }) => withoutTabStorage(page));

  test('a person signs in and links a device, with the code that was typed first @engine', async ({ page, account, newDevice }) => {
    const device = await newDevice();
    await openLink(page);
    await typeCode(page, device.userCode);
    await seeScreen(page, SIGN_IN);
    await identify(page, account);
    await seeConfirm(page, device.userCode);
    await approve(page).click();
    await arriveAt(page, DONE);
    await expect(page.getByRole('main')).toContainText('Lumen TV');
  });

  test('a person signs in with a code from a message', async ({ page, server, account }) => {
    await page.goto('/single-use-code');
    await askFor(page, account.email);
    await enter(page, await newestCode(server, account.email));
    await seeSignedIn(page);
  });
});

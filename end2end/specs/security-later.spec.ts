import { expect, test } from '../fixtures/test.ts';
import { seeProblem, seeScreen } from '../pages/frame.ts';
import {
  ADD,
  code,
  dialog,
  dropName,
  emailAddress,
  next,
  openSecurity,
  phoneNumber,
  remove,
  SECURITY,
  sendAnother,
  signsIn,
  status,
  methods,
} from '../pages/security.ts';
import { beSignedInByCode } from '../pages/session.ts';
import { verify } from '../pages/sign_in.ts';
import { codesOf, newestCode } from '../pages/single_use_code.ts';

// Sign-in methods as time passes.

test.use({ build: 'dev-tools' });

test('a person without the code for a new address requests another one', async ({ page, server, account }) => {
  const email = server.newEmail();
  await page.clock.install();
  await beSignedInByCode(page, server, account);
  await page.goto('/security/add');
  await seeScreen(page, ADD);
  await emailAddress(page).fill(email);
  await next(page).click();
  const late = await newestCode(server, email);
  await sendAnother(page).click({ force: true }); // the button is disabled (aria-disabled), so the click does nothing
  await expect(status(page)).toContainText(/seconds/);
  await page.reload(); // phones reload the page while the person reads the email
  await expect(status(page)).toContainText(/seconds/);
  await page.getByRole('button', { name: 'Add something else' }).click();
  await expect(emailAddress(page)).toHaveValue(email);
  await next(page).click();
  await expect(status(page)).toContainText(/You can send another code .*\d/);
  await page.clock.runFor('03:01');
  await expect(status(page)).toContainText('longer than usual');
  await page.clock.runFor('07:01');
  await expect(status(page)).toContainText('has expired');
  await server.advance(61);
  const before = codesOf(server, email);
  await sendAnother(page).click();
  await expect(status(page)).toContainText('Another code should arrive soon');
  await expect(sendAnother(page)).toBeFocused();
  const digits = await newestCode(server, email, before);
  await code(page).fill(late);
  await page.clock.runFor('00:02'); // let the field's timers run: a stopped clock can't cancel them
  await next(page).click();
  await seeProblem(page, /newer code/, code(page));
  await code(page).fill(digits);
  await next(page).click();
  await seeScreen(page, SECURITY);
  await expect(methods(page)).toHaveCount(2);
});

test('a sign-in name without its method can be turned off once there is another one', async ({ page, server, account }) => {
  const phone = server.newPhone();
  await beSignedInByCode(page, server, account);
  await page.goto('/security/add');
  await page.getByRole('radio', { name: 'Phone' }).check();
  await phoneNumber(page).fill(phone);
  await next(page).click();
  await code(page).fill(await newestCode(server, phone));
  await next(page).click();
  await seeScreen(page, SECURITY);
  for (let fortnights = 0; fortnights < 3; fortnights += 1) {
    await server.advance(14 * 24 * 3600);
    await openSecurity(page); // otherwise the session would expire
  }
  await methods(page).nth(0).getByRole('button').first().click();
  await remove(page).click();
  await dialog(page).getByRole('button', { name: 'Remove' }).click();
  await verify(page, server, account);
  await expect(page.getByRole('main')).toContainText(`You also sign in with \u2068${account.email}\u2069`);
  await expect(dropName(page)).toBeHidden();
  await methods(page).nth(0).getByRole('button').first().click();
  await signsIn(page).click();
  await dropName(page).click();
  await expect(status(page)).toHaveText(`You can no longer sign in with \u2068${account.email}\u2069.`);
  await expect(page.getByRole('main')).not.toContainText('You also sign in with');
});

import { expect, test } from '../fixtures/test.ts';
import { arriveAt, HOME, seeProblem } from '../pages/frame.ts';
import { askFor, code, enter, newestCode, progress, sendAnother, submit } from '../pages/single_use_code.ts';

// The clocks of page and server advance by a minute, so that another code can be sent.
test.use({ build: 'dev-tools' });

test('a newer code replaces the older one, which is reported', async ({ page, server, account }) => {
  await page.clock.install();
  await page.goto('/single-use-code');
  await askFor(page, account.email);
  const older = await newestCode(server, account.email);
  await server.advance(61);
  await page.clock.runFor('01:01');
  await sendAnother(page).click();
  await expect(progress(page)).toContainText('Another code should arrive soon. Earlier codes no longer work.');
  const newer = await newestCode(server, account.email, 1);
  expect(newer, 'or a chance of one in a million').not.toBe(older);
  await code(page).fill(older);
  await page.clock.runFor('00:02'); // let the field's timers run: a stopped clock can't cancel them
  await submit(page).click();
  await seeProblem(page, /sent a newer code/, code(page));
  await enter(page, newer);
  await arriveAt(page, HOME);
});

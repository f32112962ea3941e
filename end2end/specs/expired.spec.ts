import { expect, test } from '../fixtures/test.ts';
import { problem, seeProblem } from '../pages/frame.ts';
import { approve, code, lookUp, openLink, typeCode } from '../pages/link.ts';
import { beSignedIn } from '../pages/session.ts';
import { words } from '../pages/words.ts';

const LIFE_OF_A_CODE_S = 600;
const LIFE_OF_ITS_ANSWER_S = 86_400;

test.use({ build: 'dev-tools' });
test.beforeEach(({ page, account }) => beSignedIn(page, account));

test('a code typed too late has expired, and the device receives the error', async ({ page, server, newDevice }) => {
  const device = await newDevice();
  await server.advance(LIFE_OF_A_CODE_S + 1);
  await openLink(page);
  await typeCode(page, device.userCode);
  await seeProblem(page, words.expired, code(page));
  expect(await device.ask()).toEqual({ error: 'expired_token' });
});

test('a code that expires while the person reads cannot be continued', async ({ page, server, newDevice }) => {
  const device = await newDevice();
  await lookUp(page, device.userCode);
  await server.advance(LIFE_OF_A_CODE_S + 1);
  await approve(page).click();
  await expect(problem(page)).toContainText(words.expired);
  await expect(approve(page)).toBeHidden();
  expect(await device.ask()).toEqual({ error: 'expired_token' });
});

test('after a day an expired code is unknown', async ({ page, server, newDevice }) => {
  const device = await newDevice();
  await server.advance(LIFE_OF_A_CODE_S + LIFE_OF_ITS_ANSWER_S + 1);
  await openLink(page);
  await typeCode(page, device.userCode);
  await seeProblem(page, words.unknown, code(page));
});

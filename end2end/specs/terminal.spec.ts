import { USER_CODE } from '../clients/program.ts';
import { Terminal } from '../clients/terminal.ts';
import { APP } from '../fixtures/catalogue.ts';
import { expect, test } from '../fixtures/test.ts';
import { arriveAt } from '../pages/frame.ts';
import { approve, decline, DECLINED, linkDevice, lookUp, openComplete, sameCode, seeApproved, seeConfirm } from '../pages/link.ts';
import { beSignedIn } from '../pages/session.ts';

const QR_CODE = /(?:[█▀▄ ]{20,}\n){8,}/;
const COMPLETE_LINK = /http:\/\/localhost:\d+\/link\?user_code=\S+/;

test.beforeEach(({ page, account }) => beSignedIn(page, account));

test('a command-line tool shows a code and receives the account', async ({ page, server, account }) => {
  const terminal = new Terminal(server.url, APP);
  await linkDevice(page, await terminal.shows(USER_CODE));
  const { status, printed } = await terminal.end();
  expect(printed).toContain(account.email);
  expect(status).toBe(0);
});

test('its QR code contains the complete link', async ({ page, server }) => {
  const terminal = new Terminal(server.url, APP);
  await terminal.shows(QR_CODE);
  const userCode = await terminal.shows(USER_CODE);
  await openComplete(page, { userCode, completeUri: await terminal.shows(COMPLETE_LINK) });
  await seeConfirm(page, userCode);
  await sameCode(page).check();
  await approve(page).click();
  await seeApproved(page);
  expect((await terminal.end()).status).toBe(0);
});

test('it exits with a message when the person declines', async ({ page, server }) => {
  const terminal = new Terminal(server.url, APP);
  await lookUp(page, await terminal.shows(USER_CODE));
  await decline(page).click();
  await arriveAt(page, DECLINED);
  const { status, printed } = await terminal.end();
  expect(printed).toMatch(/declined/i);
  expect(status).not.toBe(0);
});

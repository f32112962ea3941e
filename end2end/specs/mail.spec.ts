import { Mailbox } from '../clients/mailbox.ts';
import { Server } from '../fixtures/server.ts';
import { expect, test as base } from '../fixtures/test.ts';
import { expectAccessible } from '../pages/axe.ts';
import { arriveAt, BRAND } from '../pages/frame.ts';
import { expectNoSidewaysScroll, SMALLEST } from '../pages/layout.ts';
import { linkDevice } from '../pages/link.ts';
import { beSignedIn } from '../pages/session.ts';
import { notMe, UNDONE } from '../pages/undo.ts';

// Emails through a real mail server. One engine is enough for the person's part: @chromium.

const test = base.extend<object, { mailbox: Mailbox }>({
  mailbox: [
    async ({}, use) => {
      const mailbox = await Mailbox.start();
      await use(mailbox);
      await mailbox.close();
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ build, mailbox }, use) => {
      const server = await Server.start(build, `[smtp]\nurl = "${mailbox.url}"\nfrom = "Acme Töster <no-reply@acme.example>"\n`);
      await use(server);
      await server.remove();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});
test.use({ build: 'dev-tools' });

test('the email about a new device arrives, is readable, and its link works @chromium', async ({
  page,
  mailbox,
  account,
  newDevice,
}) => {
  await beSignedIn(page, account);
  await linkDevice(page, (await newDevice()).userCode);
  const mail = await arrived(mailbox, account.email);
  expect(mail.from).toEqual({ name: 'Acme Töster', address: 'no-reply@acme.example' });
  expect(mail.subject).toContain(BRAND);
  expect(mail.text).toContain('Lumen TV');
  expect(mail.html).toContain('Lumen TV');
  expect(mail.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated');

  await page.setContent(mail.html!);
  await expect(page.getByRole('heading')).toContainText(BRAND);
  await page.goto((await page.getByRole('link').getAttribute('href'))!);
  await notMe(page).click();
  await arriveAt(page, UNDONE);
});

test('an email that is rejected temporarily is delivered later, once @chromium', async ({ page, server, mailbox, account, newDevice }) => {
  await beSignedIn(page, account);
  mailbox.refusals.push(451, 451);
  await linkDevice(page, (await newDevice()).userCode);
  await expect.poll(() => mailbox.refusals.length, { message: 'refusals left' }).toBe(1);
  await server.advance(5);
  await expect.poll(() => mailbox.refusals.length, { message: 'refusals left' }).toBe(0);
  await server.advance(10);
  await arrived(mailbox, account.email);
  await server.advance(3600);
  expect(mailbox.emails.filter((mail) => mail.to?.[0]?.address === account.email)).toHaveLength(1);
});

test('an outage of the mail server loses nothing, nor does a crash @chromium', async ({
  page,
  server,
  mailbox,
  account,
  newDevice,
}) => {
  await beSignedIn(page, account);
  await mailbox.close();
  await linkDevice(page, (await newDevice()).userCode);
  await server.kill9();
  await mailbox.open();
  await server.advance(2 * 3600); // other tests have moved the clock; two hours are more than the longest pause between tries
  await arrived(mailbox, account.email);
});

test('an email that is rejected permanently is given up, and the next one is sent @chromium', async ({
  page,
  server,
  mailbox,
  account,
  newAccount,
  newDevice,
}) => {
  await beSignedIn(page, account);
  mailbox.refusals.push(550);
  await linkDevice(page, (await newDevice()).userCode);
  await expect.poll(() => server.log()).toContain('a message was given up');
  expect(server.log(), 'no full contact in the log').not.toContain(account.email);

  const other = await newAccount();
  await page.context().clearCookies();
  await beSignedIn(page, other);
  await linkDevice(page, (await newDevice()).userCode);
  await arrived(mailbox, other.email);
});

test('the email with a single-use code has it in every part, has no link, and is readable @chromium', async ({
  page,
  server,
  mailbox,
  account,
}) => {
  for (const [language, dir] of [['en', 'ltr'], ['de', 'ltr'], ['ar', 'rtl']] as const) {
    mailbox.emails.length = 0;
    const asked = await fetch(`${server.url}/api/single-use-code/request`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', 'accept-language': language },
      body: JSON.stringify({ for: { name: account.email } }),
    });
    expect(asked.status).toBe(200);
    const mail = await arrived(mailbox, account.email);
    const code = /\d{6}/.exec(mail.subject ?? '')?.[0] ?? 'no code in the subject';
    expect(mail.text).toContain(code);
    expect(`${mail.subject} ${mail.text} ${mail.html}`).not.toMatch(/https?:|href/);
    await page.setContent(mail.html!);
    await expect(page.locator('html')).toHaveAttribute('dir', dir);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByText(code, { exact: true })).toBeVisible();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page, `mail in ${language}, ${colorScheme}`);
    }
    await page.setViewportSize(SMALLEST);
    await expectNoSidewaysScroll(page, `mail in ${language}, 320 px wide`);
    await server.advance(61);
  }
});

async function arrived(mailbox: Mailbox, to: string) {
  const find = () => mailbox.emails.find((mail) => mail.to?.[0]?.address === to);
  await expect.poll(find, { message: `a mail to ${to}`, timeout: 15_000 }).toBeDefined();
  return find()!;
}

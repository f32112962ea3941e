import { Mailbox } from '../clients/mailbox.ts';
import { Server } from '../fixtures/server.ts';
import { expect, test as base } from '../fixtures/test.ts';
import { seeProblem, seeScreen } from '../pages/frame.ts';
import { ASK, askFor, name, sendCode } from '../pages/single_use_code.ts';

// Addresses beyond ASCII, with a mail server that doesn't transport them.

const test = base.extend({
  server: [
    async ({ build }, use) => {
      const mailbox = await Mailbox.start({ hideSMTPUTF8: true });
      const server = await Server.start(build, `[smtp]\nurl = "${mailbox.url}"\nfrom = "no-reply@acme.example"\n`);
      await use(server);
      await server.remove();
      await mailbox.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});

test('an address that gets no email is refused in the form, and another one is accepted', async ({ page, server, account }) => {
  await expect.poll(() => server.log(), { message: 'the mail server was asked' }).toContain("doesn't support SMTPUTF8");
  await page.goto('/single-use-code');
  await seeScreen(page, ASK);
  await name(page).fill('jürgen@example.com');
  await sendCode(page).click();
  await seeProblem(page, /accented or non-Latin letters before the @/, name(page));
  await askFor(page, account.email);
});

import { Hook, Provider, type Text } from '../clients/texts.ts';
import { run } from '../fixtures/binary.ts';
import { Server } from '../fixtures/server.ts';
import { expect, test as base } from '../fixtures/test.ts';
import { arriveAt, HOME, seeScreen } from '../pages/frame.ts';
import { ASK, country, enter, ENTER, name, progress, sendCode } from '../pages/single_use_code.ts';

// Text messages through a provider with Twilio's API, checked against Twilio's own description of it. One engine is enough: @chromium.

const test = base.extend<{ phone: string }, { provider: Provider }>({
  provider: [
    async ({}, use) => {
      const provider = await Provider.start();
      await use(provider);
      await provider.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  server: [
    async ({ build, provider }, use) => {
      const server = await Server.start(build, provider.config);
      await use(server);
      await server.remove();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  /** The phone number that an account signs in with. */
  phone: async ({ server }, use) => {
    const phone = server.newPhone();
    await server.addAccount({ phone });
    await use(phone);
  },
});
test.use({ build: 'dev-tools' });

test('a text arrives, fills one segment, and its code signs in @chromium', async ({ page, provider, phone }) => {
  await page.goto('/single-use-code');
  await seeScreen(page, ASK);
  await name(page).fill(phone);
  await expect(country(page)).toHaveValue('DE');
  await sendCode(page).click();
  await seeScreen(page, ENTER);
  const text = await arrived(provider, phone);
  expect(text.body.length).toBeLessThanOrEqual(160);
  expect(text.body).toMatch(/\n@localhost #\d{6}$/);
  await enter(page, codeOf(text));
  await arriveAt(page, HOME);

  await test.step('and in a browser that the account knows, the page says how far the next one got', async () => {
    await page.goto('/single-use-code');
    await seeScreen(page, ASK);
    await name(page).fill(phone);
    await sendCode(page).click();
    await seeScreen(page, ENTER);
    await expect(progress(page)).toContainText('The phone network has accepted the text', { timeout: 10_000 });
    const next = provider.texts.filter((text) => text.to === phone)[1]!;
    expect(await provider.callBack(next, 'delivered', 'not the token')).toBe(403);
    expect(await provider.callBack(next, 'delivered')).toBe(204);
    expect(await provider.callBack(next, 'sent')).toBe(204);
    await expect(progress(page)).toContainText('The text was delivered to the phone', { timeout: 10_000 });
  });
});

for (const refusal of [429, 500, 503, 401] as const) {
  test(`a text is sent again, once, to a provider that responds with ${refusal} @chromium`, async ({ server, provider, phone }) => {
    provider.refusals.push(refusal);
    await ask(server, phone);
    await expect.poll(() => provider.refusals.length, { message: 'refusals left' }).toBe(0);
    await server.advance(5);
    await arrived(provider, phone);
    await server.advance(300);
    expect(provider.texts.filter((text) => text.to === phone)).toHaveLength(1);
  });
}

test('an unreadable response causes a second text with the same code, never none @chromium', async ({
  server,
  provider,
  phone,
}) => {
  provider.refusals.push('garbage');
  await ask(server, phone);
  await expect.poll(() => provider.refusals.length, { message: 'refusals left' }).toBe(0);
  await server.advance(5);
  await arrived(provider, phone);
});

test("a text to a number that the provider rejects is given up, and the operator's list has it without the number @chromium", async ({
  server,
  provider,
  phone,
}) => {
  provider.refusals.push(400);
  await ask(server, phone);
  await expect.poll(() => server.log()).toContain('21211');
  expect(server.log(), 'no contact in the log').not.toContain(phone);
  const list = await run('dev-tools', ['outbox', 'list', '--data', server.data]);
  expect(list).toContain('21211');
  expect(list).not.toContain(phone);
});

test('an outage of the provider loses nothing, nor does a crash @chromium', async ({ build, provider }) => {
  // A server whose clock wasn't moved, because a crash resets it to the system's.
  const server = await Server.start(build, provider.config);
  const phone = server.newPhone();
  await server.addAccount({ phone });
  await provider.close();
  await ask(server, phone);
  await server.kill9();
  await provider.open();
  await server.advance(150); // long enough for the lease of the crashed process to expire
  const first = await arrived(provider, phone);
  const all = provider.texts.filter((text) => text.to === phone).map(codeOf);
  expect(new Set(all)).toEqual(new Set([codeOf(first)]));
  expect((await signIn(server, phone, codeOf(first))).status).toBe(200);
  await server.remove();
});

test('a provider that hangs delays no email @chromium', async ({ server, provider, phone, account }) => {
  provider.refusals.push('hang');
  await ask(server, phone);
  await expect.poll(() => provider.refusals.length, { message: 'refusals left' }).toBe(0);
  await ask(server, account.email);
  await expect.poll(() => server.messages(account.email).length).toBe(1);
});

test('an expired code is no longer sent @chromium', async ({ server, provider, phone }) => {
  await provider.close();
  await ask(server, phone);
  await server.advance(601);
  await expect.poll(() => server.log()).toContain('it expired before it could be delivered');
  await provider.open();
  await server.advance(900);
  expect(provider.texts.filter((text) => text.to === phone)).toHaveLength(0);
});

test('an operator sends texts with a program of their own @chromium', async ({ build }) => {
  const hook = await Hook.start();
  const server = await Server.start(build, hook.config);
  const phone = server.newPhone();
  await server.addAccount({ phone });
  await ask(server, phone);
  await expect.poll(() => hook.texts.length, { message: 'texts, verified by another library' }).toBe(1);
  const [text] = hook.texts;
  expect(text).toMatchObject({ to: phone, purpose: 'single-use-code' });
  expect(await hook.callBack(server.url, text!.id, 'delivered')).toBe(204);
  const signedIn = await signIn(server, phone, /#(\d{6})$/.exec(text!.text)![1]!);
  expect(signedIn.status).toBe(200);
  await server.remove();
  await hook.stop();
});

const codeOf = (text: Text): string => /#(\d{6})$/.exec(text.body)![1]!;

async function arrived(provider: Provider, to: string): Promise<Text> {
  const find = () => provider.texts.find((text) => text.to === to);
  await expect.poll(find, { message: `a text to ${to}`, timeout: 15_000 }).toBeDefined();
  return find()!;
}

/** Requests a code as the page does. */
async function ask(server: Server, name: string): Promise<void> {
  const answer = await post(server, '/api/single-use-code/request', { for: { name } });
  expect(answer.status).toBe(200);
}

const signIn = (server: Server, name: string, code: string): Promise<Response> =>
  post(server, '/api/session/sign-in-with-code', { for: { name }, code });

const post = (server: Server, path: string, body: object): Promise<Response> =>
  fetch(server.url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'sec-fetch-site': 'same-origin',
      'x-forwarded-for': server.newAddress(),
    },
    body: JSON.stringify(body),
  });

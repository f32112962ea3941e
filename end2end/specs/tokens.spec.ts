import { execFileSync } from 'node:child_process';
import path from 'node:path';
import * as jose from 'jose';
import { collect, type Device, libraries, refresh, type Tokens } from '../clients/device.ts';
import { introspect } from '../clients/introspect.ts';
import { API, TV } from '../fixtures/catalogue.ts';
import { python } from '../fixtures/python.ts';
import { expect, test } from '../fixtures/test.ts';
import { openDevices, remove } from '../pages/devices.ts';
import { linkDevice } from '../pages/link.ts';
import { signIn } from '../pages/sign_in.ts';

// What a device does for months. The person's part is small, so one engine plays it: @chromium.

for (const library of libraries) {
  test(`${library}: the whole life of a device @chromium`, async ({ page, server, account, newDevice }) => {
    test.setTimeout(120_000);
    await signIn(page, account);
    const linked = async (): Promise<{ device: Device; tokens: Tokens }> => {
      const device = await newDevice(TV, { library });
      await linkDevice(page, device.userCode);
      return { device, tokens: await collect(device) };
    };
    let { device, tokens } = await linked();

    await test.step('it refreshes a thousand times', async () => {
      for (let n = 0; n < 1000; n++) tokens = await refresh(device, tokens);
      expect((await device.userinfo(tokens)).claims).toMatchObject({ email: account.email });
    });

    await test.step('an answer gets lost, and a retry brings the same', async () => {
      const lost = await refresh(device, tokens);
      const again = await refresh(device, tokens);
      expect(again.refreshToken).toBe(lost.refreshToken);
      tokens = await refresh(device, again);
    });

    await test.step('an API asks what the token is worth', async () => {
      const told = await introspect(server.url, API, tokens.accessToken);
      expect(told).toMatchObject({ active: true, client_id: TV.id, sub: tokens.subject, scope: TV.scopes.join(' ') });
    });

    await test.step('an old token comes back: the family dies', async () => {
      const old = tokens;
      tokens = await refresh(device, await refresh(device, old));
      expect(await device.refresh(old)).toEqual({ error: 'invalid_grant' });
      expect(await device.refresh(tokens)).toEqual({ error: 'invalid_grant' });
      expect(await device.userinfo(tokens)).toEqual({ error: 'invalid_token' });
      expect(await introspect(server.url, API, tokens.accessToken)).toEqual({ active: false });
    });

    await test.step('another device signs itself out', async () => {
      ({ device, tokens } = await linked());
      await device.revoke(tokens.refreshToken!);
      expect(await device.userinfo(tokens)).toEqual({ error: 'invalid_token' });
    });

    await test.step('its owner removes the last one', async () => {
      ({ device, tokens } = await linked());
      await openDevices(page);
      await remove(page, TV.name);
      expect(await device.refresh(tokens)).toEqual({ error: 'invalid_grant' });
      expect(await introspect(server.url, API, tokens.accessToken)).toEqual({ active: false });
    });
  });
}

test.describe('over a change of keys', () => {
  test.use({ build: 'dev-tools' });

  test('strangers verify the tokens from the published keys alone @chromium', async ({ page, server, account, newDevice }) => {
    await signIn(page, account);
    const device = await newDevice();
    await linkDevice(page, device.userCode);
    const before = await collect(device);
    const keys = await publishedKeys(server.url);

    await server.rotateKeys();
    await expect.poll(async () => (await publishedKeys(server.url)).length).toBe(keys.length + 1);
    await server.advance(600);
    const after = await refresh(device, before);
    expect(jose.decodeProtectedHeader(after.accessToken).kid).not.toBe(jose.decodeProtectedHeader(before.accessToken).kid);

    for (const tokens of [after, await refresh(device, after)]) {
      await verifyWithJose(server.url, tokens);
      verifyWithPyJwt(server.url, tokens);
    }
  });
});

async function publishedKeys(issuer: string): Promise<unknown[]> {
  const jwks = (await fetch(`${issuer}/oauth/jwks`).then((answer) => answer.json())) as { keys: unknown[] };
  return jwks.keys;
}

async function verifyWithJose(issuer: string, tokens: Tokens): Promise<void> {
  const keys = jose.createRemoteJWKSet(new URL(`${issuer}/oauth/jwks`));
  // The server's clock has been moved; the library asks the system's.
  const access = jose.decodeJwt(tokens.accessToken);
  const currentDate = new Date(access.iat! * 1000);
  const { payload } = await jose.jwtVerify(tokens.accessToken, keys, { issuer, audience: issuer, typ: 'at+jwt', currentDate });
  expect(payload.sub).toBe(tokens.subject);
  await jose.jwtVerify(tokens.idToken!, keys, { issuer, audience: TV.id, currentDate });
}

function verifyWithPyJwt(issuer: string, tokens: Tokens): void {
  const script = path.join(import.meta.dirname, '../clients/verify.py');
  const subject = execFileSync(python(), [script, issuer, tokens.accessToken], { encoding: 'utf8' });
  expect(subject.trim()).toBe(tokens.subject);
}

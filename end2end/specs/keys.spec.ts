import { execFileSync } from 'node:child_process';
import path from 'node:path';
import * as jose from 'jose';
import { collect, refresh, type Tokens } from '../clients/device.ts';
import { TV } from '../fixtures/catalogue.ts';
import { python } from '../fixtures/python.ts';
import { Server } from '../fixtures/server.ts';
import { expect, test as base } from '../fixtures/test.ts';
import { linkDevice } from '../pages/link.ts';
import { beSignedIn } from '../pages/session.ts';

// A server of its own: if the clock of a server was moved, its keys have other dates than the command's.
const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start('dev-tools');
      await use(server);
      await server.remove();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});

test('a third party verifies the tokens with the published keys alone @chromium', async ({ page, server, account, newDevice }) => {
  const keys = await publishedKeys(server.url);
  await server.rotateKeys();
  await expect.poll(async () => (await publishedKeys(server.url)).length).toBe(keys.length + 1);

  await beSignedIn(page, account);
  const device = await newDevice();
  await linkDevice(page, device.userCode);
  // The library fetches the keys now and caches them; the next key is already among them.
  const before = await collect(device);
  await server.advance(600);
  const after = await refresh(device, before);
  expect(jose.decodeProtectedHeader(after.accessToken).kid).not.toBe(jose.decodeProtectedHeader(before.accessToken).kid);

  for (const tokens of [after, await refresh(device, after)]) {
    await verifyWithJose(server.url, tokens);
    verifyWithPyJwt(server.url, tokens);
  }
});

async function publishedKeys(issuer: string): Promise<unknown[]> {
  const jwks = (await fetch(`${issuer}/oauth/jwks`).then((answer) => answer.json())) as { keys: unknown[] };
  return jwks.keys;
}

async function verifyWithJose(issuer: string, tokens: Tokens): Promise<void> {
  const keys = jose.createRemoteJWKSet(new URL(`${issuer}/oauth/jwks`));
  // The server's clock has been moved; the library uses the system's.
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

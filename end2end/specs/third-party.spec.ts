import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { USER_CODE } from '../clients/program.ts';
import { metadataCheck, startThirdParty, thirdParty } from '../clients/third-party.ts';
import { APP } from '../fixtures/catalogue.ts';
import { expect, test } from '../fixtures/test.ts';
import { linkDevice } from '../pages/link.ts';
import { beSignedIn } from '../pages/session.ts';

// Clients that nobody here wrote (D1, D8). One engine is enough for the person's part: @chromium.

for (const { name, refreshes } of thirdParty) {
  test(`${name} links itself${refreshes ? ' and refreshes' : ''} @chromium`, async ({ page, server, account }) => {
    await beSignedIn(page, account);
    const device = startThirdParty(name, server.url, APP.id);
    try {
      const userCode = (await device.prints(USER_CODE))[0];
      await linkDevice(page, userCode);
      const [, linked] = await device.prints(/Linked to (\S+)\n/);
      expect(linked).toBe(account.email);
      if (refreshes) {
        const [, refreshed] = await device.prints(/Refreshed for (\S+)\n/);
        expect(refreshed).toBe(account.email);
      }
    } finally {
      device.stop();
    }
  });
}

// OpenID Connect Discovery §3 requires RS256, which this server doesn't have: it signs with ES256 (D9).
test("Authlib's validators find nothing in the metadata but the lack of RS256 @chromium", async ({ server }) => {
  const [command, ...args] = metadataCheck(server.url);
  const { stdout } = await promisify(execFile)(command!, args);
  expect(stdout.trim()).toBe(
    'openid-configuration, OpenIDProviderMetadata: "RS256" MUST be included in "id_token_signing_alg_values_supported"',
  );
});

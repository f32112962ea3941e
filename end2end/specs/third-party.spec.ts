import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { promisify } from 'node:util';
import { libraries } from '../clients/libraries.ts';
import { USER_CODE } from '../clients/program.ts';
import { metadataCheck, startThirdParty, thirdParty, thirdPartyNames } from '../clients/third-party.ts';
import { APP } from '../fixtures/catalogue.ts';
import { expect, test } from '../fixtures/test.ts';
import { linkDevice } from '../pages/link.ts';
import { beSignedIn } from '../pages/session.ts';

// Clients that nobody here wrote (D1, D8). One engine is enough for the person's part: @chromium.

for (const { name, refreshes } of thirdParty) {
  test(`${name} links itself${refreshes ? ' and refreshes' : ''} @chromium`, async ({ page, server, account }) => {
    test.slow(); // it waits for a program up to three times, and each wait says what was printed
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

test('each library that is played has a row with its settings in docs/integrate.md @chromium', () => {
  const page = fs.readFileSync(new URL('../../docs/integrate.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `')).map((row) => row.replaceAll('`', ''));
  for (const name of [...libraries, ...thirdPartyNames]) expect(rows.some((row) => row.includes(name)), name).toBe(true);
});

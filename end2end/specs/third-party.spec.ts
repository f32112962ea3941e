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

/** Libraries that other tests play: the examples, the checks of tokens, and the server's story about the crate. */
const PLAYED_ELSEWHERE = ['requests-oauth2client', 'PyJWT', 'oauth2'];
/** The page says that nothing plays it. */
const NOT_PLAYED = 'openidconnect';

test('each library that was tried has a row with its settings in docs/integrate.md, and no other has @chromium', () => {
  const page = fs.readFileSync(new URL('../../docs/integrate.md', import.meta.url), 'utf8');
  const section = page.split('\n## Libraries\n')[1]!.split('\n## ')[0]!;
  const rows = section.split('\n').filter((line) => line.startsWith('| `')).map((row) => row.split(' | '));
  // A cell names one library or more, and then its language: `openid-client` 6, `oauth4webapi` (JavaScript).
  const names = rows.flatMap(([cell]) => cell!.replace(/^\| | \(.*\)$|`/g, '').split(', '));
  const ours = libraries.map((name) => (name === 'openid-client' ? 'openid-client 6' : name));
  expect(names.sort()).toEqual([...ours, ...thirdPartyNames, ...PLAYED_ELSEWHERE, NOT_PLAYED].sort());
  for (const [cell, settings] of rows) expect(settings, cell).toMatch(/\w.* \|$/);
});

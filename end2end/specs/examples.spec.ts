import { languages, startExample } from '../clients/example.ts';
import { APP } from '../fixtures/catalogue.ts';
import { expect, test } from '../fixtures/test.ts';
import { linkDevice } from '../pages/link.ts';
import { beSignedIn } from '../pages/session.ts';

// The example files of docs/integrate.md. One engine is enough for the person's part: @chromium.

for (const language of languages) {
  test(`the example in ${language} links itself and refreshes @chromium`, async ({ page, server, account }) => {
    await beSignedIn(page, account);
    const example = startExample(language, server.url, APP.id);
    try {
      const [, userCode] = await example.prints(/\/link and type (\S+)/);
      await linkDevice(page, userCode!);
      const [, email] = await example.prints(/Linked to (\S+)/);
      expect(email).toBe(account.email);
      await example.prints(/Refreshed for 600 seconds/);
    } finally {
      example.stop();
    }
  });
}

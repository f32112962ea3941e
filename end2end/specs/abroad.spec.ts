import { fileURLToPath } from 'node:url';
import { Server } from '../fixtures/server.ts';
import { expect, test as base } from '../fixtures/test.ts';
import { approve, lookUp, more, seeApproved } from '../pages/link.ts';
import { openSecurity } from '../pages/security.ts';
import { beSignedIn } from '../pages/session.ts';
import { verify } from '../pages/sign_in.ts';
import { words } from '../pages/words.ts';

// The operator has a GeoIP database: in this one, the documentation networks are in Vienna and in Portugal.

const PLACES = fileURLToPath(new URL('../../server/tests/data/places.mmdb', import.meta.url));
const VIENNA = '192.0.2.7';
const PORTUGAL = '198.51.100.7';

const test = base.extend<object, object>({
  server: [
    async ({ build }, use) => {
      const server = await Server.start(build, `geoip_database = "${PLACES}"\n`);
      await use(server);
      await server.remove();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  address: ({}, use) => use(PORTUGAL),
});

test('a device in another country is linked after a warning and a fresh verification', async ({ page, server, account, newDevice }) => {
  const device = await newDevice(undefined, { address: VIENNA });
  await beSignedIn(page, account);
  await lookUp(page, device.userCode);
  await expect(page.getByRole('main')).toContainText('Asked from \u2068Vienna, Austria\u2069');
  await more(page).click();
  await expect(page.getByText(VIENNA)).toBeVisible();
  await expect(page.getByRole('main')).toContainText(words.abroad);
  await approve(page).click();
  await verify(page, server, account);
  await seeApproved(page);
});

test.describe('in a browser that says what it is', () => {
  test.use({ userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0' });

  test('its session is listed by the name and the place that a person knows', async ({ page, account }) => {
    await beSignedIn(page, account);
    await openSecurity(page);
    await expect(page.getByRole('main')).toContainText('\u2068\u2068Firefox\u2069 on \u2068Windows\u2069\u2069, \u2068Portugal\u2069');
  });
});

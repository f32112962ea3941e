import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Server } from '../fixtures/server.ts';
import { test as base } from '../fixtures/test.ts';
import { lookUp } from '../pages/link.ts';
import { addEmail, openSecurity } from '../pages/security.ts';
import { beSignedIn } from '../pages/session.ts';
import { withApp } from '../pages/two_step.ts';

// The pictures of the documents: what a person sees on the running product.

const PICTURES = path.resolve(import.meta.dirname, '../../docs/pictures');
/** In this database, the documentation network 192.0.2.0/24 is in Vienna. */
const PLACES = fileURLToPath(new URL('../../server/tests/data/places.mmdb', import.meta.url));

const test = base.extend<object, object>({
  server: [
    async ({ build }, use) => {
      const server = await Server.start(build, `geoip_database = "${PLACES}"\n`);
      await use(server);
      await server.remove();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  address: ({}, use) => use('192.0.2.7'),
  account: async ({ server }, use) => use(await server.addAccount({ email: 'ann@example.com' })),
});

const shot = (name: string) => ({ path: path.join(PICTURES, `${name}.png`), fullPage: true, animations: 'disabled' }) as const;

test('confirm', async ({ page, account, newDevice }) => {
  const device = await newDevice(undefined, { deviceName: 'Living room' });
  await beSignedIn(page, account);
  await lookUp(page, device.userCode);
  await page.screenshot(shot('confirm'));
});

test('security', async ({ page, server }) => {
  const account = await server.addAccount({ email: 'ann@acme.example' });
  await beSignedIn(page, account);
  await withApp(page, server, account);
  await page.goto('/security/add');
  await addEmail(page, server, 'ann@home.example');
  await openSecurity(page);
  await page.screenshot(shot('security'));
});

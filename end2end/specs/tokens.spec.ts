import { collect, type Device, refresh, type Tokens } from '../clients/device.ts';
import { libraries } from '../clients/libraries.ts';
import { introspect } from '../clients/introspect.ts';
import { API, TV } from '../fixtures/catalogue.ts';
import { expect, test } from '../fixtures/test.ts';
import { openDevices, remove } from '../pages/devices.ts';
import { linkDevice } from '../pages/link.ts';
import { beSignedIn } from '../pages/session.ts';

// A device's requests over months. The person's part is small, so it runs in one engine: @chromium.

for (const library of libraries) {
  test(`${library}: the whole life of a device @chromium`, async ({ page, server, account, newDevice }) => {
    test.setTimeout(120_000);
    await beSignedIn(page, account);
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

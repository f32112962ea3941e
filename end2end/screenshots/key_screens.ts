import path from 'node:path';
import { test } from '../fixtures/test.ts';
import { stops } from '../tour/all.ts';
import { FOLDER, stem } from './folder.ts';
import { fixClock, steady } from './steady.ts';

// The screens that are compared with those of an earlier commit, on a light phone and a dark desktop. The earlier commit visits them with its own
// tour, so that its controls may have other names.

const KEY_SCREENS = [
  'home',
  'home, signed in',
  'account menu',
  'link',
  'link, mistyped',
  'confirm',
  'confirm, by complete link',
  'confirm, sensitive',
  'done, device not there yet',
  'declined',
  'sign-in',
  'password, wrong',
  'account picker',
  'single-use code, enter',
  'create an account, code',
  'devices',
  'security',
  'security, a method open',
  'security, add',
  'security, recovery codes',
];

for (const name of KEY_SCREENS) {
  test(name, async ({ page, server, account, newAccount, newDevice }, { project }) => {
    const stop = stops.find((stop) => stop.name === name);
    if (!stop) throw new Error(`the tour has no stop "${name}": change the list in end2end/screenshots/key_screens.ts`);
    await fixClock(page);
    await stop.visit({ page, server, account, newAccount, newDevice });
    await page.waitForLoadState('networkidle');
    await steady(page);
    const file = path.join(FOLDER, `${stem(name)}.${project.name.replace('key-', '')}.png`);
    await page.screenshot({ path: file, fullPage: true, animations: 'disabled' });
  });
}

import type { LaunchOptions } from '@playwright/test';
import { long } from '../fixtures/long.ts';

/** A Debian package of Chromium, without updates and without requests beyond this machine. */
const options = (program: string): LaunchOptions => ({
  executablePath: process.env.CHROMIUM ?? `/usr/bin/${program}`,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
  ],
});

/** Chromium as people have it. */
export const chromium = options('chromium');

/** Chromium without windows and menus of its own. It has no back-forward cache, and journeys take two thirds of the time. */
const shell = options('chromium-headless-shell');

/** The one for most journeys. */
export const chromiumForJourneys = long ? chromium : shell;

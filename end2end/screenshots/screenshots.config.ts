import { defineConfig, type Project } from '@playwright/test';
import { chromium } from '../engines/chromium.ts';
import { PHONE } from '../pages/layout.ts';
import base from '../playwright.config.ts';

// scripts/look and scripts/mails run these projects one after the other; each writes into the folder that `SCREENSHOTS` names.

const desktop = { viewport: { width: 1280, height: 900 }, launchOptions: chromium };
const phone = { viewport: PHONE, deviceScaleFactor: 2, hasTouch: true, isMobile: true, launchOptions: chromium };
const picture = { viewport: { width: 640, height: 620 }, deviceScaleFactor: 2, launchOptions: chromium };

const project = (name: string, testMatch: string, use: Project['use']): Project => ({ name, testMatch, use });

export default defineConfig({
  ...base,
  testDir: '.',
  outputDir: '../out/screenshots',
  use: { ...base.use, screenshot: 'off' },
  projects: [
    project('desktop', 'screenshots.ts', desktop),
    project('phone', 'screenshots.ts', phone),
    project('sheet', 'contact_sheet.ts', desktop),
    project('key-desktop', 'key_screens.ts', { ...desktop, colorScheme: 'dark' }),
    project('key-phone', 'key_screens.ts', phone),
    project('compare', 'compare.ts', desktop),
    project('readme', 'readme.ts', picture),
    project('mails', 'mails.ts', desktop),
  ],
});

import { defineConfig } from '@playwright/test';
import { chromium } from '../engines/chromium.ts';
import { PHONE } from '../pages/layout.ts';
import base from '../playwright.config.ts';

const desktop = { viewport: { width: 1280, height: 900 }, launchOptions: chromium };
const phone = { viewport: PHONE, deviceScaleFactor: 2, hasTouch: true, isMobile: true, launchOptions: chromium };

export default defineConfig({
  ...base,
  testDir: '.',
  testMatch: 'screenshots.ts',
  outputDir: '../out/screenshots',
  use: { ...base.use, screenshot: 'off' },
  projects: [
    { name: 'desktop', use: desktop },
    { name: 'phone', use: phone },
    { name: 'phone-arabic', use: phone },
  ],
});

import { defineConfig } from '@playwright/test';
import { chromium } from '../engines/chromium.ts';
import base from '../playwright.config.ts';

export default defineConfig({
  ...base,
  testDir: './page',
  outputDir: '../out/bench',
  workers: 1,
  timeout: 600_000,
  reporter: [['dot']],
  use: { ...base.use, screenshot: 'off' },
  projects: [
    { name: 'chromium', testMatch: 'page.ts', use: { launchOptions: chromium } },
    { name: 'scores', testMatch: 'scores.ts', use: { launchOptions: chromium } },
  ],
});

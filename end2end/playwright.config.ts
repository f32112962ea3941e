import { defineConfig, devices } from '@playwright/test';
import { chromiumForJourneys } from './engines/chromium.ts';
import { firefox } from './engines/firefox.ts';
import { long } from './fixtures/long.ts';

export default defineConfig({
  testDir: './specs',
  outputDir: './out/results',
  forbidOnly: true,
  retries: 0,
  workers: Number(process.env.E2E_WORKERS ?? 2),
  timeout: 40_000,
  expect: { timeout: 7_000 },
  reporter: [['list']],
  use: {
    screenshot: 'only-on-failure',
    contextOptions: { reducedMotion: 'reduce' },
  },
  projects: [
    {
      name: 'chromium',
      use: { ...devices['Desktop Chrome'], launchOptions: chromiumForJourneys },
      grepInvert: /@mobile|@as-it-opens/,
    },
    {
      name: 'firefox',
      use: firefox(),
      grep: long ? /./ : /@engine|@smoke/, // the tests that can differ between engines
      grepInvert: /@chromium|@mobile|@preference|@as-it-opens/,
    },
    { name: 'mobile', use: { ...devices['Pixel 7'], launchOptions: chromiumForJourneys }, grep: /@mobile|@smoke/ },
  ],
});

import { defineConfig } from '@playwright/test';
import base from './playwright.config.ts';

process.env.E2E_ENGINE = 'webkit'; // the workers read it too: see fixtures/test.ts

export default defineConfig({
  ...base,
  workers: 1,
  projects: [{ name: 'webkit', use: { browserName: 'webkit' }, grep: /@smoke|@webkit/ }],
});

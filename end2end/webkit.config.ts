import { defineConfig } from '@playwright/test';
import { long } from './fixtures/long.ts';
import base from './playwright.config.ts';

process.env.E2E_ENGINE = 'webkit'; // the workers read it too: see fixtures/test.ts

export default defineConfig({
  ...base,
  workers: 1,
  // README.md says what its driver can't do.
  projects: [{ name: 'webkit', use: { browserName: 'webkit' }, grep: long ? /@smoke|@webkit/ : /@smoke/ }],
});

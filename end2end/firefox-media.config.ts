import { defineConfig } from '@playwright/test';
import { DARK, firefox, FORCED_COLOURS, FULL_MOTION } from './engines/firefox.ts';
import base from './playwright.config.ts';

/** Firefox reads a person's display settings only when it starts: one project for each. */
export default defineConfig({
  ...base,
  projects: [
    { name: 'firefox-dark', use: firefox(DARK), grep: /@dark/ },
    { name: 'firefox-forced-colours', use: firefox(FORCED_COLOURS), grep: /@forced-colours/ },
    { name: 'firefox-full-motion', use: firefox(FULL_MOTION), grep: /@full-motion/ },
  ],
});

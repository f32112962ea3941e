import { defineConfig } from '@playwright/test';
import { DARK, firefox, FORCED_COLOURS, FULL_MOTION, NO_COOKIES } from './engines/firefox.ts';
import base from './playwright.config.ts';

/** Firefox reads a person's settings only when it starts: one project for each. */
export default defineConfig({
  ...base,
  projects: [
    { name: 'firefox-dark', use: firefox(DARK), grep: /@dark/ },
    { name: 'firefox-forced-colours', use: firefox(FORCED_COLOURS), grep: /@forced-colours/ },
    { name: 'firefox-full-motion', use: firefox(FULL_MOTION), grep: /@full-motion/ },
    { name: 'firefox-no-cookies', use: firefox(NO_COOKIES), grep: /@no-cookies/ },
  ],
});

import { devices, type PlaywrightTestOptions, type PlaywrightWorkerOptions } from '@playwright/test';

type Preferences = Record<string, string | number | boolean>;

const QUIET: Preferences = { 'services.settings.server': 'data:,#remote-settings-dummy/v1' };
/** After a download, its panel would have the focus that a test looks for in the page. */
const NO_PANEL: Preferences = { 'browser.download.alwaysOpenPanel': false };
const REDUCED_MOTION: Preferences = { 'ui.prefersReducedMotion': 1 };

/**
 * Debian's Firefox ESR over WebDriver BiDi. It ignores `emulateMedia`, so a color scheme or forced colors
 * are set as preferences at the start.
 */
export function firefox(
  preferences: Preferences = {},
): Partial<PlaywrightTestOptions & PlaywrightWorkerOptions> {
  return {
    ...devices['Desktop Firefox'],
    channel: 'moz-firefox',
    launchOptions: {
      executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
      env: { ...(process.env as Record<string, string>), MOZ_REMOTE_SETTINGS_DEVTOOLS: '1' },
      firefoxUserPrefs: { ...QUIET, ...NO_PANEL, ...REDUCED_MOTION, ...preferences },
    },
  };
}

export const DARK: Preferences = { 'ui.systemUsesDarkTheme': 1, 'layout.css.prefers-color-scheme.content-override': 0 };
export const FORCED_COLOURS: Preferences = { 'browser.display.document_color_use': 2, 'ui.useAccessibilityTheme': 1 };
/** Refuses all cookies, and with them the tab's storage. */
export const NO_COOKIES: Preferences = { 'network.cookie.cookieBehavior': 2 };
export const FULL_MOTION: Preferences = { 'ui.prefersReducedMotion': 0 };

import { chromium as playwright, type Cookie } from '@playwright/test';
import * as chromeLauncher from 'chrome-launcher';
import lighthouse, { type RunnerResult } from 'lighthouse';
import { chromium } from '../../engines/chromium.ts';
import { median } from './numbers.ts';

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const AUDITS = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift'];

/** Lighthouse with its default, a phone: the median of each figure. With cookies, the browser has them before it visits. */
export async function audit(url: string, times: number, cookies: readonly Cookie[] = []): Promise<Record<string, number>> {
  const results: RunnerResult['lhr'][] = [];
  for (let tries = 0; results.length < times && tries < 3 * times; tries++) {
    const result = await once(url, cookies);
    if (result) results.push(result);
  }
  if (results.length < times) throw new Error(`Lighthouse: no trace of ${url}`);
  const figures: Record<string, number> = {};
  for (const name of CATEGORIES) figures[name] = median(results.map((it) => (it.categories[name]?.score ?? 0) * 100));
  for (const name of AUDITS) figures[name] = median(results.map((it) => it.audits[name]?.numericValue ?? Number.NaN));
  return figures;
}

/** Nothing if Chromium's trace lacks the navigation, which says nothing about the page. */
async function once(url: string, cookies: readonly Cookie[]): Promise<RunnerResult['lhr'] | undefined> {
  const chrome = await chromeLauncher.launch({
    chromePath: chromium.executablePath,
    chromeFlags: ['--headless', ...(chromium.args ?? [])],
  });
  try {
    await bring(cookies, chrome.port);
    const result = await lighthouse(url, {
      port: chrome.port,
      logLevel: 'error',
      onlyCategories: CATEGORIES,
      disableStorageReset: cookies.length > 0, // the browser is new, so nothing else is in its storage
    });
    if (result?.lhr.runtimeError?.code === 'NO_NAVSTART') return undefined;
    if (!result || result.lhr.runtimeError) throw new Error(`Lighthouse: ${result?.lhr.runtimeError?.message}`);
    const shown = result.lhr.finalDisplayedUrl;
    if (shown !== url) throw new Error(`Lighthouse: ${url} led to ${shown}`);
    return result.lhr;
  } finally {
    chrome.kill();
  }
}

/** Puts cookies into the browser, as if it had been here before. */
async function bring(cookies: readonly Cookie[], port: number): Promise<void> {
  if (cookies.length === 0) return;
  const browser = await playwright.connectOverCDP(`http://127.0.0.1:${port}`);
  await browser.contexts()[0]!.addCookies(cookies);
  await browser.close(); // of the connection alone
}

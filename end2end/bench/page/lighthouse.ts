import * as chromeLauncher from 'chrome-launcher';
import lighthouse, { type RunnerResult } from 'lighthouse';
import { chromium } from '../../engines/chromium.ts';
import { median } from './numbers.ts';

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const AUDITS = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift'];

/** Lighthouse with its default, a phone: the median of each figure. */
export async function audit(url: string, times: number): Promise<Record<string, number>> {
  const results: RunnerResult['lhr'][] = [];
  for (let n = 0; n < times; n++) results.push(await once(url));
  const figures: Record<string, number> = {};
  for (const name of CATEGORIES) figures[name] = median(results.map((it) => (it.categories[name]?.score ?? 0) * 100));
  for (const name of AUDITS) figures[name] = median(results.map((it) => it.audits[name]?.numericValue ?? Number.NaN));
  return figures;
}

async function once(url: string): Promise<RunnerResult['lhr']> {
  const chrome = await chromeLauncher.launch({
    chromePath: chromium.executablePath,
    chromeFlags: ['--headless', ...(chromium.args ?? [])],
  });
  try {
    const result = await lighthouse(url, { port: chrome.port, logLevel: 'error', onlyCategories: CATEGORIES });
    if (!result || result.lhr.runtimeError) throw new Error(`Lighthouse: ${result?.lhr.runtimeError?.message}`);
    return result.lhr;
  } finally {
    chrome.kill();
  }
}

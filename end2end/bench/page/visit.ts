import type { Browser, CDPSession, Page } from '@playwright/test';

/** Chrome's and Lighthouse's "Fast 3G", with a processor four times slower than this one. */
export const FAST_3G = {
  offline: false,
  latency: 150 * 3.75,
  downloadThroughput: (1.6 * 1000 * 1000 * 0.9) / 8,
  uploadThroughput: (750 * 1000 * 0.9) / 8,
};
const SLOWER = 4;

export interface File {
  readonly path: string;
  readonly encoding: string;
  readonly bytes: number;
}

export interface Visit {
  /** When the field is painted: a person can type. */
  readonly typable_ms: number;
  /** When the app responds; for a page without an app, the same time. */
  readonly answers_ms: number;
  readonly files: File[];
}

/** One first visit, with an empty cache. */
export async function visit(browser: Browser, url: string, { slowly }: { slowly: boolean }): Promise<Visit> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const files = await listen(session);
  if (slowly) {
    await session.send('Network.emulateNetworkConditions', FAST_3G);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  }
  await page.addInitScript(keepTimes);
  await page.goto(url, { waitUntil: 'networkidle' });
  const times = await readTimes(page);
  await context.close();
  return { ...times, files: [...files.values()] };
}

async function listen(session: CDPSession): Promise<Map<string, File>> {
  const files = new Map<string, File>();
  await session.send('Network.enable');
  session.on('Network.responseReceived', ({ requestId, response: { url, headers } }) => {
    const encoding = headers['content-encoding'] ?? headers['Content-Encoding'] ?? 'none';
    if (url.startsWith('http')) files.set(requestId, { path: new URL(url).pathname, encoding, bytes: 0 });
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength: bytes }) => {
    const file = files.get(requestId);
    if (file) files.set(requestId, { ...file, bytes });
  });
  return files;
}

interface Times {
  field?: number;
  app?: number;
}

/** Runs in the page, before any other script. */
function keepTimes(): void {
  const times: Times = {};
  Object.assign(window, { times });
  const look = (): void => {
    if (document.getElementById('code')) times.field ??= performance.now();
    if (document.documentElement && 'started' in document.documentElement.dataset) times.app ??= performance.now();
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
}

function readTimes(page: Page): Promise<Pick<Visit, 'typable_ms' | 'answers_ms'>> {
  return page.evaluate(() => {
    const { times } = window as unknown as { times: Times };
    const painted = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN;
    const typable_ms = Math.max(painted, times.field ?? Number.NaN);
    return { typable_ms, answers_ms: times.app ?? typable_ms };
  });
}

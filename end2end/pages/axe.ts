import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import type { AxeResults, Result } from 'axe-core';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const AXE_FILE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const AXE_PATH = '/axe-for-this-test.js';

/** Expects no violations on the page in its current state. */
export async function expectAccessible(page: Page, when: string): Promise<void> {
  const { violations, passes } = process.env.E2E_ENGINE === 'webkit' ? await scanByUrl(page) : await scan(page);
  expect(passes.length, 'axe looked at something').toBeGreaterThan(5);
  expect(violations.map(describe), `accessible: ${when}`).toEqual([]);
}

/** In legacy mode, axe doesn't open a tab of its own for the results of frames; there are none. Of what passes, one element is enough. */
const scan = (page: Page): Promise<AxeResults> =>
  new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] }).withTags(RULES).analyze();

/** WebKit's inspector drops a message as large as axe, so there the page loads it as a script, from a second server. */
async function scanByUrl(page: Page): Promise<AxeResults> {
  const aside = http.createServer((_, answer) => {
    answer.setHeader('content-type', 'text/javascript');
    fs.createReadStream(AXE_FILE).pipe(answer);
  });
  await new Promise<void>((resolve) => aside.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(aside.address() as AddressInfo).port}/`;
  await page.route(`**${AXE_PATH}`, (route) => route.continue({ url }));
  await page.addScriptTag({ url: AXE_PATH });
  aside.close();
  return page.evaluate(async (values) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    return axe.run({ runOnly: { type: 'tag', values } });
  }, RULES);
}

function describe({ id, help, nodes }: Result): string {
  return `${id}: ${help}\n${nodes.map((node) => `  ${node.target.join(' ')}  ${node.failureSummary ?? ''}`).join('\n')}`;
}

import { expect, test } from '../../fixtures/test.ts';
import { beSignedIn } from '../../pages/session.ts';
import { audit } from './lighthouse.ts';
import { figure } from './numbers.ts';

// What every change of the look must keep. The figures of one machine differ from run to run: the median of five does not by much.

const TIMES = 5;

/** The least score of each category. */
const SCORES: Record<string, number> = { performance: 95, accessibility: 100, 'best-practices': 100, seo: 100 };
const MOVES = 'cumulative-layout-shift';
/** Lighthouse shows three digits. */
const LEAST_MOVE = 0.0005;

/** The last one isn't for search engines. */
const SCREENS = [
  { path: '/', signedIn: false, without: [] },
  { path: '/link', signedIn: false, without: [] },
  { path: '/sign-in', signedIn: false, without: [] },
  { path: '/security', signedIn: true, without: ['seo'] },
] as const satisfies readonly { path: string; signedIn: boolean; without: readonly string[] }[];

test('Lighthouse scores', async ({ page, server, account }) => {
  test.setTimeout(1_800_000);
  await beSignedIn(page, account);
  const cookies = await page.context().cookies();
  const broken: string[] = [];
  const rows = [['', ...Object.entries(SCORES).map(([name, least]) => `${name} ≥ ${least}`), 'layout shift = 0']];
  for (const { path, signedIn, without } of SCREENS) {
    const figures = await audit(server.url + path, TIMES, signedIn ? cookies : []);
    const cells = Object.entries(SCORES).map(([name, least]) => {
      if ((without as readonly string[]).includes(name)) return '-';
      const score = Math.round(figures[name] ?? 0);
      if (score < least) broken.push(`${path}: ${name} ${score}`);
      return figure(score);
    });
    const moves = figures[MOVES] ?? Number.NaN;
    if (!(moves < LEAST_MOVE)) broken.push(`${path}: the layout moves by ${figure(moves, 3)}`);
    rows.push([path, ...cells, figure(moves, 3)]);
  }
  console.log(`\nLighthouse, mobile, median of ${TIMES}`);
  for (const [screen = '', ...cells] of rows) console.log(`  ${screen.padEnd(10)} ${cells.map((cell) => cell.padStart(22)).join('')}`);
  expect(broken).toEqual([]);
});

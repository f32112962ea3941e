import type { Browser } from '@playwright/test';
import { test } from '../../fixtures/test.ts';
import { audit } from './lighthouse.ts';
import { figure, median, sum } from './numbers.ts';
import { servePlainForm } from './plain.ts';
import { visit, type Visit } from './visit.ts';

const TIMES = 5;
const print = (line = ''): void => console.log(line);

test('/link: what it weighs', async ({ browser, server }) => {
  const { files } = await visit(browser, `${server.url}/link`, { slowly: false });
  print('\n/link, first visit, on the wire (bytes with headers)');
  for (const { path, encoding, bytes } of files) print(`  ${figure(bytes).padStart(9)}  ${encoding.padEnd(5)} ${path}`);
  print(`  ${figure(sum(files.map((it) => it.bytes))).padStart(9)}  in ${files.length} requests`);
});

test('/link: how soon, on Fast 3G and a slow processor', async ({ browser, server }) => {
  const form = await servePlainForm(server.url);
  const app = await medians(browser, `${server.url}/link`);
  const plain = await medians(browser, form.url);
  form.close();

  print(`\n/link on Fast 3G with a processor 4 times slower, median of ${TIMES}`);
  print('beside it a plain HTML form: the same page without scripts, served by a small server of this bench');
  const row = (what: string, ours: number, theirs: number): void =>
    print(`  ${what.padEnd(18)} ${figure(ours).padStart(9)} ${figure(theirs).padStart(9)}   × ${figure(ours / theirs, 2)}`);
  print(`  ${''.padEnd(18)} ${'/link'.padStart(9)} ${'plain'.padStart(9)}`);
  row('typable, ms', app.typable_ms, plain.typable_ms);
  row('app answers, ms', app.answers_ms, plain.answers_ms);
  row('bytes', app.bytes, plain.bytes);
  row('requests', app.requests, plain.requests);
});

test('/link: Lighthouse', async ({ server }) => {
  const figures = await audit(`${server.url}/link`, TIMES);
  print(`\n/link by Lighthouse, mobile, median of ${TIMES}`);
  for (const [name, value] of Object.entries(figures)) print(`  ${name.padEnd(26)} ${figure(value, value < 1 ? 3 : 0)}`);
});

type Medians = Record<'typable_ms' | 'answers_ms' | 'bytes' | 'requests', number>;

async function medians(browser: Browser, url: string): Promise<Medians> {
  const visits: Visit[] = [];
  for (let n = 0; n < TIMES; n++) visits.push(await visit(browser, url, { slowly: true }));
  const of = (take: (visit: Visit) => number): number => median(visits.map(take));
  return {
    typable_ms: of((it) => it.typable_ms),
    answers_ms: of((it) => it.answers_ms),
    bytes: of((it) => sum(it.files.map((file) => file.bytes))),
    requests: of((it) => it.files.length),
  };
}

import path from 'node:path';
import { test } from '../fixtures/test.ts';
import { stops } from '../tour/all.ts';
import { turnToArabic } from '../tour/stops.ts';

const FOLDER = process.env.SCREENSHOTS ?? 'out/screenshots';

// One picture for each screen in each state: desktop-07-confirm-dark.png

stops.forEach((stop, index) => {
  const { name, visit, covered } = stop;
  test(name, async ({ page, server, account, newAccount, newDevice }, { project }) => {
    const arabic = project.name === 'phone-arabic';
    const step = `${String(index + 1).padStart(2, '0')}-${name.replaceAll(/\W+/g, '-')}`;
    const shoot = (look: string): Promise<Buffer> => {
      const file = `${project.name}-${step}-${look}.png`;
      return page.screenshot({ path: path.join(FOLDER, file), fullPage: true, animations: 'disabled', caret: 'initial' });
    };
    await visit({ page, server, account, newAccount, newDevice });
    if (arabic && !covered) await turnToArabic(page, stop);
    await shoot('light');
    if (arabic) return;
    await page.emulateMedia({ colorScheme: 'dark' });
    await shoot('dark');
  });
});

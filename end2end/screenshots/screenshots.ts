import path from 'node:path';
import { test } from '../fixtures/test.ts';
import { stops } from '../tour/all.ts';
import { turnToArabic } from '../tour/stops.ts';
import { FOLDER, LOOKS, stem } from './folder.ts';

// Pictures of each screen in each state: 07-confirm.desktop.en.dark.png. A dialog covers the choice of language, so it is shown in English only.

stops.forEach((stop, index) => {
  const { name, visit, covered } = stop;
  test(name, async ({ page, server, account, newAccount, newDevice }, { project }) => {
    const step = `${String(index + 1).padStart(2, '0')}-${stem(name)}.${project.name}`;
    const shoot = async (language: string): Promise<void> => {
      for (const look of LOOKS) {
        await page.emulateMedia({ colorScheme: look });
        const file = path.join(FOLDER, `${step}.${language}.${look}.png`);
        await page.screenshot({ path: file, fullPage: true, animations: 'disabled', caret: 'initial' });
      }
    };
    await visit({ page, server, account, newAccount, newDevice });
    await shoot('en');
    if (covered) return;
    await turnToArabic(page, stop);
    await shoot('ar');
  });
});

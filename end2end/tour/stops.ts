import { expect, type Page } from '@playwright/test';
import type { Device, DeviceOptions } from '../clients/device.ts';
import type { Client } from '../fixtures/catalogue.ts';
import type { Account, Server } from '../fixtures/server.ts';
import { language, problem, speak } from '../pages/frame.ts';
import { seeAppRun } from '../pages/network.ts';

/** The fixtures that a visit needs. */
export interface Traveller {
  readonly page: Page;
  readonly server: Server;
  readonly account: Account;
  readonly newAccount: () => Promise<Account>;
  readonly newDevice: (client?: Client, options?: DeviceOptions) => Promise<Device>;
}

/** One screen in one state: the accessibility checks and the screenshots visit them all. */
export interface Stop {
  readonly name: string;
  readonly visit: (traveller: Traveller) => Promise<void>;
  /** Whether a dialog covers the header, with the choice of language. */
  readonly covered?: boolean;
  /** Whether it shows a problem with typed text; a second submit shows it again. */
  readonly troubled?: boolean;
  /** For a screen that another language would lose, so that it asks first: leaves it, and opens it again in Arabic. */
  readonly openInArabic?: (page: Page) => Promise<void>;
  /** Whether it is one of the few that run in WebKit's only window. */
  readonly smoke?: boolean;
}

/** Changes a screen that was opened in English to Arabic. */
export async function turnToArabic(page: Page, { troubled, openInArabic }: Stop): Promise<void> {
  if (openInArabic) {
    await seeAppRun(page);
    await language(page).selectOption('ar');
    await openInArabic(page);
    return;
  }
  await speak(page, 'ar');
  if (!troubled) return;
  await page.getByRole('main').getByRole('textbox').first().press('Enter');
  await expect(problem(page)).toBeVisible();
}

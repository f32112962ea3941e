import { expect, type Page } from '@playwright/test';
import type { Device } from '../clients/device.ts';
import type { Client } from '../fixtures/catalogue.ts';
import type { Account, Server } from '../fixtures/server.ts';
import { problem, speak } from '../pages/frame.ts';

/** What it takes to get anywhere. */
export interface Traveller {
  readonly page: Page;
  readonly server: Server;
  readonly account: Account;
  readonly newAccount: () => Promise<Account>;
  readonly newDevice: (client?: Client) => Promise<Device>;
}

/** One screen in one state: the accessibility checks and the screenshots visit them all. */
export interface Stop {
  readonly name: string;
  readonly visit: (traveller: Traveller) => Promise<void>;
  /** Something lies over the screen, so that the header, with the choice of language, is out of reach. */
  readonly covered?: boolean;
  /** It shows a problem of what was typed; sending it once more shows it once more. */
  readonly troubled?: boolean;
  /** In the few that one WebKit window can reach. */
  readonly smoke?: boolean;
}

/** Turns a screen that was reached in English into Arabic. */
export async function turnToArabic(page: Page, { troubled }: Stop): Promise<void> {
  await speak(page, 'ar');
  if (!troubled) return;
  await page.getByRole('main').getByRole('textbox').first().press('Enter');
  await expect(problem(page)).toBeVisible();
}

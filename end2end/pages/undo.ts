import { expect, type Locator, type Page } from '@playwright/test';
import type { Account, Server } from '../fixtures/server.ts';

export const UNDO = 'Was this you?';
export const INVALID_LINK = 'This link no longer works';
export const UNDONE = 'The device was unlinked';
export const ALL_UNDONE = 'The devices were unlinked';

export const notMe = (page: Page): Locator => page.getByRole('button', { name: "This wasn't me" });
export const me = (page: Page): Locator => page.getByRole('link', { name: 'It was me' });

/** Waits for the link in the newest message to a recipient. */
export async function linkInMessage(server: Server, { email }: Account): Promise<string> {
  const link = (): string | undefined => server.messages(email).at(-1)?.text.match(/\S+\/undo\/\S+/)?.[0];
  await expect.poll(link, { message: 'a message with a link' }).toBeDefined();
  return link()!;
}

import { expect, type Locator, type Page } from '@playwright/test';
import type { Account, Message, Server } from '../fixtures/server.ts';

export const UNDO = 'Was this you?';
export const INVALID_LINK = 'This link no longer works';
export const UNDONE = 'The device was unlinked';
export const ALL_UNDONE = 'The devices were unlinked';

export const BLOCKED = 'Changes are blocked';

/** What the server says about a link in a message about a new password, without a message. */
export async function answerAboutChange(page: Page, used: boolean): Promise<string> {
  const change = { kind: 'password-changed', changed_s_ago: 3600, used, other_method: false };
  await page.route('**/api/undo/change/read', (route) => route.fulfill({ json: change }));
  await page.route('**/api/undo/change/this-was-not-me', (route) =>
    route.fulfill({ json: { ...change, used: true, other_method: true } }),
  );
  return `/undo/${'A'.repeat(54)}`;
}

/** What the server says once about an account whose changes are blocked: its first method allows them again. */
export async function answerBlocked(page: Page): Promise<void> {
  await page.route(
    '**/api/security',
    async (route) => {
      const info = (await (await route.fetch()).json()) as { methods: { id: number }[] };
      await route.fulfill({ json: { ...info, blocked: { by: 'ot…@example.com', methods: [info.methods[0]!.id] } } });
    },
    { times: 1 },
  );
}

export const notMe = (page: Page): Locator => page.getByRole('button', { name: "This wasn't me" });
export const me = (page: Page): Locator => page.getByRole('link', { name: 'It was me' });

/** Waits for the link in the newest message to a recipient about a new device. */
export async function linkInMessage(server: Server, { email }: Account): Promise<string> {
  const aboutDevices = (): Message[] => server.messages(email).filter(({ purpose }) => purpose === 'device-linked');
  const link = (): string | undefined => aboutDevices().at(-1)?.text.match(/\S+\/undo\/\S+/)?.[0];
  await expect.poll(link, { message: 'a message with a link' }).toBeDefined();
  return link()!;
}

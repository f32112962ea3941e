import { expect, type Locator, type Page } from '@playwright/test';
import { arriveAt, seeScreen } from './frame.ts';
import { words } from './words.ts';

export const ENTER = 'Enter your code';
export const CONFIRM = 'Is this your device?';
export const DONE = "You're all set";
export const DECLINED = 'Nothing was linked';

export const code = (page: Page): Locator => page.getByRole('textbox', { name: 'Code', exact: true });
export const next = (page: Page): Locator => page.getByRole('button', { name: 'Next', exact: true });
export const approve = (page: Page): Locator => page.getByRole('button', { name: 'Continue', exact: true });
export const decline = (page: Page): Locator => page.getByRole('button', { name: 'Decline', exact: true });
export const sameCode = (page: Page): Locator =>
  page.getByRole('checkbox', { name: 'The code on my device is the same' });
export const useAnotherAccount = (page: Page): Locator => page.getByRole('button', { name: 'Use another account' });
export const yourDevices = (page: Page): Locator =>
  page.getByRole('main').getByRole('link', { name: 'Your devices', exact: true });

export async function openLink(page: Page): Promise<void> {
  await page.goto('/link');
  await seeScreen(page, ENTER);
}

/** Types it key by key, as a person does, and goes on. */
export async function typeCode(page: Page, userCode: string): Promise<void> {
  await code(page).pressSequentially(userCode);
  await expect(code(page)).toHaveValue(userCode);
  await next(page).click();
}

/** By the link that a picture holds: the code stands in the field, and the person goes on. */
export async function openComplete(page: Page, device: { userCode: string; completeUri: string }): Promise<void> {
  await page.goto(device.completeUri);
  await expect(code(page)).toHaveValue(device.userCode);
  await next(page).click();
}

export async function seeConfirm(page: Page, userCode: string): Promise<void> {
  await arriveAt(page, CONFIRM);
  await expect(page.getByRole('main')).toContainText(userCode);
}

/** From the empty page to the question, for someone who is signed in. */
export async function lookUp(page: Page, userCode: string): Promise<void> {
  await openLink(page);
  await typeCode(page, userCode);
  await seeConfirm(page, userCode);
}

/** All of it. */
export async function linkDevice(page: Page, userCode: string): Promise<void> {
  await lookUp(page, userCode);
  await approve(page).click();
  await arriveAt(page, DONE);
}

/** Lets the minute pass in which a device should come. The page's own clock must have been installed before it was opened. */
export async function waitInVain(page: Page): Promise<void> {
  const said = async (): Promise<string> => {
    await page.clock.runFor('00:10');
    return page.getByRole('main').innerText();
  };
  await expect.poll(said, { intervals: [10], timeout: 20_000 }).toMatch(words.notCollected);
}

import { expect, type Locator, type Page } from '@playwright/test';
import { arriveAt, BRAND, heading, seeScreen } from './frame.ts';
import { words } from './words.ts';

export const ENTER = 'Enter your code';
export const CONFIRM = 'Is this your device?';
export const WAITING = 'Almost there';
export const DONE = "You're all set";
export const DECLINED = 'Nothing was linked';

export const code = (page: Page): Locator => page.getByRole('textbox', { name: 'Code', exact: true });
export const next = (page: Page): Locator => page.getByRole('button', { name: 'Next', exact: true });
export const approve = (page: Page): Locator => page.getByRole('button', { name: 'Continue', exact: true });
export const decline = (page: Page): Locator => page.getByRole('button', { name: 'Decline', exact: true });
export const sameCode = (page: Page): Locator =>
  page.getByRole('checkbox', { name: 'The code on my device is the same' });
export const useAnotherAccount = (page: Page): Locator => page.getByRole('button', { name: 'Use another account' });
/** The two answers, in any language; Continue comes first. */
export const answers = (page: Page): Locator => page.locator('.answers').getByRole('button');
/** The sentence to be read before them, in any language. */
export const risk = (page: Page): Locator => page.locator('.risk');
export const more = (page: Page): Locator => page.getByText('More about this request');
/** Whether the device has collected its tokens. */
export const collection = (page: Page): Locator => page.getByRole('main').getByRole('status');
export const toDevices = (page: Page): Locator => page.getByRole('button', { name: 'Done', exact: true });
export const yourDevices = (page: Page): Locator =>
  page.getByRole('main').getByRole('link', { name: 'Your devices', exact: true });

export async function openLink(page: Page): Promise<void> {
  await page.goto('/link');
  await seeScreen(page, ENTER);
}

/** Types the code key by key, as a person does, and continues. */
export async function typeCode(page: Page, userCode: string): Promise<void> {
  await code(page).pressSequentially(userCode);
  await expect(code(page)).toHaveValue(userCode);
  await next(page).click();
}

/** Opens the link of a QR code, which fills in the code, and continues. */
export async function openComplete(page: Page, device: { userCode: string; completeUri: string }): Promise<void> {
  await page.goto(device.completeUri);
  await expect(code(page)).toHaveValue(device.userCode);
  await next(page).click();
}

export async function seeConfirm(page: Page, userCode: string): Promise<void> {
  await arriveAt(page, CONFIRM);
  await expect(page.getByRole('main')).toContainText(userCode);
}

/** From the empty page to the question, for a person who is signed in. */
export async function lookUp(page: Page, userCode: string): Promise<void> {
  await openLink(page);
  await typeCode(page, userCode);
  await seeConfirm(page, userCode);
}

/** The whole flow. */
export async function linkDevice(page: Page, userCode: string): Promise<void> {
  await lookUp(page, userCode);
  await approve(page).click();
  await seeApproved(page);
}

/** Expects the screen after Continue, with the focus on it. A quick device may have collected its tokens already. */
export async function seeApproved(page: Page): Promise<void> {
  await expect(heading(page)).toHaveText(new RegExp(`^(${WAITING}|${DONE})$`));
  await expect(page).toHaveTitle(new RegExp(`^(${WAITING}|${DONE}) · ${BRAND}$`));
  await expect(heading(page)).toBeFocused();
}

/** Advances the page's clock past the minute in which a device should sign in. It must have been installed before the page was opened. */
export async function waitInVain(page: Page): Promise<void> {
  const said = async (): Promise<string> => {
    await page.clock.runFor('00:10');
    return collection(page).innerText();
  };
  await expect.poll(said, { intervals: [10], timeout: 20_000 }).toMatch(words.notCollected);
}

/** Advances the page's clock until the device can't collect its tokens any more. */
export async function waitTooLong(page: Page): Promise<void> {
  const seen = async (): Promise<string> => {
    await page.clock.fastForward('05:00'); // the page asks once: as often as in reality, it would be too often
    return heading(page).innerText();
  };
  await expect.poll(seen, { intervals: [10], timeout: 20_000 }).toBe(DECLINED);
}

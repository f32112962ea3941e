import { PNG } from 'pngjs';
import { expect, test } from '../fixtures/test.ts';
import { type Accepted, type Change, readAccepted, unaccepted } from '../screenshots/accepted.ts';
import { difference, hash } from '../screenshots/pixels.ts';
import { fixClock, steady } from '../screenshots/steady.ts';

// What `make look PART=compare` relies on. One engine takes the pictures: @chromium.

/** A picture of one gray, but for one pixel. */
function picture(width: number, height: number, level = 128): PNG {
  const made = new PNG({ width, height });
  made.data.fill(255);
  made.data[4 * (width + 1)] = level;
  return made;
}

test('pictures: a single pixel makes a difference, and so does a size @chromium', () => {
  expect(difference(picture(4, 3), picture(4, 3))).toBeUndefined();
  expect(difference(picture(4, 3), picture(4, 3, 130)), 'rounding').toBeUndefined();
  const shown = difference(picture(4, 3), picture(4, 3, 140));
  const red = [...Array(12).keys()].filter((pixel) => shown?.data[4 * pixel + 1] === 0);
  expect(red, 'the pixel that differs').toEqual([5]);
  expect(difference(picture(4, 3), picture(4, 4))).toMatchObject({ width: 4, height: 4 });
  expect(hash(picture(4, 3))).not.toBe(hash(picture(3, 4)));
});

test('pictures: an accepted difference is that of these two pictures only @chromium', () => {
  const change: Change = { name: 'link.phone', before: 'a', after: 'b' };
  const accepted: Accepted[] = [{ ...change, reason: 'the button is wider' }];
  expect(unaccepted([change], accepted)).toEqual([]);
  for (const other of [{ name: 'home.phone' }, { before: 'c' }, { after: 'c' }]) {
    const changed = { ...change, ...other };
    expect(unaccepted([change, changed], accepted)).toEqual([changed]);
  }
  readAccepted(); // each with its reason
});

test('pictures: what differs between two visits is the same in their pictures @chromium', async ({ page }) => {
  await fixClock(page);
  const shoot = async (code: string, name: string, minutes: number): Promise<Buffer> => {
    await page.goto('about:blank');
    const now = await page.evaluate(() => new Date().toISOString());
    await page.setContent(`<p>${now}</p><p>${code}</p><p>${name}@example.com, ${minutes} minutes ago</p><input value="${code}">`);
    await steady(page);
    return page.screenshot();
  };
  const [one, other] = [await shoot('ABCDE-12345', 'person-1', 2), await shoot('KTR4V-9MXQF', 'person-12', 59)];
  expect(one.equals(other)).toBe(true);
});

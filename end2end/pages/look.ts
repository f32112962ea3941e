import { expect, type Locator, type Page } from '@playwright/test';

/** The lightness of the background, from 0 (black) to 1 (white). */
export function brightness(page: Page): Promise<number> {
  return page.evaluate(() => {
    const behind = [document.body, document.documentElement].map((it) => getComputedStyle(it).backgroundColor);
    const colour = behind.find((it) => it !== 'rgba(0, 0, 0, 0)' && it !== 'transparent') ?? 'Canvas';
    const canvas = document.createElement('canvas').getContext('2d', { colorSpace: 'srgb' })!;
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return (red + green + blue) / (3 * 255);
  });
}

/** Expects an outline, which remains when a person's own colors replace the page's. */
export async function expectOutlined(target: Locator): Promise<void> {
  const line = await target.evaluate((element) => {
    const { borderTopStyle, borderTopWidth } = getComputedStyle(element);
    return borderTopStyle === 'none' ? 0 : parseFloat(borderTopWidth);
  });
  expect(line, `${target} keeps its shape`).toBeGreaterThan(0);
}

/** The longest animation or transition of all the page's elements, in ms. */
export function longestMotion(page: Page): Promise<number> {
  return page.evaluate(() => {
    const seconds = (list: string): number => Math.max(...list.split(',').map((time) => parseFloat(time)));
    const times = [...document.querySelectorAll('*')].flatMap((element) => {
      const { transitionDuration, animationDuration } = getComputedStyle(element);
      return [seconds(transitionDuration), seconds(animationDuration)];
    });
    return Math.round(Math.max(...times) * 1000);
  });
}

export const prefers = (page: Page, query: string): Promise<boolean> =>
  page.evaluate((media) => matchMedia(media).matches, query);

/** WCAG's contrast between the backgrounds of two elements. */
export async function contrast(one: Locator, other: Locator): Promise<number> {
  const [lighter, darker] = [await luminance(one), await luminance(other)].sort((a, b) => b - a) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

async function luminance(target: Locator): Promise<number> {
  const channels = await target.evaluate((element) => {
    const canvas = document.createElement('canvas').getContext('2d', { colorSpace: 'srgb' })!;
    canvas.fillStyle = getComputedStyle(element).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  });
  const linear = (channel = 0): number =>
    channel <= 0.04045 * 255 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4;
  return 0.2126 * linear(channels[0]) + 0.7152 * linear(channels[1]) + 0.0722 * linear(channels[2]);
}

import type { Page } from '@playwright/test';

/** A text in the language of the stand-in below: it changes each word. */
export const translated = (text: string): string => text.replace(/\p{L}+/gu, (word) => `${word}a`);

/**
 * A stand-in for a browser's translator, from now until the page is left. As Chromium's does, it puts a <font> in place of each text node, now
 * and whenever the page shows another text, except where the page forbids that.
 */
export const translate = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const translateText = (text: Text): void => {
      const isTheirs = text.parentElement?.closest('[translate="no"], font, script, style, template, noscript') !== null;
      if (isTheirs || !/\p{L}/u.test(text.data)) return;
      const [outer, inner] = [document.createElement('font'), document.createElement('font')];
      inner.textContent = text.data.replace(/\p{L}+/gu, (word) => `${word}a`);
      outer.append(inner);
      text.replaceWith(outer);
    };
    const translateAll = (root: Node): void => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const texts: Text[] = [];
      while (walker.nextNode()) texts.push(walker.currentNode as Text);
      texts.forEach(translateText);
    };
    const seen = (node: Node): void => (node instanceof Text ? translateText(node) : translateAll(node));
    translateAll(document.body);
    new MutationObserver((changes) => {
      for (const { type, target, addedNodes } of changes) (type === 'characterData' ? [target] : [...addedNodes]).forEach(seen);
    }).observe(document.body, { characterData: true, childList: true, subtree: true });
  });

/** Shows the page in its own language again: each text takes the place of its <font>. */
export const showOriginal = (page: Page): Promise<void> =>
  page.evaluate(() => {
    for (const font of document.querySelectorAll('body font')) {
      const text = font.nextSibling;
      if (font.parentElement?.localName !== 'font' && text instanceof Text) font.replaceWith(text);
    }
  });

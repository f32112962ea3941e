import path from 'node:path';

/** The folder for pictures and sheets. */
export const FOLDER = path.resolve(process.env.SCREENSHOTS ?? path.join(import.meta.dirname, '../../target/look'));

export const LOOKS = ['light', 'dark'] as const;

/** A screen's name in the name of a file: `link, half typed` → `link-half-typed`. */
export const stem = (name: string): string => name.replaceAll(/\W+/g, '-');

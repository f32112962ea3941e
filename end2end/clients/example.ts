import path from 'node:path';
import { python } from '../fixtures/python.ts';
import { Program } from './program.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const EXAMPLES = path.join(ROOT, 'docs/examples');
const TARGET = process.env.CARGO_TARGET_DIR ?? path.join(ROOT, 'target');

/** The command that starts each example of docs/integrate.md. */
const COMMANDS = {
  curl: () => [path.join(EXAMPLES, 'link.sh')],
  Python: () => [python(), path.join(EXAMPLES, 'link.py')],
  JavaScript: () => [process.execPath, '--import', path.join(import.meta.dirname, 'resolve.mjs'), path.join(EXAMPLES, 'link.mjs')],
  Rust: () => [path.join(TARGET, 'debug/examples/link')],
} satisfies Record<string, () => string[]>;

export type Language = keyof typeof COMMANDS;
export const languages = Object.keys(COMMANDS) as Language[];

/** Starts an example as the document says. */
export const startExample = (language: Language, issuer: string, client: string): Program =>
  new Program([...COMMANDS[language](), issuer, client]);

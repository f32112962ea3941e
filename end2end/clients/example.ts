import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { expect } from '@playwright/test';
import { python } from '../fixtures/python.ts';

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

/** A running example, started as the document says. */
export class Example {
  private printed = '';
  private readonly child: ChildProcess;

  constructor(language: Language, issuer: string, client: string) {
    const [command, ...args] = COMMANDS[language]();
    this.child = spawn(command!, [...args, issuer, client], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout!.on('data', (chunk: Buffer) => (this.printed += chunk));
    this.child.stderr!.on('data', (chunk: Buffer) => (this.printed += chunk));
  }

  /** Waits for a pattern in its output. */
  async prints(what: RegExp): Promise<RegExpMatchArray> {
    await expect.poll(() => this.printed, { message: 'the example', timeout: 20_000 }).toMatch(what);
    return this.printed.match(what)!;
  }

  stop(): void {
    this.child.kill();
  }
}

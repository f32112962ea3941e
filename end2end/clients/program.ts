import { type ChildProcess, spawn } from 'node:child_process';
import { expect } from '@playwright/test';

/** A user code of letters, in what a device prints. */
export const USER_CODE = /\b[B-Z479]{5}-[B-Z479]{5}\b/;

/** A running program, of which a test sees what it prints. */
export class Program {
  private printed = '';
  private readonly child: ChildProcess;

  constructor([command, ...args]: string[]) {
    // It leads a process group, because some programs start others.
    this.child = spawn(command!, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.child.on('error', (cause) => (this.printed += String(cause)));
    this.child.stdout!.on('data', (chunk: Buffer) => (this.printed += chunk));
    this.child.stderr!.on('data', (chunk: Buffer) => (this.printed += chunk));
  }

  /** Waits for a pattern in its output. */
  async prints(what: RegExp): Promise<RegExpMatchArray> {
    await expect.poll(() => this.printed, { message: 'the program', timeout: 20_000 }).toMatch(what);
    return this.printed.match(what)!;
  }

  /** Ends it, and what it has started, which can run for longer. */
  stop(): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    try {
      process.kill(-pid);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause; // all have ended
    }
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { expect } from '@playwright/test';
import { binary } from '../fixtures/binary.ts';
import type { Client } from '../fixtures/catalogue.ts';

/** `countersign device`: the product's own device, in a terminal. */
export class Terminal {
  private printed = '';
  private readonly ended: Promise<number | null>;

  constructor(issuer: string, client: Client) {
    const child: ChildProcess = spawn(binary('plain'), ['device', '--server', issuer, '--client', client.id]);
    child.stdout!.on('data', (chunk: Buffer) => (this.printed += chunk));
    child.stderr!.on('data', (chunk: Buffer) => (this.printed += chunk));
    this.ended = new Promise((resolve) => child.once('close', resolve));
    this.close = () => void child.kill();
  }

  readonly close: () => void;

  /** Waits for a pattern in its output. */
  async shows(what: RegExp): Promise<string> {
    await expect.poll(() => this.printed, { message: 'the terminal' }).toMatch(what);
    return this.printed.match(what)![0];
  }

  async end(): Promise<{ status: number | null; printed: string }> {
    return { status: await this.ended, printed: this.printed };
  }
}

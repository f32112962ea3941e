import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import jsQR from 'jsqr';
import type { Locator } from '@playwright/test';
import { PNG } from 'pngjs';
import { python } from '../fixtures/python.ts';
import type { Server } from '../fixtures/server.ts';

/** It is CommonJS, whose default is one floor deeper than its types say. */
const readQr = (jsQR as unknown as { default: typeof jsQR }).default;
/** Seconds of a time step. */
const STEP = 30;
/** pyotp reads the link, and makes the code of a moment. */
const SHOW = 'import sys, pyotp; print(pyotp.parse_uri(sys.argv[1]).at(int(sys.argv[2])))';

/** An authenticator app that was told a secret: pyotp, which knows nothing of this product. */
export class AuthenticatorApp {
  private constructor(
    readonly uri: string,
    private readonly server: Server,
  ) {}

  /** As a phone's camera reads the picture. */
  static async scan(picture: Locator, server: Server): Promise<AuthenticatorApp> {
    const { data, width, height } = PNG.sync.read(await picture.screenshot());
    const found = readQr(new Uint8ClampedArray(data), width, height);
    if (!found) throw new Error('no QR code can be read there');
    return new AuthenticatorApp(found.data, server);
  }

  /** What it shows now. */
  async shows(): Promise<string> {
    const { stdout } = await promisify(execFile)(python(), ['-c', SHOW, this.uri, String(this.server.now())]);
    return stdout.trim();
  }

  /** What it shows once this code is over. */
  async showsNext(): Promise<string> {
    await this.server.advance(STEP);
    return this.shows();
  }
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import jsQR from 'jsqr';
import type { Locator } from '@playwright/test';
import { PNG } from 'pngjs';
import { python } from '../fixtures/python.ts';
import type { Server } from '../fixtures/server.ts';

/** The module is CommonJS, whose default export is one level deeper than its types say. */
const readQr = (jsQR as unknown as { default: typeof jsQR }).default;
/** Seconds of a time step. */
const STEP = 30;
/** pyotp reads the link, and computes the code for a point in time. */
const SHOW = 'import sys, pyotp; print(pyotp.parse_uri(sys.argv[1]).at(int(sys.argv[2])))';

/** An authenticator app with its secret: pyotp, which knows nothing of this product. */
export class AuthenticatorApp {
  private constructor(
    readonly uri: string,
    private readonly server: Server,
  ) {}

  /** Reads the QR code, as a phone's camera does. */
  static async scan(picture: Locator, server: Server): Promise<AuthenticatorApp> {
    const { data, width, height } = PNG.sync.read(await picture.screenshot());
    const found = readQr(new Uint8ClampedArray(data), width, height);
    if (!found) throw new Error('no QR code can be read there');
    return new AuthenticatorApp(found.data, server);
  }

  /** The current code. */
  async shows(): Promise<string> {
    const { stdout } = await promisify(execFile)(python(), ['-c', SHOW, this.uri, String(this.server.now())]);
    return stdout.trim();
  }

  /** The next code, once this one has expired. */
  async showsNext(): Promise<string> {
    await this.server.advance(STEP);
    return this.shows();
  }
}

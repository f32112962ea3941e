// Playwright drives Debian's own WebKitGTK (its MiniBrowser) through WebKit's remote inspector.
// The inspector listens on a web socket; `connectOverCDP` looks for its address in a small HTTP list, so we serve that list.
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { type Browser, webkit } from '@playwright/test';
import { freePort } from '../fixtures/port.ts';

const MINIBROWSER = process.env.MINIBROWSER ?? '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';

export interface Running<T> {
  readonly it: T;
  stop(): Promise<void>;
}

/** A virtual screen, because MiniBrowser has no headless mode. */
export async function startScreen(): Promise<Running<string>> {
  const args = ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'];
  const xvfb = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const display = await new Promise<string>((resolve, reject) => {
    xvfb.once('error', reject);
    (xvfb.stdio[3] as Readable).once('data', (number: Buffer) => resolve(`:${String(number).trim()}`));
  });
  return { it: display, stop: () => end(xvfb) };
}

/** The height of MiniBrowser's own bars in its window, in px. */
const BARS = 140;

/** The settings with which MiniBrowser starts. */
export interface WebKitSettings {
  /** The size of the page. A narrow window is as wide as its bars. */
  readonly viewport: { width: number; height: number };
  readonly refusesCookies: boolean;
}

export async function startWebKit(display: string, { viewport, refusesCookies }: WebKitSettings): Promise<Running<Browser>> {
  const port = await freePort();
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-webkit-'));
  const cookies = refusesCookies ? ['--cookies-policy=never'] : [];
  const miniBrowser = spawn(MINIBROWSER, [`--geometry=${viewport.width}x${viewport.height + BARS}`, ...cookies, 'about:blank'], {
    env: environment(display, port, home),
    stdio: 'ignore',
  });
  const socket = await inspectorSocket(miniBrowser, port);
  const list = await serveJson([{ webSocketDebuggerUrl: socket }]);
  const browser = await webkit.connectOverCDP(`http://127.0.0.1:${(list.address() as AddressInfo).port}`);
  return {
    it: browser,
    async stop() {
      await browser.close().catch(() => undefined); // the inspector may have closed first
      list.closeAllConnections();
      list.close();
      await end(miniBrowser);
      fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function environment(display: string, port: number, home: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DISPLAY: display,
    GDK_BACKEND: 'x11',
    NO_AT_BRIDGE: '1',
    LIBGL_ALWAYS_SOFTWARE: '1',
    WEBKIT_DISABLE_DMABUF_RENDERER: '1',
    XDG_DATA_HOME: home,
    XDG_CACHE_HOME: home,
    XDG_CONFIG_HOME: home,
    WEBKIT_INSPECTOR_HTTP_SERVER: `127.0.0.1:${port}`,
  };
}

async function inspectorSocket(browser: ChildProcess, port: number): Promise<string> {
  const deadline = Date.now() + 15_000;
  while (Date.now() < deadline && browser.exitCode === null) {
    const list = await fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.text(), () => '');
    const found = list.match(/\/socket\/\d+\/\d+\/WebPage/);
    if (found) return `ws://127.0.0.1:${port}${found[0]}`;
    await pause(50);
  }
  throw new Error(`WebKit's inspector did not come up (${MINIBROWSER})`);
}

async function serveJson(value: unknown): Promise<http.Server> {
  const server = http.createServer((_, answer) => answer.end(JSON.stringify(value)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

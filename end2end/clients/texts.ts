import { type ChildProcess, spawn } from 'node:child_process';
import crypto from 'node:crypto';
import http, { type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { freePort } from '../fixtures/port.ts';

const API = createRequire(import.meta.url).resolve('@twilio-alpha/mcp/twilio-oai/spec/json/twilio_api_v2010.json');
const PRISM = path.join(import.meta.dirname, '../node_modules/.bin/prism');
const ACCOUNT = `AC${'0'.repeat(32)}`;
const TOKEN = 'a token for tests';
const FROM = '+15550006789';

/** A text message that a provider accepted. */
export interface Text {
  readonly to: string;
  readonly body: string;
  readonly callback: string;
}

/** A provider's response that rejects a text message. */
export type Refusal = number | 'garbage' | 'hang';

/** Twilio, as far as its own OpenAPI document specifies it: Prism checks each request against it, and valid ones are kept. */
export class Provider {
  readonly texts: Text[] = [];
  readonly refusals: Refusal[] = [];
  private server: HttpServer | undefined;
  private port = 0;

  private constructor(
    private readonly prism: ChildProcess,
    private readonly prismUrl: string,
  ) {}

  static async start(): Promise<Provider> {
    const port = await freePort();
    const prism = spawn(PRISM, ['mock', '--errors', '--host', '127.0.0.1', '--port', String(port), API], { stdio: 'ignore' });
    const provider = new Provider(prism, `http://127.0.0.1:${port}`);
    await provider.untilPrismAnswers();
    await provider.open();
    return provider;
  }

  /** The provider's part of the configuration. */
  get config(): string {
    return `[twilio]\nurl = "http://127.0.0.1:${this.port}"\naccount = "${ACCOUNT}"\ntoken = "${TOKEN}"\nfrom = "${FROM}"\n`;
  }

  /** Opens; a second time on the same port. */
  async open(): Promise<void> {
    this.server = http.createServer((request, response) => void this.answer(request, response));
    await new Promise<void>((resolve) => this.server!.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.server!.closeAllConnections();
    await new Promise((resolve) => this.server!.close(resolve));
  }

  async stop(): Promise<void> {
    await this.close();
    this.prism.kill();
  }

  /** Reports the delivery status of a text, as Twilio does; `token` signs it. */
  async callBack(text: Text, status: string, token = TOKEN): Promise<number> {
    const form = { MessageSid: `SM${'0'.repeat(32)}`, MessageStatus: status, To: text.to };
    const signed = text.callback + Object.entries(form).sort().flat().join('');
    const signature = crypto.createHmac('sha1', token).update(signed).digest('base64');
    const headers = { 'x-twilio-signature': signature };
    return (await fetch(text.callback, { method: 'POST', headers, body: new URLSearchParams(form) })).status;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await read(request);
    const refusal = this.refusals.shift();
    if (refusal === 'hang') return; // no response, until the client gives up
    if (refusal === 'garbage') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>');
    if (refusal) {
      response.writeHead(refusal, { 'content-type': 'application/json', ...(refusal === 429 && { 'retry-after': '1' }) });
      return void response.end(JSON.stringify({ code: refusal === 400 ? 21211 : 20429, status: refusal }));
    }
    const headers = { 'content-type': request.headers['content-type']!, authorization: request.headers.authorization ?? '' };
    const checked = await fetch(this.prismUrl + request.url, { method: 'POST', headers, body });
    if (checked.ok) {
      const form = new URLSearchParams(body);
      this.texts.push({ to: form.get('To')!, body: form.get('Body')!, callback: form.get('StatusCallback') ?? '' });
    }
    response.writeHead(checked.status, { 'content-type': 'application/json' }).end(await checked.text());
  }

  private async untilPrismAnswers(): Promise<void> {
    for (let waited = 0; waited < 30_000; waited += 100) {
      if (await fetch(this.prismUrl).then(() => true, () => false)) return;
      await pause(100); // the process doesn't report when it is ready
    }
    throw new Error('Prism does not start');
  }
}

/** An operator's own program that sends texts; the convention's own library verifies its requests. */
export class Hook {
  readonly texts: { id: string; to: string; text: string; purpose: string }[] = [];
  private readonly secret = `whsec_${crypto.randomBytes(24).toString('base64')}`;
  private readonly webhook = new Webhook(this.secret);
  private readonly server = http.createServer((request, response) => void this.answer(request, response));

  static async start(): Promise<Hook> {
    const hook = new Hook();
    await new Promise<void>((resolve) => hook.server.listen(0, '127.0.0.1', resolve));
    return hook;
  }

  get config(): string {
    const { port } = this.server.address() as AddressInfo;
    return `[sms_webhook]\nurl = "http://127.0.0.1:${port}/send"\nsecret = "${this.secret}"\n`;
  }

  /** Reports the delivery status of a text. */
  async callBack(server: string, id: string, status: string): Promise<number> {
    const [now, body] = [new Date(), JSON.stringify({ status })];
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': this.webhook.sign(id, now, body),
    };
    return (await fetch(`${server}/callbacks/sms/${id}`, { method: 'POST', headers, body })).status;
  }

  stop = (): Promise<void> => new Promise((resolve) => this.server.close(() => resolve()));

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await read(request);
    const verified = this.webhook.verify(body, request.headers as Record<string, string>) as Omit<(typeof this.texts)[0], 'id'>;
    this.texts.push({ id: String(request.headers['webhook-id']), ...verified });
    response.writeHead(204).end();
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

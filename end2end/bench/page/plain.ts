import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync } from 'node:zlib';

export interface PlainForm {
  readonly url: string;
  close(): void;
}

/**
 * /link as a plain HTML form: the same words and style, without scripts. The binary has no such page, so it
 * is derived from the page that the binary serves, and served by a second server, also with brotli.
 */
export async function servePlainForm(origin: string): Promise<PlainForm> {
  const page = await fetch(`${origin}/link`).then((answer) => answer.text());
  const plain = brotliCompressSync(withoutScripts(page));
  const server = http.createServer((request, response) => void answer(request, response));

  async function answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    if (request.url === '/link') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'br' });
      response.end(plain);
      return;
    }
    const original = await fetch(origin + request.url);
    const body = brotliCompressSync(new Uint8Array(await original.arrayBuffer()));
    const type = original.headers.get('content-type') ?? 'application/octet-stream';
    response.writeHead(original.status, { 'content-type': type, 'content-encoding': 'br' });
    response.end(body);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}/link`, close: () => void server.close() };
}

function withoutScripts(page: string): string {
  return page
    .replaceAll(/<script\b[\s\S]*?<\/script>/gi, '')
    .replaceAll(/<template\b[\s\S]*?<\/template>/gi, '')
    .replaceAll(/<noscript\b[\s\S]*?<\/noscript>/gi, '')
    .replaceAll(/<link\b[^>]*\b(modulepreload|preload|prefetch)\b[^>]*>/gi, '');
}

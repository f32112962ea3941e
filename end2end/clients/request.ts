import type { Client } from '../fixtures/catalogue.ts';
import type { DeviceOptions } from './device.ts';

/** The parameters of a device's request for a code. */
export function authorizationParameters(client: Client, { deviceName }: DeviceOptions): Record<string, string> {
  return { scope: client.scopes.join(' '), ...(deviceName && { device_name: deviceName }) };
}

/** `fetch` from another network address: the server accepts the header, because it trusts this machine as its proxy. */
export function fetchFrom(address: string | undefined): (url: string, init: RequestInit) => Promise<Response> {
  return (url, init) => {
    const headers = new Headers(init.headers);
    if (address) headers.set('x-forwarded-for', address);
    return fetch(url, { ...init, headers });
  };
}

import type { Client } from '../fixtures/catalogue.ts';
import type { Device, DeviceOptions, Start } from './device.ts';
import { startWithOauth4webapi } from './oauth4webapi.ts';
import { startWithOpenidClient } from './openid-client.ts';

const LIBRARIES = { 'openid-client': startWithOpenidClient, oauth4webapi: startWithOauth4webapi } satisfies Record<string, Start>;

export type Library = keyof typeof LIBRARIES;
export const libraries = Object.keys(LIBRARIES) as Library[];

export function startDevice(library: Library, issuer: string, client: Client, options: DeviceOptions): Promise<Device> {
  return LIBRARIES[library](issuer, client, options);
}

import type { Client } from '../fixtures/catalogue.ts';

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly idToken: string | undefined;
  /** The account's id, from an ID token that the library has verified. */
  readonly subject: string;
}

/** The result of a token request: tokens, or one of the errors of RFC 8628 (`authorization_pending`, `access_denied` …). */
export interface Answer {
  readonly tokens?: Tokens;
  readonly error?: string;
}

export interface Userinfo {
  readonly claims?: Record<string, unknown>;
  readonly error?: string;
}

/** A device that shows a code, implemented with a real OAuth client library. */
export interface Device {
  readonly userCode: string;
  readonly verificationUri: string;
  readonly completeUri: string;
  /** One token request, now. The first is never too early, so most tests make one, after the person has decided. */
  ask(): Promise<Answer>;
  /** Polls at the server's interval until the person has decided, as devices do. */
  wait(): Promise<Answer>;
  userinfo(tokens: Tokens): Promise<Userinfo>;
  /** Exchanges the refresh token for new tokens. */
  refresh(tokens: Tokens): Promise<Answer>;
  /** Signs the device out. */
  revoke(token: string): Promise<void>;
}

export interface DeviceOptions {
  /** The device's network address. */
  readonly address?: string;
  /** The device's name for itself. */
  readonly deviceName?: string;
}

export type Start = (issuer: string, client: Client, options: DeviceOptions) => Promise<Device>;

/** A refresh that must succeed. */
export async function refresh(device: Device, before: Tokens): Promise<Tokens> {
  const { tokens, error } = await device.refresh(before);
  if (!tokens) throw new Error(`the device could not refresh: ${error}`);
  return tokens;
}

/** One token request that must succeed. */
export async function collect(device: Device): Promise<Tokens> {
  const { tokens, error } = await device.ask();
  if (!tokens) throw new Error(`the device was not signed in: ${error}`);
  return tokens;
}

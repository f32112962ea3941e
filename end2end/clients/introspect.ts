import * as oauth from 'oauth4webapi';
import type { Client } from '../fixtures/catalogue.ts';

/** An API's check of a token: introspection (RFC 7662). */
export async function introspect(issuer: string, { id, secret }: Client, token: string): Promise<oauth.IntrospectionResponse> {
  const http = { [oauth.allowInsecureRequests]: true };
  const url = new URL(issuer);
  const server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, http));
  const self: oauth.Client = { client_id: id };
  const response = await oauth.introspectionRequest(server, self, oauth.ClientSecretBasic(secret!), token, http);
  return oauth.processIntrospectionResponse(server, self, response);
}

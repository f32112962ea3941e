// node server.mjs PORT: the npm package oidc-provider with the device flow, refresh tokens and introspection, for comparison in the
// bench. GET /bench/tokens returns the tokens of one linked device for each connection of the load.
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

/**
 * Keeps everything in memory, as oidc-provider's own adapter does; that one keeps only the last thousand entries, too few for
 * ten thousand waiting devices. It has only the methods that the bench calls.
 */
class MemoryAdapter {
  static #stored = new Map();
  #model;

  constructor(model) {
    this.#model = model;
  }

  async upsert(id, payload) {
    MemoryAdapter.#stored.set(`${this.#model}:${id}`, payload);
    if (payload.userCode) MemoryAdapter.#stored.set(`userCode:${payload.userCode}`, id);
  }

  async find(id) {
    return MemoryAdapter.#stored.get(`${this.#model}:${id}`);
  }

  async consume(id) {
    (await this.find(id)).consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    MemoryAdapter.#stored.delete(`${this.#model}:${id}`);
  }

  async findByUserCode(userCode) {
    return this.find(MemoryAdapter.#stored.get(`userCode:${userCode}`));
  }
}

const port = Number(process.argv[2]);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  adapter: MemoryAdapter,
  clients: [
    {
      client_id: 'tv',
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
      id_token_signed_response_alg: 'ES256',
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'none',
      application_type: 'native',
    },
    {
      client_id: 'api',
      client_secret: 'a-secret-of-more-than-thirty-two-characters',
      grant_types: [],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: 'ES256',
    },
  ],
  cookies: { keys: ['only for this bench'] },
  // The same signature as ours. Its access tokens are opaque, so it signs one token less.
  jwks: { keys: [generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })] },
  scopes: ['openid', 'offline_access'],
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  rotateRefreshToken: true,
  features: {
    deviceFlow: { enabled: true },
    devInteractions: { enabled: false },
    introspection: { enabled: true, allowedPolicy: () => true },
  },
  ttl: { DeviceCode: 600, AccessToken: 600, IdToken: 600, RefreshToken: 90 * 86400, Grant: 90 * 86400 },
  routes: {
    device_authorization: '/oauth/device_authorization',
    token: '/oauth/token',
    introspection: '/oauth/introspect',
  },
});

async function link() {
  const scope = 'openid offline_access';
  const client = await provider.Client.find('tv');
  const grant = new provider.Grant({ accountId: 'ann', clientId: 'tv' });
  grant.addOIDCScope(scope);
  const shared = { accountId: 'ann', client, grantId: await grant.save(), scope, gty: 'device_code' };
  const access_token = await new provider.AccessToken(shared).save();
  const refresh_token = await new provider.RefreshToken({ ...shared, iiat: Math.floor(Date.now() / 1000) }).save();
  return { access_token, refresh_token };
}

const DEVICES = 64;
provider.use(async (ctx, next) => {
  if (ctx.path !== '/bench/tokens') return next();
  ctx.body = await Promise.all(Array.from({ length: DEVICES }, link));
});
provider.listen(port, '127.0.0.1');

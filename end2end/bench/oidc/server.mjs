// node server.mjs PORT: the npm package oidc-provider with the device flow and one public client, as the device bench compares with.
import Provider from 'oidc-provider';

/**
 * Keeps everything in memory, as oidc-provider's own adapter does; that one forgets all but the last thousand entries, too few for
 * ten thousand waiting devices. Only what opening and polling call is here.
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
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'none',
      application_type: 'native',
    },
  ],
  cookies: { keys: ['only for this bench'] },
  features: { deviceFlow: { enabled: true }, devInteractions: { enabled: false } },
  ttl: { DeviceCode: 600 },
  routes: { device_authorization: '/oauth/device_authorization', token: '/oauth/token' },
});
provider.listen(port, '127.0.0.1');

// Links this program to an account with openid-client 5. Usage: node openid-client-5.mjs ISSUER CLIENT_ID
import { Issuer } from 'openid-client-5';

const [issuer, clientId] = process.argv.slice(2);
const { Client } = await Issuer.discover(issuer);
const client = new Client({
  client_id: clientId,
  token_endpoint_auth_method: 'none',
  id_token_signed_response_alg: 'ES256',
});
const codes = await client.deviceAuthorization({ scope: 'openid email offline_access' });
console.log(`Go to ${codes.verification_uri} and type ${codes.user_code}`);

let tokens = await codes.poll();
console.log(`Linked to ${(await client.userinfo(tokens)).email}`);

tokens = await client.refresh(tokens);
console.log(`Refreshed for ${(await client.userinfo(tokens)).email}`);

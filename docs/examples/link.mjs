// Links this program to an account. Usage: node link.mjs https://id.example CLIENT_ID
// Needs the package openid-client.
import * as client from 'openid-client';

const [issuer, clientId] = process.argv.slice(2);
// The library refuses plain http, which only a server on this machine may have.
const execute = issuer.startsWith('http://localhost') ? [client.allowInsecureRequests] : [];

const config = await client.discovery(new URL(issuer), clientId, undefined, client.None(), { execute });
const codes = await client.initiateDeviceAuthorization(config, { scope: 'openid email offline_access' });
console.log(`Go to ${codes.verification_uri} and type ${codes.user_code}`);

let tokens = await client.pollDeviceAuthorizationGrant(config, codes);
const userinfo = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
console.log(`Linked to ${userinfo.email}`);

// Months later: a refresh token is used once and brings the next. Keep the new one before you use the tokens.
tokens = await client.refreshTokenGrant(config, tokens.refresh_token);
console.log(`Refreshed for ${tokens.expires_in} seconds`);

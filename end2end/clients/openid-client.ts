import * as oidc from 'openid-client';
import type { Answer, Device, Start, Tokens, Userinfo } from './device.ts';
import { authorizationParameters, fetchFrom } from './request.ts';

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

export const startWithOpenidClient: Start = async (issuer, client, options): Promise<Device> => {
  const config = await oidc.discovery(new URL(issuer), client.id, undefined, oidc.None(), {
    execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
    [oidc.customFetch]: fetchFrom(options.address) as oidc.CustomFetch,
  });
  const asked = await oidc.initiateDeviceAuthorization(config, authorizationParameters(client, options));
  return {
    userCode: asked.user_code,
    verificationUri: asked.verification_uri,
    completeUri: asked.verification_uri_complete ?? '',
    ask: () => heard(oidc.genericGrantRequest(config, DEVICE_CODE, { device_code: asked.device_code })),
    wait: () => heard(oidc.pollDeviceAuthorizationGrant(config, asked)),
    refresh: (tokens) => heard(oidc.refreshTokenGrant(config, tokens.refreshToken ?? '')),
    revoke: (token) => oidc.tokenRevocation(config, token),
    userinfo: (tokens) => userInfoOf(oidc.fetchUserInfo(config, tokens.accessToken, tokens.subject)),
  };
};

type Granted = Awaited<ReturnType<typeof oidc.genericGrantRequest>>;

async function heard(request: Promise<Granted>): Promise<Answer> {
  try {
    const granted = await request;
    const tokens: Tokens = {
      accessToken: granted.access_token,
      refreshToken: granted.refresh_token,
      idToken: granted.id_token,
      subject: granted.claims()?.sub ?? '',
    };
    return { tokens };
  } catch (failure) {
    if (failure instanceof oidc.ResponseBodyError) return { error: failure.error };
    throw failure;
  }
}

async function userInfoOf(request: Promise<oidc.UserInfoResponse>): Promise<Userinfo> {
  try {
    return { claims: await request };
  } catch (failure) {
    if (failure instanceof oidc.WWWAuthenticateChallengeError) {
      return { error: failure.cause[0]?.parameters.error ?? String(failure.status) };
    }
    throw failure;
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import * as oauth from 'oauth4webapi';
import type { Answer, Device, Start, Tokens, Userinfo } from './device.ts';
import { authorizationParameters, fetchFrom } from './request.ts';

/** The lower-level library: every request and every check is spelled out, as in a device's own firmware. */
export const startWithOauth4webapi: Start = async (issuer, client, options): Promise<Device> => {
  const http = {
    [oauth.allowInsecureRequests]: true,
    [oauth.customFetch]: fetchFrom(options.address),
  };
  const url = new URL(issuer);
  const server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { algorithm: 'oauth2', ...http }));
  const self: oauth.Client = { client_id: client.id };
  const parameters = authorizationParameters(client, options);
  const response = await oauth.deviceAuthorizationRequest(server, self, oauth.None(), parameters, http);
  const asked = await oauth.processDeviceAuthorizationResponse(server, self, response);

  async function ask(): Promise<Answer> {
    const response = await oauth.deviceCodeGrantRequest(server, self, oauth.None(), asked.device_code, http);
    try {
      const granted = await oauth.processDeviceCodeResponse(server, self, response);
      await oauth.validateApplicationLevelSignature(server, response, http);
      return { tokens: tokensOf(granted) };
    } catch (failure) {
      if (failure instanceof oauth.ResponseBodyError) return { error: failure.error };
      throw failure;
    }
  }

  async function refresh(tokens: Tokens): Promise<Answer> {
    const response = await oauth.refreshTokenGrantRequest(server, self, oauth.None(), tokens.refreshToken ?? '', http);
    try {
      const granted = await oauth.processRefreshTokenResponse(server, self, response);
      await oauth.validateApplicationLevelSignature(server, response, http);
      return { tokens: tokensOf(granted) };
    } catch (failure) {
      if (failure instanceof oauth.ResponseBodyError) return { error: failure.error };
      throw failure;
    }
  }

  async function revoke(token: string): Promise<void> {
    await oauth.processRevocationResponse(await oauth.revocationRequest(server, self, oauth.None(), token, http));
  }

  async function wait(): Promise<Answer> {
    let interval_s = asked.interval ?? 5;
    for (;;) {
      await pause(interval_s * 1000);
      const answer = await ask();
      if (answer.error === 'slow_down') interval_s += 5;
      else if (answer.error !== 'authorization_pending') return answer;
    }
  }

  async function userinfo(tokens: Tokens): Promise<Userinfo> {
    const response = await oauth.userInfoRequest(server, self, tokens.accessToken, http);
    try {
      return { claims: await oauth.processUserInfoResponse(server, self, tokens.subject, response) };
    } catch (failure) {
      if (failure instanceof oauth.WWWAuthenticateChallengeError) {
        return { error: failure.cause[0]?.parameters.error ?? String(failure.status) };
      }
      throw failure;
    }
  }

  return {
    userCode: asked.user_code,
    verificationUri: asked.verification_uri,
    completeUri: asked.verification_uri_complete ?? '',
    ask,
    wait,
    userinfo,
    refresh,
    revoke,
  };
};

function tokensOf(granted: oauth.TokenEndpointResponse): Tokens {
  return {
    accessToken: granted.access_token,
    refreshToken: granted.refresh_token,
    idToken: granted.id_token,
    subject: oauth.getValidatedIdTokenClaims(granted)?.sub ?? '',
  };
}

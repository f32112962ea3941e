"""Links this program to an account. Usage: link.py https://id.example CLIENT_ID

Needs the package requests-oauth2client.
"""

import sys

import requests
from requests_oauth2client import DeviceAuthorizationPollingJob, OAuth2Client

issuer, client_id = sys.argv[1:]
# The library refuses plain http, which only a server on this machine may have.
on_this_machine = issuer.startswith("http://localhost")

client = OAuth2Client.from_discovery_endpoint(
    f"{issuer}/.well-known/openid-configuration",
    issuer=issuer,
    client_id=client_id,
    # Version 1.8 does not take this one from the discovery document.
    device_authorization_endpoint=f"{issuer}/oauth/device_authorization",
    testing=on_this_machine,
)
codes = client.authorize_device(scope="openid email offline_access")
print(f"Go to {codes.verification_uri} and type {codes.user_code}", flush=True)

wait = DeviceAuthorizationPollingJob(client, codes)
while not (tokens := wait()):
    pass

userinfo = requests.get(client.userinfo_endpoint, auth=tokens, timeout=30).json()
print(f"Linked to {userinfo['email']}")

# Months later: a refresh token is used once and brings the next. Keep the new one before you use the tokens.
tokens = client.refresh_token(tokens.refresh_token)
print(f"Refreshed for {tokens.expires_in} seconds")

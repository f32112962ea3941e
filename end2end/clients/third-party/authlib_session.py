"""Links this program to an account with Authlib. Usage: authlib_session.py ISSUER CLIENT_ID"""

import sys
import time

import requests
from authlib.integrations.requests_client import OAuth2Session, OAuthError
from authlib.oauth2.rfc8628 import DEVICE_CODE_GRANT_TYPE

issuer, client_id = sys.argv[1:]
metadata = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=30).json()
client = OAuth2Session(client_id, scope="openid email offline_access", token_endpoint=metadata["token_endpoint"])
# The library has no function for this request.
codes = client.post(
    metadata["device_authorization_endpoint"],
    data={"client_id": client_id, "scope": client.scope},
    withhold_token=True,
).json()
print(f"Go to {codes['verification_uri']} and type {codes['user_code']}")

while not client.token:
    time.sleep(codes["interval"])
    try:
        client.fetch_token(grant_type=DEVICE_CODE_GRANT_TYPE, device_code=codes["device_code"])
    except OAuthError as answer:
        if answer.error != "authorization_pending":
            raise
print(f"Linked to {client.get(metadata['userinfo_endpoint']).json()['email']}")

client.refresh_token()
print(f"Refreshed for {client.get(metadata['userinfo_endpoint']).json()['email']}")

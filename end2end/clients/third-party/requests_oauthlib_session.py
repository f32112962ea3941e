"""Links this program to an account with requests-oauthlib. Usage: requests_oauthlib_session.py ISSUER CLIENT_ID"""

import os
import sys
import time

from oauthlib.oauth2 import DeviceClient, OAuth2Error
from requests_oauthlib import OAuth2Session

issuer, client_id = sys.argv[1:]
# The library refuses plain http, which only a server on this machine may have.
if issuer.startswith("http://localhost"):
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"

scope = ["openid", "email", "offline_access"]
session = OAuth2Session(client=DeviceClient(client_id, scope=scope))
# The library has no function for this request.
codes = session.post(
    f"{issuer}/oauth/device_authorization",
    data={"client_id": client_id, "scope": " ".join(scope)},
    withhold_token=True,
).json()
print(f"Go to {codes['verification_uri']} and type {codes['user_code']}")

while not session.authorized:
    time.sleep(codes["interval"])
    try:
        session.fetch_token(f"{issuer}/oauth/token", device_code=codes["device_code"], include_client_id=True)
    except OAuth2Error as answer:
        if answer.error != "authorization_pending":
            raise
print(f"Linked to {session.get(f'{issuer}/oauth/userinfo').json()['email']}")

session.refresh_token(f"{issuer}/oauth/token")
print(f"Refreshed for {session.get(f'{issuer}/oauth/userinfo').json()['email']}")

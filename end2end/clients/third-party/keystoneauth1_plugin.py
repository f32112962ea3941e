"""Links this program to an account with keystoneauth1, as OpenStack's command line does. Usage: keystoneauth1_plugin.py ISSUER CLIENT_ID

The library exchanges the access token for one of Keystone, OpenStack's identity service. A stand-in for Keystone issues that one to the
account that userinfo describes. The library never refreshes.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import requests
from keystoneauth1.identity import V3OidcDeviceAuthorization
from keystoneauth1.session import Session

issuer, client_id = sys.argv[1:]


class Keystone(BaseHTTPRequestHandler):
    def do_POST(self):
        headers = {"Authorization": self.headers["Authorization"]}
        claims = requests.get(f"{issuer}/oauth/userinfo", headers=headers, timeout=30).json()
        token = {"methods": ["openid"], "user": {"id": claims["sub"], "name": claims["email"]}}
        body = json.dumps({"token": token}).encode()
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Subject-Token", "a token of the stand-in")
        self.end_headers()
        self.wfile.write(body)


keystone = HTTPServer(("127.0.0.1", 0), Keystone)
Thread(target=keystone.serve_forever, daemon=True).start()
plugin = V3OidcDeviceAuthorization(
    auth_url=f"http://127.0.0.1:{keystone.server_port}/v3",
    identity_provider="countersign",
    protocol="openid",
    client_id=client_id,
    scope="openid email",
    discovery_endpoint=f"{issuer}/.well-known/openid-configuration",
)
# It prints the link that has the code, as a warning.
print(f"Linked to {plugin.get_unscoped_auth_ref(Session()).username}")

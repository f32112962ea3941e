"""Prints what Authlib's validators say against the metadata documents, a line for each member. Usage: authlib_metadata.py ISSUER"""

import sys

import requests
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oidc.discovery import OpenIDProviderMetadata

(issuer,) = sys.argv[1:]
for document, validator in [
    ("oauth-authorization-server", AuthorizationServerMetadata),
    ("openid-configuration", AuthorizationServerMetadata),
    ("openid-configuration", OpenIDProviderMetadata),
]:
    metadata = validator(requests.get(f"{issuer}/.well-known/{document}", timeout=30).json())
    # `validate` ends at the first complaint; these are the checks that it makes.
    for member in validator.REGISTRY_KEYS:
        try:
            getattr(metadata, f"validate_{member}")()
        except ValueError as complaint:
            print(f"{document}, {validator.__name__}: {complaint}")

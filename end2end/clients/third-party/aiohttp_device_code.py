"""Links this program to an account with aiohttp-oauth2-client. Usage: aiohttp_device_code.py ISSUER CLIENT_ID"""

import asyncio
import sys

import aiohttp
from aiohttp_oauth2_client.grant.device_code import DeviceCodeGrant
from aiohttp_oauth2_client.middleware import OAuth2Middleware

issuer, client_id = sys.argv[1:]


async def email(grant):
    async with aiohttp.ClientSession(middlewares=[OAuth2Middleware(grant)]) as session:
        async with session.get(f"{issuer}/oauth/userinfo") as answer:
            return (await answer.json())["email"]


async def main():
    async with DeviceCodeGrant(
        token_url=f"{issuer}/oauth/token",
        device_authorization_url=f"{issuer}/oauth/device_authorization",
        client_id=client_id,
        scope="openid email offline_access",
    ) as grant:
        await grant.fetch_token()  # prints the link that has the code
        print(f"Linked to {await email(grant)}")
        await grant.refresh_token()
        print(f"Refreshed for {await email(grant)}")


asyncio.run(main())

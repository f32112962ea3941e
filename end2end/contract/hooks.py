"""How schemathesis calls Countersign: as our own page, mostly signed in, often with codes that exist, and never twice from one address."""

import atexit
import itertools
import json
import os
import random
import subprocess
import uuid
from collections import Counter
from ipaddress import IPv4Address
from pathlib import Path

import requests
import schemathesis

URL = os.environ["CONTRACT_URL"]
BINARY = os.environ["CONTRACT_BINARY"]
DATA = os.environ["CONTRACT_DATA"]
ANSWERS = os.environ["CONTRACT_ANSWERS"]

PASSWORD = "correct horse battery"
# The page's own headers: without them, nearly every case would end as a request of another site.
PAGE = {"sec-fetch-site": "same-origin"}
# The name in the examples of docs/openapi.json.
EXAMPLE = "ann@example.com"
# How the names end that replace it. Cases can share a body, so these are replaced, too.
ONCE = "@once.example.com"
# The cases of which one is without a session, or with the code that schemathesis made up.
ONE_IN = 4

chance = random.Random(1)
addresses = itertools.count(int(IPv4Address("10.0.0.1")))


def new_address():
    """The header of a client that has sent nothing before. The server believes it, because it trusts its proxy, this machine."""
    return {"x-forwarded-for": str(IPv4Address(next(addresses)))}


class Person:
    """An account that is signed in. When its session has ended, or it has reached a limit, another takes its place."""

    def __init__(self):
        self.cookie = self.account = None

    def headers(self):
        if self.cookie is None:
            self.sign_in()
        return {"cookie": self.cookie, "x-countersign-account": self.account}

    def sign_in(self):
        name = f"{uuid.uuid4().hex}@example.com"
        add = [BINARY, "account", "add", "--email", name, "--password-stdin", "--data", DATA]
        subprocess.run(add, input=PASSWORD, text=True, check=True, stdout=subprocess.DEVNULL)
        body = {"name": name, "password": PASSWORD}
        headers = PAGE | new_address()
        answer = requests.post(f"{URL}/api/session/sign-in-with-password", json=body, headers=headers, timeout=60)
        answer.raise_for_status()
        self.cookie = answer.headers["set-cookie"].split(";")[0]
        self.account = answer.json()["current"]


person = Person()
statuses = Counter()
# For each path, the number of requests, and of those beyond a limit.
by_path = {}


# So that a run in which everything was rejected is seen.
@atexit.register
def tell_statuses():
    print("answers:", ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items())))
    Path(ANSWERS).write_text(json.dumps(by_path))


def device_codes(address):
    """The codes of a device in the network of the browser that gets them: approving a distant one needs a step-up."""
    form = {"client_id": "tv", "scope": "openid offline_access"}
    answer = requests.post(f"{URL}/oauth/device_authorization", data=form, headers=address, timeout=60)
    answer.raise_for_status()
    return answer.json()


@schemathesis.hook
def before_call(context, case, kwargs):
    headers = case.headers
    path = case.operation.path
    address = new_address()
    # The inbox answers requests from this machine only.
    if not path.startswith("/api/dev/"):
        headers.update(address)
    if path.startswith("/api/"):
        headers.update(PAGE)
        if chance.randrange(ONE_IN):
            for name, value in person.headers().items():
                headers[name] = value
    body = case.body
    if isinstance(body, dict) and chance.randrange(ONE_IN):
        if path.startswith("/api/link/") and "code" in body:
            body["code"] = device_codes(address)["user_code"]
        if path == "/oauth/token" and "device_code" in body:
            body["device_code"] = device_codes(address)["device_code"]
    give_name(body)


def give_name(body):
    """Replaces the example's name, which would reach the limit of one name, by one that is used once."""
    if isinstance(body, dict):
        for part in (body, body.get("for")):
            if isinstance(part, dict) and str(part.get("name")).endswith((EXAMPLE, ONCE)):
                part["name"] = uuid.uuid4().hex + ONCE


@schemathesis.hook
def after_call(context, case, response):
    statuses[response.status_code] += 1
    counts = by_path.setdefault(case.operation.path, [0, 0])
    counts[0] += 1
    counts[1] += response.status_code == 429
    cookies = response.headers.get("set-cookie")
    if cookies and (case.headers or {}).get("cookie") == person.cookie:
        person.cookie = cookies[0].split(";")[0]
    if response.status_code in (401, 429) or case.operation.path in ENDING:
        person.cookie = None


ENDING = {"/api/session/sign-out", "/api/session/sign-out-everywhere", "/api/undo/this-was-not-me"}

"""How schemathesis calls Countersign: as our own page, mostly signed in, and often with codes that exist."""

import atexit
import os
import random
import subprocess
import uuid
from collections import Counter

import requests
import schemathesis

URL = os.environ["CONTRACT_URL"]
BINARY = os.environ["CONTRACT_BINARY"]
DATA = os.environ["CONTRACT_DATA"]

PASSWORD = "correct horse battery"
# The page's own headers: without them, nearly every case would end as a request of another site.
PAGE = {"sec-fetch-site": "same-origin"}
# The cases of which one is without a session, or with the code that schemathesis made up.
ONE_IN = 4

chance = random.Random(1)


class Person:
    """An account that is signed in. When its session has ended, another takes its place."""

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
        answer = requests.post(f"{URL}/api/session/sign-in-with-password", json=body, headers=PAGE, timeout=60)
        answer.raise_for_status()
        self.cookie = answer.headers["set-cookie"].split(";")[0]
        self.account = answer.json()["current"]


person = Person()
statuses = Counter()


# So that a run in which everything was rejected is seen.
@atexit.register
def tell_statuses():
    print("answers:", ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items())))


def device_codes():
    form = {"client_id": "tv", "scope": "openid offline_access"}
    answer = requests.post(f"{URL}/oauth/device_authorization", data=form, timeout=60)
    answer.raise_for_status()
    return answer.json()


@schemathesis.hook
def before_call(context, case, kwargs):
    headers = case.headers
    path = case.operation.path
    if path.startswith("/api/"):
        headers.update(PAGE)
        if chance.randrange(ONE_IN):
            for name, value in person.headers().items():
                headers[name] = value
    body = case.body
    if isinstance(body, dict) and chance.randrange(ONE_IN):
        if path.startswith("/api/link/") and "code" in body:
            body["code"] = device_codes()["user_code"]
        if path == "/oauth/token" and "device_code" in body:
            body["device_code"] = device_codes()["device_code"]


@schemathesis.hook
def after_call(context, case, response):
    statuses[response.status_code] += 1
    cookies = response.headers.get("set-cookie")
    if cookies and (case.headers or {}).get("cookie") == person.cookie:
        person.cookie = cookies[0].split(";")[0]
    if response.status_code == 401 or case.operation.path in ENDING:
        person.cookie = None


ENDING = {"/api/session/sign-out", "/api/session/sign-out-everywhere", "/api/undo/this-was-not-me"}

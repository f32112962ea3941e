"""Ten thousand requests that schemathesis makes up from docs/openapi.json, to a server of their own without limits: no answer is a
server error, and each is as described. Limits that no setting turns off don't matter, because each request has an address of its own."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BINARY = os.environ.get("COUNTERSIGN_BIN", str(ROOT / "target/release/countersign"))
# For each operation; there are about fifty.
CASES = os.environ.get("CONTRACT_CASES", "200")
# Of all requests, unless another number of cases is asked for.
LEAST = 0 if "CONTRACT_CASES" in os.environ else 10_000
DESCRIPTION = ROOT / "docs/openapi.json"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"
CONFIG = """
trusted_proxies = ["127.0.0.1/32"]

[limits]
device_authorizations_per_minute = 0
unknown_codes_per_account = 0
unknown_codes_per_address = 0
resend_after_seconds = 0
codes_per_hour = 0
codes_per_day = 0
codes_per_address = 0
wrong_codes_per_account = 0
failures_before_delays = 100
sign_ins_per_account = 0
connections_per_network = 0
unanswered_texts = 0
unanswered_texts_per_range = 0
unanswered_texts_per_country = 0
notices_per_day = 100

[[clients]]
id = "tv"
name = "TV"
kind = "tv"

[[clients]]
id = "api"
name = "API"
kind = "app"
secret = "a-secret-of-more-than-thirty-two-characters"
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_until_ready(url, server):
    while server.poll() is None:
        try:
            return urlopen(f"{url}/readyz", timeout=10).close()
        except URLError:
            time.sleep(0.05)
    sys.exit("the server doesn't start")


def too_many(counts):
    """The endpoints of which most requests were beyond a limit, and so show little of it."""
    return [f"{path}: {refused} of {sent} were beyond a limit" for path, (sent, refused) in counts.items() if 2 * refused > sent]


def too_few(counts, described, least):
    """The endpoints that were never called, and whether there were fewer requests than are promised."""
    sent = sum(sent for sent, _ in counts.values())
    few = [f"only {sent} of {least} requests were sent"] if sent < least else []
    return few + [f"{path} was never called" for path in sorted(described - counts.keys())]


def main():
    with tempfile.TemporaryDirectory() as folder:
        config, data, port = Path(folder, "config.toml"), Path(folder, "data"), free_port()
        config.write_text(CONFIG)
        url = f"http://localhost:{port}"
        serve = [BINARY, "serve", "--dev", "--config", config, "--data", data]
        serve += ["--listen", f"127.0.0.1:{port}", "--public-url", url]
        log, answers = Path(folder, "log"), Path(folder, "answers.json")
        with log.open("w") as errors:
            server = subprocess.Popen(serve, stderr=errors, stdout=subprocess.DEVNULL)
        try:
            wait_until_ready(url, server)
            environment = {
                **os.environ,
                "CONTRACT_URL": url,
                "CONTRACT_BINARY": BINARY,
                "CONTRACT_DATA": str(data),
                "CONTRACT_ANSWERS": str(answers),
                "PYTHONPATH": str(HERE),
                "SCHEMATHESIS_HOOKS": "hooks",
            }
            run = [Path(sys.executable).with_name("schemathesis"), "run", DESCRIPTION, "--url", url]
            run += ["--phases", "examples,coverage,fuzzing", "--checks", CHECKS, "--max-examples", CASES]
            run += ["--seed", "1", "--continue-on-failure", "--request-timeout", "60", "--warnings", "off"]
            # Some operations accept little of what can be made up: that is no failure.
            run += ["--suppress-health-check", "all", *sys.argv[1:]]
            result = subprocess.run(run, env=environment, cwd=folder).returncode
            errors = [line for line in log.read_text().splitlines() if '"level":"ERROR"' in line or "panicked" in line]
            counts = json.loads(answers.read_text()) if answers.exists() else {}
            described = set(json.loads(DESCRIPTION.read_text())["paths"])
            # Arguments can leave operations out.
            errors = errors[:20] + too_many(counts) + ([] if sys.argv[1:] else too_few(counts, described, LEAST))
            print(*errors, sep="\n")
            return result or bool(errors)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    sys.exit(main())

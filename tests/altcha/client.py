"""The same as client.mjs by PyPI's altcha: `python3 client.py solve|make|verify`, JSON in and out."""

import json
import sys
import time

from altcha import v2

SECRETS = {"hmac_secret": "a secret", "hmac_key_secret": "another secret"}


def solve():
    challenge = v2.Challenge.from_dict(json.load(sys.stdin))
    return v2.Payload(challenge, v2.solve_challenge(challenge)).to_base64()


def make():
    data = {"z": 1, "a": "é"}
    made = v2.create_challenge("PBKDF2/SHA-256", 500, counter=77, expires_at=int(time.time()) + 600, data=data, **SECRETS)
    return made.to_dict()


def verify():
    said = v2.verify_solution(json.load(sys.stdin), **SECRETS)
    return {"verified": said.verified}


print(json.dumps({"solve": solve, "make": make, "verify": verify}[sys.argv[1]]()))

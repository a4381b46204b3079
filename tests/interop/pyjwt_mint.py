"""Mint tokens with PyJWT.

Reads a JSON array of jobs from stdin, each {alg, key, claims, headers}, where
`key` is a PKCS#8 PEM or, for HMAC, the secret in hexadecimal. Writes a JSON
array of the tokens, in the same order, to stdout.
"""

import json
import sys

import jwt


def mint(job):
    alg = job["alg"]
    key = bytes.fromhex(job["key"]) if alg.startswith("HS") else job["key"]
    return jwt.encode(job["claims"], key, algorithm=alg, headers=job.get("headers"))


if __name__ == "__main__":
    json.dump([mint(job) for job in json.load(sys.stdin)], sys.stdout)

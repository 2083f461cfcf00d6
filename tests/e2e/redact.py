#!/usr/bin/env python3
"""redact.py FILE... : PAIRSCOPE masks each capture; what its decoder names of the
real one as an address, a key, a name or octets must not stand in the masked
capture, nor in its text, and both must have the same structure."""
import json
import os
import re
import struct
import subprocess
import sys
import tempfile

PAIRSCOPE = os.environ["PAIRSCOPE"]
ADDRESS = re.compile(r"^([0-9A-F]{2}:){5}[0-9A-F]{2}$")
OCTETS = re.compile(r"^([0-9a-f]{2})+$")
WIDE = re.compile(r"^0x[0-9a-f]{16}$")
UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f-]{27}$")
# Numbers of 64 bits that are secrets; others are masks of bits.
NUMBERS = {"rand", "random_number"}
OPEN = {"features", "channel_map", "program"}
NOTE = re.compile(r"^(hci\d+$|Linux version |Bluetooth subsystem version )")
# Inside of values: what only declarations and configuring descriptors have.
LAYOUT = {"properties", "value_handle", "value_uuid", "bit", "uuid", "handle", "range",
          "end_group_handle", "included_service", "min_connection_interval",
          "max_connection_interval", "connection_latency", "supervision_timeout"}


def run(*args):
    return subprocess.run([PAIRSCOPE, *args], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


def packets(*args):
    return [json.loads(line) for line in run("--json", "decode", *args).splitlines()
            if line.startswith(b'{"type"')]


def records(path):
    """The records of a btsnoop file, as octets."""
    data = open(path, "rb").read()
    at, out = 16, []
    while at + 24 <= len(data):
        n = struct.unpack_from(">I", data, at + 4)[0]
        out.append(data[at + 24:at + 24 + n])
        at += 24 + n
    return out


def walk(fields):
    for f in fields:
        yield f
        yield from walk(f.get("fields", []))


def secret(f):
    """The octets of a field, as on the wire, that must not be seen; or None."""
    v = f.get("value")
    if not isinstance(v, str) or f["name"] in OPEN:
        return None
    if ADDRESS.match(v):
        return bytes.fromhex(v.replace(":", ""))[::-1]
    if WIDE.match(v):
        return bytes.fromhex(v[2:])[::-1] if f["name"] in NUMBERS else None
    if NOTE.match(v) or "text" in f or UUID.match(v) or f["name"].endswith("uuid"):
        return None
    inside = [c["name"] for c in f.get("fields", [])]
    if inside and all(c in LAYOUT for c in inside):
        return None
    if OCTETS.match(v):
        return bytes.fromhex(v)
    return v.encode()


def decoded(f, fields):
    """Whether octets that are shown as such are fields that follow as well."""
    start = f.get("offset")
    return f["name"] == "data" and start is not None and any(
        g is not f and start <= g.get("offset", -1) < start + f["length"] for g in fields)


def telling(octets):
    return len(octets) >= 4 and len(set(octets)) > 1


def singular(octets):
    """Not to be met by chance elsewhere, nor because a test counted up."""
    return len(set(octets)) > 5 and len({b - a for a, b in zip(octets, octets[1:])}) > 2


def shape(p):
    """What must be the same: the packet, and the PDUs in it unless it is malformed;
    then it is masked whole."""
    return ([p.get(k) for k in ("type", "direction", "name", "code", "length")],
            [(f["name"], f.get("text")) for f in p["fields"]
             if "fields" in f and "error" not in p])


def check(path, tmp):
    failures = []
    real, masked = os.path.join(tmp, "real"), os.path.join(tmp, "masked")
    run("convert", "--force", "--format", "monitor", path, real)
    run("convert", "--force", "--format", "monitor", "--redact", path, masked)
    before, after = packets(real), packets(masked)
    octets, text = records(masked), run("decode", "--redact", path)
    if len(before) != len(after) or len(before) != len(octets):
        return [f"{path}: {len(before)} packets became {len(after)}"], 0
    whole, n = b"".join(octets), 0
    for i, p in enumerate(before):
        was, now = shape(p), shape({**after[i], **{k: p[k] for k in ["error"] if k in p}})
        if was != now:
            failures.append(f"{path}: packet {i + 1}: {was} became {now}")
        fields = list(walk(p["fields"]))
        for f in fields:
            s = secret(f)
            if s is None or not telling(s) or decoded(f, fields):
                continue
            n += 1
            named = f["value"].encode() != s and f["value"].encode() in text
            seen = s in whole or named
            if s in octets[i] or (singular(s) and not s.isascii() and seen):
                failures.append(f"{path}: packet {i + 1}: {f['name']} {f['value']} is still there")
    return failures, n


def main():
    total = 0
    with tempfile.TemporaryDirectory() as tmp:
        for path in sys.argv[1:]:
            failures, n = check(path, tmp)
            total += n
            print("".join(line + "\n" for line in failures[:10]), end="")
    print(f"secrets: {total}")


main()

#!/usr/bin/env python3
"""fields.py PAIRS OURS.json CAPTURE [all]: of each frame, our values beside those of
tshark. PAIRS has a line for each: our name, and tshark's. Prints what differs, then
how many were compared; those that we do not have are, too, with "all"."""
import json
import subprocess
import sys


def tshark(*args):
    return subprocess.run(["tshark", *args], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=True).stdout.decode()


def values(fields, name):
    """Those of our fields with this name, at any depth, in order."""
    found = []
    for f in fields:
        if f["name"] == name and "value" in f:
            found.append(int(f["value"]))
        found += values(f.get("fields", []), name)
    return found


def number(text):
    return int(text, 16) if text.startswith("0x") else int(text)


pairs = [line.split() for line in open(sys.argv[1])]
known = tshark("-G", "fields").split("\t")
for _, theirs in pairs:
    assert theirs in known, f"tshark does not know {theirs}"
options = [o for _, theirs in pairs for o in ("-e", theirs)]
rows = tshark("-r", sys.argv[3], "-T", "fields", "-E", "separator=|",
              *options).rstrip("\n").split("\n")
packets = [json.loads(line) for line in open(sys.argv[2])]
assert len(rows) == len(packets), f"{len(rows)} frames, {len(packets)} packets"
compared = 0
for n, (row, packet) in enumerate(zip(rows, packets), 1):
    for (ours, theirs), text in zip(pairs, row.split("|")):
        if not text:
            continue
        got = values(packet["fields"], ours)
        if not (got or "all" in sys.argv[4:]):
            continue
        want = [number(t) for t in text.split(",")]
        compared += 1
        if got != want:
            print(f"frame {n}: {ours} {got}, {theirs} {want}")
print(compared)

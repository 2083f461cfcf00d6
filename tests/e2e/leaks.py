#!/usr/bin/env python3
"""leaks.py FOLDER...: which addresses, keys and payloads of the btsnoop file (1002)
NAME.btsnoop are in the report NAME.md and its drawing NAME.svg, in any way of
writing them, for each NAME in the folders. The last line counts what was looked
for. A drawing has to be XML."""
import glob
import os
import struct
import sys
import xml.etree.ElementTree


def records(path):
    data = open(path, "rb").read()
    at = 16
    while at + 24 <= len(data):
        n = struct.unpack_from(">I", data, at + 4)[0]
        yield data[at + 24:at + 24 + n]
        at += 24 + n


def event(p, out):
    if p[1] == 0x3e and len(p) > 12:
        if p[3] in (0x01, 0x0a) and len(p) >= 14:
            out.add(("address", p[9:15]))
        if p[3] == 0x0a and len(p) >= 27:
            out.add(("address", p[15:21]))
            out.add(("address", p[21:27]))
        if p[3] == 0x02:
            out.add(("address", p[7:13]))
    if p[1:6] == b"\x0e\x0a\x01\x09\x10" and len(p) >= 13:
        out.add(("address", p[7:13]))


def command(p, out):
    opcode = struct.unpack_from("<H", p, 1)[0]
    if opcode == 0x2019:
        out.add(("key", p[16:32]))
    elif opcode == 0x201a:
        out.add(("key", p[6:22]))
    elif opcode == 0x2027:
        out.add(("address", p[5:11]))
        out.add(("key", p[11:27]))
    elif opcode == 0x2005:
        out.add(("address", p[4:10]))


def smp(p, out):
    if p[0] in (3, 4, 6, 8, 10, 13):
        out.add(("key", p[1:17]))
    elif p[0] == 9:
        out.add(("address", p[2:8]))
    elif p[0] == 12:
        out.add(("key", p[1:33]))
        out.add(("key", p[33:65]))


def att(p, out):
    at = {0x0b: 1, 0x0d: 1, 0x12: 3, 0x1b: 3, 0x1d: 3, 0x52: 3}.get(p[0])
    if at:
        out.add(("payload", p[at:]))


def secrets(path):
    out = set()
    for p in records(path):
        if len(p) < 4:
            continue
        if p[0] == 4:
            event(p, out)
        elif p[0] == 1:
            command(p, out)
        elif p[0] == 2 and len(p) > 9 and p[2] >> 4 & 3 != 1:
            cid = struct.unpack_from("<H", p, 7)[0]
            if cid == 6:
                smp(p[9:], out)
            elif cid == 4:
                att(p[9:], out)
    return {(k, v) for k, v in out if len(v) >= 6 and len(set(v)) > 2}


def ways(value):
    for v in (value, value[::-1]):
        for separator in ("", ":", " "):
            yield separator.join("%02x" % b for b in v)
    if len(value) > 7 and all(32 <= b < 127 for b in value):
        yield value.decode().lower()


def read(path):
    return open(path, errors="replace").read().lower()


def main(*folders):
    looked = names = 0
    for capture in sorted(sum((glob.glob(f + "/*.btsnoop") for f in folders), [])):
        name = capture[:-len(".btsnoop")]
        text = read(name + ".md")
        if os.path.exists(name + ".svg"):
            text += read(name + ".svg")
            xml.etree.ElementTree.parse(name + ".svg")
        names += 1
        for kind, value in secrets(capture):
            looked += 1
            for way in ways(value):
                if way in text:
                    print("leak: %s, %s %s" % (name, kind, way))
    print("%d private values of %d captures" % (looked, names))


main(*sys.argv[1:])

#!/usr/bin/env python3
"""make_inputs.py INPUT.txt... DIR: write the captures that the texts describe.

A text holds one packet a line; # begins a comment:

    DIRECTION KIND BYTES       > is controller to host, < is host to controller

    cmd OPCODE BYTES           a command; the opcode is a number, 0x2001
    evt CODE BYTES             an event
    le SUBEVENT BYTES          an LE Meta event
    done OPCODE BYTES          its Command Complete
    status CODE OPCODE         its Command Status
    acl HANDLE FLAGS BYTES     an ACL packet with whatever is in it
    l2cap CID BYTES            a whole frame on handle 64, and so are these:
    att BYTES, smp BYTES, sig CODE IDENT BYTES
    channel BYTES              on the channel that is 0x41 received, 0x40 sent
    sdp CODE TRANSACTION BYTES an SDP PDU there
    h4 BYTES                   an H4 packet as it is, lengths and all
    monitor OPCODE BYTES       a record of the Linux monitor; only monitor formats
    adv HEADER BYTES           what a sniffer hears: an advertising PDU, or one of a
    ll HEADER BYTES            connection; only link types of sniffers

BYTES are hexadecimal in wire order, with "text" between. Lengths are filled in.
Each packet comes a millisecond after the one before.

    format NAME...             one capture each: CONTAINERS below; btsnoop-1002
                               unless told
    cut N                      drop the last N octets of the capture
"""
import os
import re
import struct
import sys

START_US = 1700000000 * 1000000
STEP_US = 1000
HANDLE = 64
CHANNEL = 0x40
CMD, ACL, EVT = 1, 2, 4
AIR = "air"
ADVERTISING, CONNECTION = 0x8e89bed6, 0x50655d8b
MONITOR_OPCODES = {(CMD, 0): 2, (EVT, 1): 3, (ACL, 0): 4, (ACL, 1): 5}


def octets(words):
    """The bytes of what is left of a line."""
    out = b""
    for text, digits in re.findall(r'"([^"]*)"|([^\s"]+)', words):
        out += text.encode() if text else bytes.fromhex(digits)
    return out


def acl(received, handle, flags, data):
    return struct.pack("<BHH", ACL, handle | flags << 12, len(data)) + data


def l2cap(received, cid, data):
    return acl(received, HANDLE, 2 if received else 0,
               struct.pack("<HH", len(data), cid) + data)


def event(code, data):
    return struct.pack("<BBB", EVT, code, len(data)) + data


def packet(received, kind, rest):
    """The H4 packet of a line."""
    def number():
        nonlocal rest
        word, _, rest = rest.partition(" ")
        return int(word, 0)

    if kind == "cmd":
        opcode = number()
        data = octets(rest)
        return struct.pack("<BHB", CMD, opcode, len(data)) + data
    if kind == "evt":
        return event(number(), octets(rest))
    if kind == "le":
        return event(0x3e, bytes([number()]) + octets(rest))
    if kind == "done":
        return event(0x0e, struct.pack("<BH", 1, number()) + octets(rest))
    if kind == "status":
        return event(0x0f, struct.pack("<BBH", number(), 1, number()))
    if kind == "acl":
        return acl(received, number(), number(), octets(rest))
    if kind == "l2cap":
        return l2cap(received, number(), octets(rest))
    if kind == "att":
        return l2cap(received, 4, octets(rest))
    if kind == "smp":
        return l2cap(received, 6, octets(rest))
    if kind == "sig":
        code, ident, data = number(), number(), octets(rest)
        return l2cap(received, 5, struct.pack("<BBH", code, ident, len(data)) + data)
    if kind == "channel":
        return l2cap(received, CHANNEL + received, octets(rest))
    if kind == "sdp":
        code, transaction, data = number(), number(), octets(rest)
        return l2cap(received, CHANNEL + received,
                     struct.pack(">BHH", code, transaction, len(data)) + data)
    if kind == "h4":
        return octets(rest)
    sys.exit(f"no such kind: {kind}")


def parse(path):
    formats, cut, records = ["btsnoop-1002"], 0, []
    for line in open(path):
        line = re.sub(r"\s*#.*", "", line).strip()
        word, _, rest = line.partition(" ")
        rest = rest.strip()
        if word == "format":
            formats = rest.split()
        elif word == "cut":
            cut = int(rest)
        elif word:
            kind, _, rest = rest.partition(" ")
            received = int(word == ">")
            at = START_US + STEP_US * len(records)
            if kind in ("adv", "ll"):
                header, _, rest = rest.partition(" ")
                data = octets(rest)
                data = struct.pack("<IBB", ADVERTISING if kind == "adv" else CONNECTION,
                                   int(header, 0), len(data)) + data + b"\1\2\3"
                records.append((at, received, AIR, data))
                continue
            if kind == "monitor":
                opcode, _, rest = rest.partition(" ")
                records.append((at, received, int(opcode), octets(rest)))
            else:
                records.append((at, received, None, packet(received, kind, rest)))
    return formats, cut, records


def monitor(record):
    """The opcode and the payload of a record in a monitor format."""
    _, received, opcode, data = record
    if opcode is not None:
        return opcode, data
    return MONITOR_OPCODES[data[0], received], data[1:]


def btsnoop(datalink, records):
    out = b"btsnoop\0" + struct.pack(">II", 1, datalink)
    for record in records:
        at, received, _, data = record
        flags = received | 2 * (data[:1] != bytes([ACL]))
        if datalink == 1001:
            data = data[1:]
        elif datalink == 2001:
            flags, data = monitor(record)
        out += struct.pack(">IIIIQ", len(data), len(data), flags, 0,
                           at + 0x00dcddb30f2f8000) + data
    return out


def sniffed(dlt, received, data):
    """The same of a sniffer, of a PDU between access address and CRC."""
    connection = data[:4] != struct.pack("<I", ADVERTISING)
    if dlt == 256:
        flags = 0x0c13 | (0x180 if received else 0x100) * connection
        return struct.pack("<BbbBIH", 14 if connection else 0, -51, -128, 0, 0, flags) + data
    if dlt == 272:
        flags = 0x01 | (0 if received else 2)
        return struct.pack("<BHBHBBBBBHI", 0, 10 + len(data), 3, 1, 6, 10, flags,
                           12 if connection else 37, 51, 0, 0) + data
    if dlt == 192:
        return struct.pack("<BBHIHHBHBIbbbB", 0, 0, 24, 147, 30006, 12, 0,
                           2430 if connection else 2402, 0, 0, -51, 0, 0, 0) + data
    return data


def linked(dlt, record):
    """The octets of a record under a link type of pcap."""
    _, received, kind, data = record
    if kind == AIR:
        return sniffed(dlt, received, data)
    if dlt == 201:
        return struct.pack(">I", received) + data
    if dlt == 254:
        opcode, data = monitor(record)
        return struct.pack(">HH", 0, opcode) + data
    return data


def pcap(dlt, records):
    out = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, dlt)
    for record in records:
        data = linked(dlt, record)
        out += struct.pack("<IIII", *divmod(record[0], 1000000), len(data),
                           len(data)) + data
    return out


def block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def pcapng(dlt, records):
    out = block(0x0a0d0d0a, struct.pack("<IHHq", 0x1a2b3c4d, 1, 0, -1))
    out += block(1, struct.pack("<HHI", dlt, 0, 0))
    for record in records:
        data = linked(dlt, record)
        out += block(6, struct.pack("<IIIII", 0, record[0] >> 32,
                                    record[0] & 0xffffffff, len(data), len(data)) + data)
    return out


CONTAINERS = {"btsnoop": btsnoop, "pcap": pcap, "pcapng": pcapng}


def main():
    for path in sys.argv[1:-1]:
        name = os.path.basename(path).removesuffix(".txt")
        formats, cut, records = parse(path)
        for form in formats:
            container, _, link = form.partition("-")
            data = CONTAINERS[container](int(link), records)
            stem = f"{name}-{link}" if len(formats) > 1 else name
            with open(f"{sys.argv[-1]}/{stem}.{container}", "wb") as out:
                out.write(data[:len(data) - cut])


main()

#!/usr/bin/env python3
"""An nRF52840 dongle with Zephyr's hci_uart, behind a pseudo-terminal.

zephyr.py LINK SOCKET LOG [FAULT...]
    At LINK, with the controller of SOCKET (btvirt) as its radio. What it is told
    goes to LOG, a line each. As Zephyr's H4 does, it drops octets that start no
    packet one at a time, takes commands, data and isochronous data only, and
    drops a packet that is too long. It has no public address. The faults:
    garbage       says things of an earlier life when the port is opened
    inside        waits for the rest of a packet of an earlier program
    boot          says Command Complete of no command after a Reset
    assert=N      stops at command N, and says where
    bare          has none of the vendor commands but the first
    nordic        Nordic's controller
    public        has a public address
"""
import os
import pty
import select
import socket
import sys
import tty

LIMIT = 255  # octets of a packet that it has room for
VERSION = bytes.fromhex("020002000003070000000000")
BUILD = b"Zephyr OS v3.7.0, pca10059\0"
STATIC = bytes.fromhex("665544332ed1")
ASSERT = b"/home/me/zephyr/subsys/bluetooth/controller/ll_sw/lll.c"


class Dongle:
    def __init__(self, link, radio, log, faults):
        self.faults = dict((f.split("=") + ["1"])[:2] for f in faults)
        self.log_file = open(log, "w", buffering=1)
        self.radio = socket.socket(socket.AF_UNIX)
        self.radio.connect(radio)
        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)
        os.symlink(os.ttyname(self.slave), link)
        self.public = bytes.fromhex("010203040506") \
            if "public" in self.faults else bytes(6)
        self.power = 0
        self.commands = 0
        self.dead = False
        # the head of a command, or of data, whose rest has not come
        self.data = b"\x02\x40\x00\xff\x03" if "inside" in self.faults else b""
        if "garbage" in self.faults:
            os.write(self.master, b"\x15\x02\x40\x20\xff\xffabc\x04\x3e\x40\x99"
                     b"*** Booting Zephyr OS build v3.7.0 ***\r\n")

    def log(self, text):
        self.log_file.write(text + "\n")

    def complete(self, opcode, ret):
        body = b"\x01" + opcode.to_bytes(2, "little") + ret
        os.write(self.master, bytes([4, 0x0E, len(body)]) + body)

    def supported(self):
        """Bit n: command 0xfc01 + n."""
        have = (0, 1) if "bare" in self.faults else (0, 1, 2, 5, 7, 8, 13, 14)
        return sum(1 << n for n in have).to_bytes(64, "little")

    def vendor(self, opcode, params):
        known = self.supported()
        bit = opcode - 0xFC01
        if bit >= 512 or not known[bit // 8] >> bit % 8 & 1:
            self.complete(opcode, b"\x01")
            return
        if opcode == 0xFC06:
            self.public = params
        if opcode == 0xFC0E:
            # what the radio can do, which is steps of four
            wanted = int.from_bytes(params[3:4], "little", signed=True)
            self.power = min(8, wanted // 4 * 4)
        answers = {
            0xFC01: VERSION, 0xFC02: known, 0xFC03: bytes(8),
            0xFC06: b"", 0xFC08: BUILD,
            0xFC09: b"\x01" + STATIC + bytes(16),
            0xFC0E: params[:3] + (self.power & 255).to_bytes(1, "little"),
            0xFC0F: params[:3] + (self.power & 255).to_bytes(1, "little"),
        }
        self.log("%04x %s" % (opcode, params.hex()))
        self.complete(opcode, b"\0" + answers[opcode])

    def packet(self, packet):
        opcode = int.from_bytes(packet[1:3], "little")
        if packet[0] != 1:
            self.radio.sendall(packet)
            return
        self.commands += 1
        if self.commands == int(self.faults.get("assert", 0)):
            body = b"\xaa" + ASSERT + b"\0" + (417).to_bytes(4, "little")
            os.write(self.master, bytes([4, 0xFF, len(body)]) + body)
            self.dead = True
        elif opcode >> 10 == 0x3F:
            self.vendor(opcode, packet[4:])
        elif opcode == 0x1001:
            maker = b"\x59\0" if "nordic" in self.faults else b"\xf1\x05"
            self.complete(opcode, b"\0\x0d\0\0\x0d" + maker + b"\xff\xff")
        elif opcode == 0x1009:
            self.complete(opcode, b"\0" + self.public)
        else:
            if opcode in (0x0C03, 0x2005):
                self.log("%04x %s" % (opcode, packet[4:].hex()))
            if opcode == 0x0C03 and "boot" in self.faults:
                self.complete(0, b"")
            self.radio.sendall(packet)

    def take(self):
        """One packet off self.data, or octets that are none; False: more have
        to come."""
        data = self.data
        if data[0] not in (1, 2, 5):
            self.data = data[1:]
            return True
        head = 4 if data[0] == 1 else 5
        if len(data) < head:
            return False
        size = data[3] if head == 4 else int.from_bytes(data[3:5], "little")
        if len(data) < head + size:
            return False
        self.data = data[head + size:]
        if size <= LIMIT:
            self.packet(data[:head + size])
        else:
            self.log("dropped %d octets" % size)
        return True

    def run(self):
        while True:
            for s in select.select([self.master, self.radio], [], [])[0]:
                if s == self.master:
                    self.data += os.read(self.master, 4096)
                    while self.data and not self.dead and self.take():
                        pass
                    continue
                got = self.radio.recv(4096)
                if not got:
                    return
                if not self.dead:
                    os.write(self.master, got)


Dongle(*sys.argv[1:4], sys.argv[4:]).run()

#!/usr/bin/env python3
"""A CYW43438 on a UART, behind a pseudo-terminal; and firmware for it.

bcm.py hcd FILE [KIND]             a .hcd of 40 records; or one that is wrong:
                                   truncated, foreign, empty, past, nolaunch,
                                   behind, large
bcm.py chip LINK FILE LOG [SOCKET] [FAULT]
    The chip, at LINK, that takes exactly the firmware of FILE. Behind the
    download it is the controller of SOCKET (btvirt), or "-": a small one of
    its own. What it sees goes to LOG, a line each: its rate, commands, states.
    FAULT: mute (never answers), stuck=N (dies at record N), refuse=N (of
    record N), dead (does not start from the firmware), deafbaud (does not
    change its rate), patched (has firmware already), foreign (another
    maker), gone=N (hangs up at record N), noise (never HCI), chatter (says
    what only Broadcom's drivers know, between its packets)
bcm.py terminal FILE COMMAND...    runs it on a terminal; what that shows goes
                                   to FILE

The chip hears nothing but noise when the line's rate is not its own, and
answers with noise; it is silent while it boots; after Launch RAM it is back
at 115200 baud.
"""
import fcntl
import os
import pty
import random
import select
import socket
import sys
import time
import tty

INIT = 115200
BOOT = 0.2
TCGETS2 = 0x802C542A  # struct termios2: its last word is the rate as a number


def command(opcode, params):
    return bytes([opcode & 255, opcode >> 8, len(params)]) + params


def firmware():
    rng = random.Random(43438)
    out = command(0xFC2E, b"")  # such a record is in some files: left out
    for i in range(40):
        address = (0x00210000 + i * 251).to_bytes(4, "little")
        out += command(0xFC4C, address + rng.randbytes(251 if i % 5 else 7))
    return out + command(0xFC4E, b"\xff\xff\xff\xff")


def wrong(kind):
    good = firmware()
    return {
        "truncated": good[:2000],
        "foreign": b"\x7fELF" + good,
        "empty": b"",
        "past": good[:-7] + b"\x4c\xfc\xff" + good[-7:],
        "nolaunch": good[:-7],
        "behind": good + b"\0",
        "large": (good[:-7] * 1200)[:10 * 1024 * 1024],
    }[kind]


def records(data):
    at = 0
    while at < len(data):
        end = at + 3 + data[at + 2]
        if data[at:at + 2] != b"\x2e\xfc":
            yield data[at:end]
        at = end


class Chip:
    def __init__(self, link, fw, log, radio, fault):
        self.fault, _, n = fault.partition("=")
        self.fault_at = int(n or 0)
        self.records = list(records(fw))
        self.log_file = open(log, "w", buffering=1)
        self.radio = radio
        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)
        os.symlink(os.ttyname(self.slave), link)
        self.baud = INIT
        self.clock48 = self.minidriver = False
        self.patched = self.fault == "patched"
        self.address = b"\xaa" * 6  # none is programmed
        self.taken = 0
        self.silent_until = 0
        self.sock = None

    def log(self, text):
        self.log_file.write(text + "\n")

    def line(self):
        tio = fcntl.ioctl(self.master, TCGETS2, bytes(44))
        return int.from_bytes(tio[40:], sys.byteorder)

    def send(self, data):
        if self.fault == "chatter":
            # nothing to report, sleep messages, diagnostics of the link layer
            data = b"\0\x31\x34\x07" + bytes(range(0x80, 0xBF)) + data
        if self.line() != self.baud:
            data = bytes(b ^ 0xE5 | 0x80 for b in data)
        os.write(self.master, data)

    def complete(self, opcode, ret=b"", status=0):
        body = b"\x01" + opcode + bytes([status]) + ret
        self.send(bytes([4, 0x0E, len(body)]) + body)

    def name(self):
        return b"BCM43438A1 test" if self.patched else b"BCM43430A1"

    def version(self):
        revision = (182 if self.patched else 0).to_bytes(2, "little")
        maker = b"\x59\0" if self.fault == "foreign" else b"\x0f\0"
        return b"\x07" + revision + b"\x07" + maker + b"\x09\x22"

    def in_minidriver(self, opcode, packet):
        if self.taken >= len(self.records) or \
                packet != self.records[self.taken]:
            self.log("WRONG RECORD %d" % self.taken)
            self.complete(opcode, status=0x12)
            return
        self.taken += 1
        if self.fault_at == self.taken:
            if self.fault == "stuck":
                self.fault = "mute"
                return
            if self.fault == "gone":
                self.log("gone")
                sys.exit(0)
            if self.fault == "refuse":
                self.complete(opcode, status=0x12)
                return
        self.complete(opcode)
        if opcode == b"\x4e\xfc":
            whole = self.taken == len(self.records)
            self.log("launched %d records%s" % (
                self.taken, "" if whole else " INCOMPLETE"))
            self.minidriver = self.clock48 = False
            self.patched = True
            self.baud = INIT
            self.silent_until = time.monotonic() + (
                1e9 if self.fault == "dead" else BOOT)

    def vendor(self, opcode, params):
        if opcode == b"\x18\xfc":
            baud = int.from_bytes(params[2:6], "little")
            if baud > 3000000 and not self.clock48:
                self.complete(opcode, status=0x12)
                return
            self.complete(opcode)
            self.log("baud %d" % baud)
            if self.fault != "deafbaud":
                time.sleep(0.005)
                self.baud = baud
        elif opcode == b"\x2e\xfc":
            self.minidriver, self.taken = True, 0
            self.log("minidriver")
            self.complete(opcode)
        elif opcode == b"\x45\xfc":
            self.clock48 = params == b"\x01"
            self.log("clock %s" % params.hex())
            self.complete(opcode)
        elif opcode == b"\x79\xfc":
            self.complete(opcode, bytes([94, 0, 0, 0, 0, 0]))
        elif opcode in (b"\x01\xfc", b"\x27\xfc"):
            if opcode[0] == 1:
                self.address = params
            self.log("%s %s" % (opcode[::-1].hex(), params.hex()))
            self.complete(opcode)
        else:
            self.complete(opcode, status=1)

    def packet(self, packet):
        """One H4 packet of the host, without its type when a command."""
        if packet[0] != 1:
            self.sock and self.sock.sendall(packet)
            return
        opcode, params = packet[1:3], packet[4:]
        if self.minidriver:
            self.in_minidriver(opcode, packet[1:])
        elif opcode[1] >> 2 == 0x3F:
            self.vendor(opcode, params)
        elif opcode == b"\x01\x10":
            self.complete(opcode, self.version())
        elif opcode == b"\x14\x0c":
            self.complete(opcode, self.name().ljust(248, b"\0"))
        elif opcode == b"\x03\x0c" and not self.sock:
            self.log("reset at %d" % self.baud)
            if self.patched and self.radio != "-":
                self.sock = socket.socket(socket.AF_UNIX)
                self.sock.connect(self.radio)
                self.sock.sendall(packet)
            else:
                self.complete(opcode)
        elif self.sock:
            self.sock.sendall(packet)
        elif opcode == b"\x09\x10":
            self.complete(opcode, self.address)
        else:
            self.complete(opcode, OWN.get(opcode, b""))

    def run(self):
        data = b""
        while True:
            fds = [self.master] + ([self.sock] if self.sock else [])
            ready = select.select(fds, [], [])[0]
            if self.sock in ready:
                got = self.sock.recv(4096)
                if not got:
                    return
                self.send(got)
            if self.master not in ready:
                continue
            got = os.read(self.master, 4096)
            if time.monotonic() < self.silent_until or self.fault == "mute":
                continue
            if self.line() != self.baud or self.fault == "noise":
                self.log("noise: the line is at %d, the chip at %d" % (
                    self.line(), self.baud))
                os.write(self.master, b"\xfe\x80\xf8" * 5)
                data = b""
                continue
            data += got
            while data:
                head = {1: 4, 2: 5}.get(data[0])
                if not head:
                    data = data[1:]  # as the chip: one at a time
                    continue
                if len(data) < head:
                    break
                size = head + (data[3] if head == 4 else
                               int.from_bytes(data[3:5], "little"))
                if len(data) < size:
                    break
                packet, data = data[:size], data[size:]
                self.packet(packet)


# Return parameters of the small controller.
OWN = {
    b"\x02\x10": b"\xff" * 64,
    b"\x03\x10": bytes.fromhex("0000000060000000"),
    b"\x03\x20": bytes.fromhex("3f00000800000000"),
    b"\x02\x20": b"\xfd\x03\x08",
}


def main():
    what, args = sys.argv[1], sys.argv[2:]
    if what == "hcd":
        with open(args[0], "wb") as f:
            f.write(wrong(args[1]) if len(args) > 1 else firmware())
        return
    if what == "terminal":
        with open(args[0], "wb") as f:
            def show(fd):
                data = os.read(fd, 4096)
                f.write(data)
                return data
            pty.spawn(args[1:], show)
        return
    link, file, log = args[:3]
    with open(file, "rb") as f:
        fw = f.read()
    Chip(link, fw, log, args[3] if len(args) > 3 else "-",
         args[4] if len(args) > 4 else "").run()


main()

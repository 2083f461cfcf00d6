#!/usr/bin/env python3
"""A controller on a three-wire UART, behind a pseudo-terminal.

h5_peer.py LINK SOCKET LOG [FAULT...]
    At LINK, with the controller of SOCKET (btvirt) behind it. What it counted
    and saw goes to LOG at the end, what is odd at once. The faults:
    loss=N damage=N repeat=N  of a thousand frames, in both directions
    window=N nocrc            what it agrees to
    split                     octet by octet
    garbage                   some, before each of its frames
    sleepy                    sleeps whenever nothing happens for 20 ms
    h4                        is a controller of H4
    restart=N                 starts anew at packet N
"""
import os
import pty
import random
import select
import signal
import socket
import sys
import time
import tty

SYNC, SYNC_RESPONSE = b"\x01\x7e", b"\x02\x7d"
CONFIG, CONFIG_RESPONSE = b"\x03\xfc", b"\x04\x7b"
WAKEUP, WOKEN, SLEEP = b"\x05\xfa", b"\x06\xf9", b"\x07\x78"


def crc16(data):
    """Vol 4 Part D 6.4: a register of 16 bits, least significant bit of an
    octet first; the register itself most significant octet first."""
    register = 0xFFFF
    for octet in data:
        for i in range(8):
            bit = (register >> 15) ^ (octet >> i & 1)
            register = register << 1 & 0xFFFF ^ (0x1021 if bit else 0)
    return register.to_bytes(2, "big")


def slip(data):
    return b"\xc0" + data.replace(b"\xdb", b"\xdb\xdd").replace(
        b"\xc0", b"\xdb\xdc") + b"\xc0"


class Peer:
    def __init__(self, link, radio, log, faults):
        self.log_file = open(log, "w", buffering=1)
        self.faults = dict((f.split("=") + ["1"])[:2] for f in faults)
        self.random = random.Random(5)
        self.counts = dict.fromkeys(
            ("received", "sent", "lost", "damaged", "repeated", "again",
             "slept"), 0)
        self.radio = socket.socket(socket.AF_UNIX)
        self.radio.connect(radio)
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        self.slave = slave
        os.symlink(os.ttyname(slave), link)
        # On a good line an answer only takes as long as a busy machine makes it.
        self.patience = 0.1 if self.fault("loss") else 2
        self.start()

    def start(self):
        self.state, self.window, self.crc = "uninitialized", 1, False
        self.queue, self.base, self.flight, self.expected = [], 0, 0, 0
        self.due = time.monotonic()
        self.quiet, self.asleep = time.monotonic(), False

    def fault(self, name):
        return int(self.faults.get(name, 0))

    def log(self, text):
        self.log_file.write(text + "\n")

    def happens(self, name):
        return self.random.randrange(1000) < self.fault(name)

    def copies(self, frame):
        """What becomes of a frame on the line."""
        n = 1
        if self.happens("repeat"):
            self.counts["repeated"] += 1
            n = 2
        if self.happens("damage"):
            self.counts["damaged"] += 1
            frame = bytearray(frame)
            frame[self.random.randrange(len(frame))] ^= \
                self.random.randrange(1, 256)
        if self.happens("loss"):
            self.counts["lost"] += 1
            n = 0
        return [bytes(frame)] * n

    def frame(self, kind, payload, first=0):
        if kind != 15:
            first |= self.expected << 3 | (0x40 if self.crc else 0)
        head = bytes([first]) + (len(payload) << 4 | kind).to_bytes(2, "little")
        body = head + bytes([~sum(head) & 255]) + payload
        if first & 0x40:
            body += crc16(body)
        for copy in self.copies(slip(body)):
            if self.fault("garbage"):
                copy = self.random.randbytes(self.random.randrange(9)) + copy
            step = 1 if self.fault("split") else len(copy)
            for at in range(0, len(copy), step):
                os.write(self.master, copy[at:at + step])

    def packet(self, i):
        data = self.queue[i]
        self.frame(data[0], data[1:], 0x80 | (self.base + i) % 8)

    def flush(self):
        if self.state != "active":
            return
        while self.flight < min(self.window, len(self.queue)):
            if not self.flight:
                self.due = time.monotonic() + self.patience
            self.flight += 1
            self.counts["sent"] += 1
            self.packet(self.flight - 1)

    def control(self, message):
        what, field = message[:2], message[2:]
        if what == SYNC and self.state == "active":
            self.log("the host starts anew")
            self.start()
        if what == SYNC:
            self.frame(15, SYNC_RESPONSE)
        elif what == SYNC_RESPONSE and self.state == "uninitialized":
            self.state, self.due = "initialized", 0
        elif what == CONFIG and self.state != "uninitialized":
            # also when active: it may have answered ours before
            self.log("offered %s" % field.hex())
            offer = field[0] if field else 0
            self.window = min(offer & 7, self.fault("window") or 7) or 1
            self.crc = bool(offer & 0x10) and not self.fault("nocrc")
            answer = self.window | (0x10 if self.crc else 0)
            self.frame(15, CONFIG_RESPONSE + bytes([answer]))
        elif what == CONFIG_RESPONSE and self.state == "initialized":
            self.state = "active"
            self.log("active")
        elif what == WAKEUP:
            self.asleep = False
            self.frame(15, WOKEN)

    def receive(self, data):
        """A frame without its delimiters."""
        data = data.replace(b"\xdb\xdc", b"\xc0").replace(b"\xdb\xdd", b"\xdb")
        size = int.from_bytes(data[1:3], "little") >> 4
        crc = len(data) > 4 and data[0] & 0x40
        if len(data) != 4 + size + (2 if crc else 0) or \
                sum(data[:4]) & 255 != 255 or \
                crc and crc16(data[:-2]) != data[-2:]:
            self.fault("damage") or self.log("no frame: %s" % data.hex())
            return
        kind, payload = data[1] & 15, data[4:4 + size]
        if kind == 15:
            self.control(payload)
            return
        if self.state != "active":
            return
        if self.asleep:
            self.log("spoken to in its sleep")
            return
        done = (data[0] >> 3) - self.base & 7
        if done and done <= self.flight:
            self.base = (self.base + done) % 8
            self.flight -= done
            del self.queue[:done]
            self.due = time.monotonic() + self.patience
        if not data[0] & 0x80:
            return
        if data[0] & 7 == self.expected:
            self.counts["received"] += 1
            if self.counts["received"] == self.fault("restart"):
                self.start()
                return
            self.expected = (self.expected + 1) % 8
            self.radio.sendall(bytes([kind]) + payload)
        self.frame(0, b"")

    def tick(self):
        now = time.monotonic()
        if self.state == "active":
            if self.flight and now >= self.due:
                self.due = now + self.patience
                for i in range(self.flight):
                    self.counts["again"] += 1
                    self.packet(i)
            if self.fault("sleepy") and not self.asleep and \
                    not self.queue and now > self.quiet + 0.02:
                self.asleep = True
                self.counts["slept"] += 1
                self.frame(15, SLEEP)
        elif now >= self.due:
            self.due = now + 0.25
            self.frame(15, SYNC if self.state == "uninitialized" else CONFIG)

    def from_radio(self, data):
        """Whole packets of H4, and the rest."""
        while len(data) >= 3:
            head = {4: 3, 2: 5}[data[0]]
            if len(data) < head:
                break
            size = head + (data[2] if head == 3 else
                           int.from_bytes(data[3:5], "little"))
            if len(data) < size:
                break
            self.queue.append(data[:size])
            self.asleep = False
            data = data[size:]
        return data

    def run(self):
        line = radio = b""
        while True:
            ready = select.select([self.master, self.radio], [], [], 0.01)[0]
            if ready:
                self.quiet = time.monotonic()
            if self.radio in ready:
                got = self.radio.recv(4096)
                if not got:
                    return
                radio = self.from_radio(radio + got)
            if self.master in ready:
                line += os.read(self.master, 4096)
                if self.fault("h4"):
                    os.write(self.master, b"\x04\x0e\x04\x01\x03\x0c\x00")
                *frames, line = line.split(b"\xc0")
                for f in frames:
                    if f and not self.fault("h4"):
                        for copy in self.copies(f):
                            self.receive(copy)
            if self.fault("h4"):
                continue
            self.tick()
            self.flush()


def main():
    peer = Peer(*sys.argv[1:4], sys.argv[4:])

    def stop(*_):
        peer.log(" ".join("%s=%d" % c for c in peer.counts.items()))
        sys.exit(0)

    signal.signal(signal.SIGTERM, stop)
    peer.run()


main()

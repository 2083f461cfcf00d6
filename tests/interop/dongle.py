#!/usr/bin/env python3
"""dongle.py SOCKET RADIO: a USB dongle, plugged into a virtual machine.

SOCKET is that of qemu's usb-redir, RADIO a controller of btvirt. The dongle is
as Zephyr's hci_usb describes itself: one interface, events on an interrupt pipe
of 16 octets, data on bulk pipes of 64. It is unplugged when this program ends.
The protocol is that of usbredir 0.7 with the capabilities that an xHCI wants.
"""
import select
import socket
import struct
import sys

HELLO, CONNECT, INTERFACES, ENDPOINTS = 0, 1, 4, 5
SET_CONFIGURATION, GET_CONFIGURATION, CONFIGURATION_STATUS = 6, 7, 8
SET_ALT, GET_ALT, ALT_STATUS = 9, 10, 11
START_INTERRUPT, STOP_INTERRUPT, INTERRUPT_STATUS = 15, 16, 17
CANCEL = 21
CONTROL, BULK, INTERRUPT = 100, 101, 103
OK, CANCELLED, STALL = 0, 1, 4

# Streams, of which there are none; the device has a version, and an endpoint a
# size; identifiers have 64 bits, but that of HELLO, and bulk lengths 32.
CAPABILITIES = 1 << 0 | 1 << 1 | 1 << 4 | 1 << 5 | 1 << 6
HEAD, BULK_HEAD = "<IIQ", "<BBHIH"

EVENT_IN, DATA_OUT, DATA_IN = 0x81, 0x02, 0x82
EVENT_SIZE, DATA_SIZE = 16, 64
BLUETOOTH = (0xE0, 1, 1)
IDS = (0x2FE3, 0x000B)

DEVICE = struct.pack("<BBHBBBBHHHBBBB", 18, 1, 0x0200, *BLUETOOTH, 64, *IDS,
                     0x0307, 1, 2, 0, 1)
PIPES = b"".join(struct.pack("<BBBBHB", 7, 5, address, kind, size, interval)
                 for address, kind, size, interval in (
                     (EVENT_IN, 3, EVENT_SIZE, 1), (DATA_OUT, 2, DATA_SIZE, 0),
                     (DATA_IN, 2, DATA_SIZE, 0)))
INTERFACE = struct.pack("<BBBBBBBBB", 9, 4, 0, 0, 3, *BLUETOOTH, 0) + PIPES
CONFIGURATION = struct.pack("<BBHBBBBB", 9, 2, 9 + len(INTERFACE), 1, 1, 0,
                            0x80, 50) + INTERFACE


def string(text):
    data = text.encode("utf-16-le")
    return bytes([2 + len(data), 3]) + data


DESCRIPTORS = {
    0x0100: DEVICE, 0x0200: CONFIGURATION, 0x0300: b"\x04\x03\x09\x04",
    0x0301: string("Zephyr"), 0x0302: string("HCI"),
}


class Dongle:
    def __init__(self, path, radio):
        self.port = socket.socket(socket.AF_UNIX)
        self.port.connect(path)
        self.radio = socket.socket(socket.AF_UNIX)
        self.radio.connect(radio)
        self.listening = False      # to events
        self.events = []            # USB packets
        self.data = []
        self.wanted = []            # bulk transfers that wait: id, length
        self.out = b""              # data, as long as its packet is not whole
        self.ids = 0
        hello = b"dongle".ljust(64, b"\0") + struct.pack("<I", CAPABILITIES)
        self.port.sendall(struct.pack("<III", HELLO, len(hello), 0) + hello)

    def send(self, kind, ident, payload):
        self.port.sendall(struct.pack(HEAD, kind, len(payload), ident) + payload)

    def plug_in(self):
        count = 1
        table = [bytes([value] + [0] * 31) for value in (0, *BLUETOOTH)]
        self.send(INTERFACES, 0, struct.pack("<I", count) + b"".join(table))
        kinds, sizes = [255] * 32, [0] * 32
        for address, kind, size in ((0x00, 0, 64), (0x80, 0, 64),
                                    (EVENT_IN, 3, EVENT_SIZE),
                                    (DATA_OUT, 2, DATA_SIZE), (DATA_IN, 2, DATA_SIZE)):
            at = (address & 0x80) >> 3 | address & 15
            kinds[at], sizes[at] = kind, size
        intervals = [1 if k == 3 else 0 for k in kinds]
        self.send(ENDPOINTS, 0, bytes(kinds) + bytes(intervals) + bytes(32) +
                  struct.pack("<32H", *sizes) + bytes(128))
        full_speed = 1
        self.send(CONNECT, 0, struct.pack("<BBBBHHH", full_speed, *BLUETOOTH,
                                          *IDS, 0x0307))

    def control(self, ident, payload):
        endpoint, request, kind, _, value, index, length = struct.unpack_from(
            "<BBBBHHH", payload)
        data, status = b"", OK
        if (kind, request) == (0x80, 6) and value in DESCRIPTORS:
            data = DESCRIPTORS[value][:length]
        elif (kind, request) == (0x80, 0):
            data = b"\0\0"[:length]
        elif (kind, request) == (0x20, 0):
            self.radio.sendall(b"\x01" + payload[10:])
        elif (kind, request) != (0x02, 1):
            status = STALL
        done = len(data) if kind & 0x80 else length
        self.send(CONTROL, ident, struct.pack(
            "<BBBBHHH", endpoint, request, kind, status, value, index, done) + data)

    def bulk(self, ident, payload):
        endpoint, _, length, stream, more = struct.unpack_from(BULK_HEAD, payload)
        if endpoint == DATA_IN:
            self.wanted.append((ident, length | more << 16))
            return
        self.out += payload[10:]
        while len(self.out) >= 4 and \
                len(self.out) >= 4 + int.from_bytes(self.out[2:4], "little"):
            n = 4 + int.from_bytes(self.out[2:4], "little")
            self.radio.sendall(b"\x02" + self.out[:n])
            self.out = self.out[n:]
        self.send(BULK, ident, struct.pack(BULK_HEAD, endpoint, OK, length, stream, more))

    def packet(self, kind, ident, payload):
        if kind == HELLO:
            self.plug_in()
        elif kind == SET_CONFIGURATION:
            self.send(CONFIGURATION_STATUS, ident, bytes([OK, payload[0]]))
        elif kind == GET_CONFIGURATION:
            self.send(CONFIGURATION_STATUS, ident, bytes([OK, 1]))
        elif kind in (SET_ALT, GET_ALT):
            self.send(ALT_STATUS, ident, bytes([OK, payload[0], 0]))
        elif kind in (START_INTERRUPT, STOP_INTERRUPT):
            self.listening = kind == START_INTERRUPT
            self.send(INTERRUPT_STATUS, ident, bytes([OK, payload[0]]))
        elif kind == CANCEL:
            for wanted in self.wanted:
                if wanted[0] == ident:
                    self.wanted.remove(wanted)
                    self.send(BULK, ident, struct.pack(
                        BULK_HEAD, DATA_IN, CANCELLED, 0, 0, 0))
                    break
        elif kind == CONTROL:
            self.control(ident, payload)
        elif kind == BULK:
            self.bulk(ident, payload)

    def give(self):
        """What the virtual machine waits for."""
        while self.listening and self.events:
            data = self.events.pop(0)
            self.ids += 1
            self.send(INTERRUPT, self.ids, struct.pack(
                "<BBH", EVENT_IN, OK, len(data)) + data)
        while self.wanted and self.data:
            ident, length = self.wanted.pop(0)
            data = b""
            # a transfer ends with a short packet, or when it is full
            while self.data and len(data) + len(self.data[0]) <= length:
                data += self.data[0]
                if len(self.data.pop(0)) < DATA_SIZE:
                    break
            self.send(BULK, ident, struct.pack(
                BULK_HEAD, DATA_IN, OK, len(data), 0, 0) + data)

    def from_radio(self, data):
        while len(data) >= 3:
            head = {4: 3, 2: 5}[data[0]]
            if len(data) < head:
                break
            size = head + (data[2] if head == 3 else
                           int.from_bytes(data[3:5], "little"))
            if len(data) < size:
                break
            queue, step = (self.events, EVENT_SIZE) if data[0] == 4 else \
                (self.data, DATA_SIZE)
            body, data = data[1:size], data[size:]
            # no empty packet behind a full one: many dongles send none
            queue += [body[at:at + step] for at in range(0, len(body), step)]
        return data

    def run(self):
        port = radio = b""
        head = "<III"
        while True:
            ready = select.select([self.port, self.radio], [], [])[0]
            if self.radio in ready:
                got = self.radio.recv(65536)
                if not got:
                    return
                radio = self.from_radio(radio + got)
            if self.port in ready:
                got = self.port.recv(65536)
                if not got:
                    return
                port += got
                while len(port) >= struct.calcsize(head):
                    at = struct.calcsize(head)
                    kind, length, ident = struct.unpack_from(head, port)
                    if len(port) < at + length:
                        break
                    payload, port = port[at:at + length], port[at + length:]
                    head = HEAD
                    self.packet(kind, ident, payload)
            self.give()


Dongle(*sys.argv[1:3]).run()

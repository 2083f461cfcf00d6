#!/usr/bin/env python3
"""bridge.py SOCKET RADIO: a controller of the radio, served once on SOCKET.

An emulated serial port sends octet by octet, and btvirt loses its place where a
read ends inside a packet: what goes there goes in whole H4 packets.
"""
import select
import socket
import sys

# By H4 type: octets of header behind the type, and of the length in them.
HEADERS = {1: (3, 1), 2: (4, 2)}


def packet_length(data):
    """Of the packet that `data` begins with, or None if that is still open."""
    header, width = HEADERS[data[0]]
    if len(data) <= header:
        return None
    return 1 + header + int.from_bytes(data[1 + header - width:1 + header], "little")


def main():
    door = socket.socket(socket.AF_UNIX)
    door.bind(sys.argv[1])
    door.listen(1)
    guest = door.accept()[0]
    radio = socket.socket(socket.AF_UNIX)
    radio.connect(sys.argv[2])
    pending = b""
    while True:
        for s in select.select([guest, radio], [], [])[0]:
            data = s.recv(4096)
            if not data:
                return
            if s is radio:
                guest.sendall(data)
                continue
            pending += data
            while pending and (n := packet_length(pending)) and len(pending) >= n:
                radio.sendall(pending[:n])
                pending = pending[n:]


main()

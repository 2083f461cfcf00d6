#!/usr/bin/env python3
"""flood.py BINARY COUNT: a controller that reports COUNT advertisements at once.

pairscope scans it through a socket, with the capture and the live decoder on.
Prints the seconds from the first report to the end of the program, and how many
reports are in the capture.
"""
import os
import socket
import subprocess
import sys
import tempfile
import time

ANSWERS = {
    b"\x01\x10": b"\0\x09\0\0\x09\xff\xff\0\0",
    b"\x02\x10": b"\0" + b"\xff" * 64,
    b"\x03\x10": b"\0" + bytes.fromhex("0000000060000000"),
    b"\x09\x10": b"\0" + bytes.fromhex("665544332211"),
    b"\x03\x20": b"\0\x01" + bytes(7),
    b"\x02\x20": b"\0\x1b\0\x04",
}
SCAN_ENABLE = b"\x0c\x20"
DEVICES = 50


def report(n):
    """Full: 31 octets of data, 46 on the wire."""
    data = bytes([2, 1, 6, 27, 0xFF, 0xFF, 0xFF]) + n.to_bytes(4, "little") * 6
    body = (b"\x02\x01\x00\x01" + (0xC00000000000 + n % DEVICES).to_bytes(6, "little") +
            bytes([len(data)]) + data + b"\xc4")
    return b"\x04\x3e" + bytes([len(body)]) + body


def serve(door, flood):
    """Answer until scanning is on, then flood, and hang up. When it began."""
    conn = door.accept()[0]
    data = b""
    while True:
        data += conn.recv(4096)
        while len(data) >= 4 and len(data) >= 4 + data[3]:
            opcode, on, data = data[1:3], data[4:5] == b"\x01", data[4 + data[3]:]
            ret = b"\x01" + opcode + ANSWERS.get(opcode, b"\0")
            conn.sendall(b"\x04\x0e" + bytes([len(ret)]) + ret)
            if opcode == SCAN_ENABLE and on:
                start = time.perf_counter()
                conn.sendall(flood)
                conn.close()
                return start


def main():
    binary, count = sys.argv[1], int(sys.argv[2])
    flood = b"".join(report(n) for n in range(count))
    with tempfile.TemporaryDirectory() as folder:
        path, capture = os.path.join(folder, "s"), os.path.join(folder, "log.btsnoop")
        door = socket.socket(socket.AF_UNIX)
        door.bind(path)
        door.listen(1)
        with open(os.path.join(folder, "talk"), "w") as talk:
            process = subprocess.Popen(
                [binary, "-c", "unix:" + path, "--bonds", folder + "/bonds", "-v",
                 "-w", capture, "scan", "-d", "0"], stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=talk)
            start = serve(door, flood)
            process.wait()
            took = time.perf_counter() - start
        kept = open(capture, "rb").read().count(b"\x3e\x2b\x02\x01\x00\x01")
        with open(os.path.join(folder, "talk"), "rb") as talk:
            shown = talk.read().count(b"LE Advertising Report (0x02)")
    print("%.3f %d %d" % (took, kept, shown))


main()

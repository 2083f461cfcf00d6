#!/usr/bin/env python3
"""Controllers that misbehave, and bridges to one that does not.

peer.py silent SOCKET              accepts, and never answers
peer.py deaf SOCKET N [HEX]        answers N commands of bring-up, then no more;
                                   to the next one it says HEX
peer.py noise SOCKET               sends what is no HCI
peer.py gone SOCKET N              answers N commands, then hangs up
peer.py say SOCKET N HEX           answers N commands, then says HEX, and goes on
peer.py line LINK HEX              a pseudo-terminal at LINK that says HEX, and
                                   again whenever it is spoken to
peer.py pty LINK SOCKET [CHUNK]    a pseudo-terminal at LINK for a unix socket,
                                   CHUNK octets at a time towards the terminal
                                   (btvirt itself loses sync at split packets)
peer.py tcp PORTFILE SOCKET        a TCP port, written to PORTFILE, for the same
"""
import os
import pty
import select
import socket
import sys
import time
import tty


def complete(opcode, ret):
    body = bytes([1]) + opcode + ret
    return bytes([4, 0x0E, len(body)]) + body


# Return parameters of bring-up, by opcode as it is sent.
ANSWERS = {
    b"\x01\x10": b"\0\x09\0\0\x09\xff\xff\0\0",
    b"\x02\x10": b"\0" + b"\xff" * 64,
    b"\x03\x10": b"\0" + bytes.fromhex("0000000060000000"),
    b"\x09\x10": b"\0" + bytes.fromhex("665544332211"),
    b"\x03\x20": b"\0\x01" + bytes(7),
    b"\x02\x20": b"\0\x1b\0\x04",
}


def listen(path):
    s = socket.socket(socket.AF_UNIX)
    s.bind(path)
    s.listen(1)
    return s


def answer(conn, limit):
    data = b""
    while limit:
        got = conn.recv(4096)
        if not got:
            return
        data += got
        while len(data) >= 4 and len(data) >= 4 + data[3]:
            opcode, data = data[1:3], data[4 + data[3]:]
            conn.sendall(complete(opcode, ANSWERS.get(opcode, b"\0")))
            limit -= 1
            if not limit:
                return


def pump(a, sock, chunk):
    """A descriptor and a socket, each other's input, until one ends. At most
    `chunk` octets at once go to the descriptor."""
    b = sock.fileno()
    while True:
        for r in select.select([a, b], [], [])[0]:
            try:
                data = os.read(r, 4096 if r == a else chunk)
            except OSError:
                return
            if not data:
                return
            os.write(b if r == a else a, data)


def connect(path):
    s = socket.socket(socket.AF_UNIX)
    s.connect(path)
    return s


def main():
    what, args = sys.argv[1], sys.argv[2:]
    if what == "pty":
        master, slave = pty.openpty()
        tty.setraw(slave)
        os.symlink(os.ttyname(slave), args[0])
        pump(master, connect(args[1]),
             int(args[2]) if len(args) > 2 else 4096)
        return
    if what == "tcp":
        s = socket.socket()
        s.bind(("127.0.0.1", 0))
        s.listen(1)
        with open(args[0] + ".new", "w") as f:
            f.write(str(s.getsockname()[1]))
        os.rename(args[0] + ".new", args[0])
        near = s.accept()[0]
        pump(near.fileno(), connect(args[1]), 4096)
        return
    if what == "line":
        master, slave = pty.openpty()
        tty.setraw(slave)
        os.symlink(os.ttyname(slave), args[0])
        while os.read(master, 4096):
            os.write(master, bytes.fromhex(args[1]))
    conn = listen(args[0]).accept()[0]
    if what == "noise":
        try:
            for _ in range(50):
                conn.sendall(b"login: \xe3\x00\xff" * 20)
                time.sleep(0.1)
        except OSError:
            return
    elif what in ("deaf", "gone"):
        answer(conn, int(args[1]))
        if len(args) > 2 and conn.recv(4096):
            conn.sendall(bytes.fromhex(args[2]))
    elif what == "say":
        answer(conn, int(args[1]))
        conn.sendall(bytes.fromhex(args[2]))
        answer(conn, 1000)
        return
    if what != "gone":
        time.sleep(20)


main()

#!/usr/bin/env python3
"""Streams of the Linux monitor's records as Zephyr and NimBLE write them, after
Zephyr's monitor.c and BlueZ's doc/btsnoop.rst, and ends that say them.

monitor_stream.py every FILE             each kind of record
monitor_stream.py zephyr BTSNOOP FILE    the records of a capture of btsnoop 2001
monitor_stream.py noisy IN FILE          IN behind a console's boot message, and without
                              some octets of its third record
monitor_stream.py btmon FILE             what `btmon --tty` prints of it
monitor_stream.py port LINK FILE [stay]  a pseudo-terminal at LINK that says FILE to who
                              opens it, and vanishes, or stays
monitor_stream.py tcp PORTFILE FILE [endless]  a TCP port that does the same, and hangs up,
                              or says it again and again
"""
import os
import pty
import select
import signal
import socket
import struct
import subprocess
import sys
import time
import tty

NEW, DELETE, COMMAND, EVENT, ACL_TX, ACL_RX, SCO_TX, SCO_RX, OPEN, CLOSE, INFO, \
    DIAG, NOTE, LOG = range(14)
ISO_TX, ISO_RX, NOP = 18, 19, 255


def ts(ticks):
    return struct.pack("<BI", 8, ticks & 0xFFFFFFFF)


def record(opcode, extended, packet):
    return struct.pack("<HHBB", 4 + len(extended) + len(packet), opcode, 0,
                       len(extended)) + extended + packet


def log(priority, ident, text):
    ident = ident.encode() + b"\0"
    return bytes([priority, len(ident)]) + ident + text.encode() + b"\0"


def every():
    t = 0xFFFFFFFF - 35  # the times wrap before the end
    h = bytes.fromhex
    rows = [
        (NEW, b"", h("0003 060504030201") + b"bt0\0\0\0\0\0"),
        (OPEN, b"", b""),
        (INFO, b"", h("060504030201 5900")),
        (COMMAND, b"", h("030c00")),
        (EVENT, h("0103 0204"), h("0e0401030c00")),
        (COMMAND, b"", h("0520 06 ff44332211c0")),
        (ACL_TX, h("0101 0202 0303 0404 0505 0606 0707"),
         h("40000b000700060001030001100507")),
        (ACL_RX, h("0309"), h("40200b000700060002030009100102")),
        (ACL_RX, h("0100 0200"), h("40200700030004001b0300")),
        (SCO_TX, b"", h("400003aabbcc")),
        (SCO_RX, b"", h("400003aabbcc")),
        (ISO_TX, b"", h("40100400aabbccdd")),  # a later fragment
        (ISO_RX, b"", h("40100400aabbccdd")),
        (DIAG, b"", h("aabbcc")),
        (NOTE, b"", b"*** Booting Zephyr OS ***\0"),
        (NOTE, h("0101 0200 0300 0400 0700"), b"\0"),  # NimBLE's, for drops
        (LOG, b"", log(3, "bt", "bt_hci_core: no buffer")),
        (LOG, b"", log(6, "bt", "bt_hci_core: Identity: C0:11:22:33:44:FF")),
        (LOG, b"", log(7, "nimble", "not shown")),
        (NOP, b"", b""),
        (CLOSE, b"", b""),
        (DELETE, b"", b""),
    ]
    return b"".join(record(op, ts(t + 2 * i) + ext, packet)
                    for i, (op, ext, packet) in enumerate(rows))


def zephyr(path):
    data, at, out, first = open(path, "rb").read(), 16, b"", None
    while at < len(data):
        size, flags, usec = struct.unpack_from(">4xII4xQ", data, at)
        first = usec if first is None else first
        out += record(flags & 0xFFFF, ts((usec - first) // 100),
                      data[at + 24:at + 24 + size])
        at += 24 + size
    return out


def noisy(data):
    ends = [0]
    while len(ends) < 4:
        ends.append(ends[-1] + 2 + struct.unpack_from("<H", data, ends[-1])[0])
    return (b"*** Booting Zephyr OS build v3.7.0 ***\r\n" + data[:ends[2] + 12] +
            data[ends[2] + 15:])


def terminal():
    master, slave = pty.openpty()
    tty.setraw(slave)
    name = os.ttyname(slave)
    os.close(slave)
    return master, name


def say(master, data):
    """To who opens it."""
    poll = select.poll()
    poll.register(master, 0)
    while poll.poll(0):  # POLLHUP
        time.sleep(0.02)
    time.sleep(0.3)
    for i in range(0, len(data), 256):
        os.write(master, data[i:i + 256])
        time.sleep(0.005)


def btmon(data):
    master, name = terminal()
    p = subprocess.Popen(["btmon", "--no-pager", "--tty", name],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    say(master, data)
    time.sleep(0.5)
    p.send_signal(signal.SIGTERM)
    sys.stdout.buffer.write(p.communicate()[0])


def port(link, data, stay):
    master, name = terminal()
    os.symlink(name, link)
    say(master, data)
    if stay:
        signal.pause()
    time.sleep(0.3)  # what is not read when it goes is lost


def tcp(portfile, data, endless):
    s = socket.create_server(("127.0.0.1", 0))
    with open(portfile + ".new", "w") as f:
        f.write(str(s.getsockname()[1]))
    os.rename(portfile + ".new", portfile)
    conn = s.accept()[0]
    conn.sendall(data)
    while endless:
        try:
            conn.sendall(data)
        except OSError:
            return
    time.sleep(0.2)
    conn.close()


what, args = sys.argv[1], sys.argv[2:]
if what == "every":
    open(args[0], "wb").write(every())
elif what == "zephyr":
    open(args[1], "wb").write(zephyr(args[0]))
elif what == "noisy":
    open(args[1], "wb").write(noisy(open(args[0], "rb").read()))
elif what == "btmon":
    btmon(open(args[0], "rb").read())
elif what == "port":
    port(args[0], open(args[1], "rb").read(), len(args) > 2)
elif what == "tcp":
    tcp(args[0], open(args[1], "rb").read(), len(args) > 2)

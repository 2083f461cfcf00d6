#!/usr/bin/env python3
"""terminal.py COLUMNS COMMAND...: run it on a terminal that is so wide, and print
what it writes, without colours."""
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios

master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(sys.argv[1]), 0, 0))
process = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=slave)
os.close(slave)
out = b""
while True:
    try:
        some = os.read(master, 65536)
    except OSError:  # the other end is closed
        break
    if not some:
        break
    out += some
out = out.replace(b"\r\n", b"\n")
sys.stdout.buffer.write(re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]|\x1b=|\x1b>", b"", out))
sys.exit(process.wait())

#!/usr/bin/env python3
"""The shell, typed at: shell.py BINARY FOLDER."""
import os
import pty
import re
import select
import sys
import time

binary, folder = sys.argv[1:3]
failures = 0


class Terminal:
    def __init__(self, *args):
        pid, self.fd = pty.fork()
        if not pid:
            os.environ.update(TERM="xterm", XDG_STATE_HOME=folder, COLUMNS="100")
            os.execv(binary, [binary, *args])
        self.pid, self.seen = pid, ""

    def type(self, text):
        os.write(self.fd, text.encode())

    def expect(self, pattern, seconds=10):
        """Wait for `pattern` in what has come since the last expect."""
        global failures
        end = time.time() + seconds
        while True:
            # without the escape sequences of the line editor
            plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.seen)
            found = re.search(pattern, plain)
            if found:
                self.seen = plain[found.end():]
                return found
            left = end - time.time()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                break
            try:
                data = os.read(self.fd, 4096)
            except OSError:
                break
            if not data:
                break
            self.seen += data.decode(errors="replace")
        print("FAILED: no %r in %r" % (pattern, self.seen[-400:]))
        failures += 1
        return None

    def end(self):
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def check(what, ok):
    global failures
    if not ok:
        print("FAILED:", what)
        failures += 1


t = Terminal("-c", "sim", "shell")
t.expect(r"simulator: no hardware")
t.expect(r"pairscope> ")

# Commands and their options complete.
t.type("discov\t")
t.expect(r"discover ")
t.type("\x15sca\t--dur\t2\r")
t.expect(r"scan --duration 2")
t.expect(r"BP7350")
t.expect(r"Heart Rate")
t.expect(r"pairscope> ")

# So do devices that were heard.
t.type("connect BP7\t\r")
t.expect(r"connect BP7350")
t.expect(r"connected to 00:5F:BF:12:34:56")
t.expect(r"\[00:5F:BF:12:34:56 \(BP7350\)\]> ")

# A second try gets in; then characteristics complete by UUID.
t.type("pair --preset android --tries 2 --io NoInputNoOutput\r")
t.expect(r"attempt 2 of 2, on the same link")
t.expect(r"paired with 00:5F:BF:12:34:56")
t.expect(r"BP7350\)\]> ")
t.type("discover\r")
t.expect(r"Blood Pressure Measurement \(2a35\)")
t.expect(r"BP7350\)\]> ")
t.type("read 2a1\t\r")
t.expect(r"read 2a19")
t.expect(r"Battery Level \(2a19\)")
t.expect(r"BP7350\)\]> ")

# What arrives does not destroy the line that is being typed.
t.type("subscribe 2a35\r")
t.expect(r"BP7350\)\]> ")
t.type("bonds li")
t.expect(r"Blood Pressure Measurement \(2a35\) 0x[0-9a-f]+ indication")
t.expect(r"BP7350\)\]> bonds li")
t.type("st\r")
t.expect(r"00:5F:BF:12:34:56/public  legacy pairing")
t.expect(r"BP7350\)\]> ")

# Ctrl-C ends what waits, not the shell; on an empty line it is harmless.
t.type("subscribe 2a35 --duration 0\r")
time.sleep(0.5)
t.type("\x03")
t.expect(r"BP7350\)\]> ")
t.type("rubbish\x03")
t.expect(r"BP7350\)\]> ")
t.type("disconnect\r")
t.expect(r"disconnected from")
t.expect(r"pairscope> ")

# The agent asks at the prompt; a wrong word is asked again.
t.type('pair "Heart Rate" --mitm\r')
t.expect(r"compare: \d{6}")
t.expect(r"same number\?")
t.type("perhaps\r")
t.expect(r"answer yes or no")
t.expect(r"same number\?")
t.type("yes\r")
t.expect(r"paired with .*Heart Rate.*authenticated")
t.expect(r"Heart Rate\)\]> ")
t.type('pair --mitm\r')
t.expect(r"same number\?")
t.type("no\r")
t.expect(r"pairing failed: we sent Pairing Failed, .*\(0x0c\)")
t.expect(r"> ")

# An error is said, and the shell goes on; unknown commands too.
t.type("frobnicate\r")
t.expect(r"frobnicate: no such command")
t.type("read 2aff\r")
t.expect(r"has no characteristic 2aff")
t.type("quit\r")
check("quit: exit %d" % (code := t.end()), code == 0)

# The history is kept, for its owner alone.
path = os.path.join(folder, "pairscope", "history")
text = open(path).read()
check("history: %r" % text, "connect BP7350" in text and "quit" in text)
check("mode of the history", os.stat(path).st_mode & 0o777 == 0o600)
path = os.path.join(folder, "pairscope", "bonds.json")
check("mode of the bonds", os.stat(path).st_mode & 0o777 == 0o600)

# Ctrl-D leaves. A pairing in one-shot use asks on the terminal as well.
t = Terminal("-c", "sim", "shell")
t.expect(r"pairscope> ")
t.type("\x04")
check("Ctrl-D: exit %d" % (code := t.end()), code == 0)

t = Terminal("-c", "sim", "--bonds", folder + "/other.json", "pair", "Heart Rate", "--mitm")
t.expect(r"same number\?")
t.type("yes\r")
t.expect(r"paired with")
check("one-shot: exit %d" % (code := t.end()), code == 0)

# On a terminal a scan is one table, drawn again in its place.
t = Terminal("-c", "sim", "scan", "--duration", "3")
t.expect(r"Heart Rate")
t.end()

sys.exit(failures != 0)

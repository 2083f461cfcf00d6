"""A radio, a guest on it, and pairscope: started, typed at, read from."""
import json
import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))

# What readline and bluetoothctl send for the eye.
DECORATION = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\x01\x02\x07\x08\r]")


class Timeout(Exception):
    pass


class Terminal:
    """Something to type at and to read from: a socket, or the master of a
    pseudo-terminal. All that came and was not yet taken is in `text`."""

    def __init__(self, fd):
        self.fd, self.text, self.raw = fd, "", ""

    def send(self, line):
        os.write(self.fd, line.encode() + b"\n")

    def read(self, seconds):
        """What comes within `seconds`; False at the end of it all."""
        if not select.select([self.fd], [], [], max(0, seconds))[0]:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:     # a pseudo-terminal that nobody has open any more
            data = b""
        # an escape sequence may come in pieces
        self.raw += data.decode(errors="replace")
        whole = re.match(r"(?s)(.*?)(\x1b(\[[0-9;?]*)?)?\Z", self.raw)
        self.text += DECORATION.sub("", whole[1])
        self.raw = whole[2] or ""
        return bool(data)

    def take(self, pattern):
        """The first match of `pattern`, if it has come; it and what was before
        it are gone then."""
        found = re.search(pattern, self.text)
        if found:
            self.text = self.text[found.end():]
        return found

    def expect(self, pattern, seconds=15):
        end = time.monotonic() + seconds
        while True:
            found = self.take(pattern)
            if found:
                return found
            if time.monotonic() > end or not self.read(end - time.monotonic()):
                raise Timeout("no %r in %r" % (pattern, self.text[-300:]))


def wait_for(what, seconds, condition):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise Timeout("no " + what)
        time.sleep(0.05)


def end(process, how=signal.SIGTERM):
    """By its id; without mercy after three seconds."""
    process.send_signal(how)
    try:
        process.wait(3)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Radio:
    """btvirt, with its sockets in `folder`."""

    def __init__(self, folder, preload, log):
        self.socket = os.path.join(folder, "bt-server-le")
        self.process = subprocess.Popen(
            ["btvirt", "-s"], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env={**os.environ, "BTVIRT_DIR": folder, "LD_PRELOAD": preload})
        wait_for("radio", 5, lambda: os.path.exists(self.socket))

    def stop(self):
        end(self.process)


class Guest:
    """A Linux of `image`, with a controller of the radio, and a second one that
    is not attached. The folder `share` is its /mnt."""

    def __init__(self, folder, image, radio, log):
        ports = {n: os.path.join(folder, n) for n in ("shell", "hci", "ctl", "hci1")}
        self.share = os.path.join(folder, "share")
        os.mkdir(self.share)
        qemu = ["qemu-system-x86_64", "-M", "q35", "-accel", "tcg", "-cpu", "max",
                "-m", "384", "-nodefaults", "-display", "none", "-no-reboot",
                "-kernel", image + "/vmlinuz", "-initrd", image + "/initrd",
                "-append", "console=ttyS0 quiet loglevel=0 panic=-1 rdinit=/init "
                "mitigations=off 8250.nr_uarts=8 cryptomgr.notests tsc=reliable",
                "-device", "virtio-rng-pci", "-virtfs",
                "local,path=%s,mount_tag=share,security_model=none" % self.share]
        for name, path in ports.items():
            serves = "" if name in ("hci", "hci1") else ",server=on,wait=off"
            qemu += ["-chardev", "socket,id=%s,path=%s%s" % (name, path, serves),
                     "-serial", "chardev:" + name]
        # ports that a case plugs something into; a serial one is ttyS4
        self.usb, self.line = (os.path.join(folder, n) for n in ("usb", "line"))
        qemu += ["-device", "qemu-xhci", "-device", "usb-redir,chardev=usb",
                 "-chardev", "socket,id=usb,server=on,wait=off,path=" + self.usb,
                 "-device", "pci-serial,chardev=line",
                 "-chardev", "socket,id=line,server=on,wait=off,path=" + self.line]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
        self.processes = [subprocess.Popen(
            [sys.executable, HERE + "/bridge.py", ports[name], radio.socket], **quiet)
            for name in ("hci", "hci1")]
        try:
            for name in ("hci", "hci1"):
                wait_for("bridge", 5, lambda: os.path.exists(ports[name]))
            self.processes.append(subprocess.Popen(qemu, **quiet))
            self.shell, self.ctl = (self.port(ports[n]) for n in ("shell", "ctl"))
            self.shell.expect("guest is up", 180)
            wait_for("adapter in the guest", 30,
                     lambda: "Powered: yes" in self.run("bluetoothctl show"))
        except BaseException:
            self.stop()
            raise
        self.address = re.search(r"Controller (\S+)", self.run("bluetoothctl show"))[1]

    @staticmethod
    def port(path):
        wait_for("port", 10, lambda: os.path.exists(path))
        s = socket.socket(socket.AF_UNIX)
        s.connect(path)
        return Terminal(s.detach())

    def stop(self):
        for p in reversed(self.processes):
            end(p)

    def run(self, command, seconds=30):
        """A shell command's output."""
        self.shell.text = ""
        self.shell.send(command)
        return self.shell.expect(r"(?s)(.*)=\d+=\n", seconds)[1]

    def do(self, line, answer, seconds=15):
        """A line for bluetoothctl, and the answer that it shall give."""
        while self.ctl.read(0) and self.ctl.text:
            self.ctl.text = ""
        self.ctl.send(line)
        return self.ctl.expect(answer, seconds)

    def find(self, address):
        """Scan. btvirt reports an advertiser once for each start of a scan, which
        the kernel may not take yet."""
        for _ in range(15):
            self.do("scan le", "Discovery started")
            try:
                return self.ctl.expect("Device " + address, 2)
            except Timeout:
                pass
            finally:
                self.do("scan off", "Discovery stopped")
        raise Timeout("the guest does not see " + address)


class Pairscope(Terminal):
    """A run of it, with a person at the terminal; what it says in JSON goes to
    a file beside its capture, `name`."""

    def __init__(self, binary, radio, name, bonds, *args):
        self.capture = name + ".pcapng"
        self.out, self.said = name + ".json", ""
        master, slave = pty.openpty()
        with open(self.out, "w") as out:
            self.process = subprocess.Popen(
                [binary, "-c", "unix:" + radio.socket, "--bonds", bonds, "--json",
                 "-w", self.capture, *args], stdin=slave, stderr=slave, stdout=out)
        os.close(slave)
        super().__init__(master)

    def read(self, seconds):
        had = len(self.text)
        alive = super().read(seconds)
        self.said += self.text[had:]
        return alive

    def ended(self):
        return self.process.poll() is not None

    def stop(self):
        """As by Ctrl-C."""
        if not self.ended():
            end(self.process, signal.SIGINT)

    def wait(self, seconds=60):
        """Its exit status."""
        wait_until = time.monotonic() + seconds
        while self.read(0.1) and time.monotonic() < wait_until:
            pass
        return self.process.wait(max(0.1, wait_until - time.monotonic()))

    def events(self, kind):
        with open(self.out) as f:
            lines = [json.loads(line) for line in f if line.endswith("\n")]
        return [e for e in lines if e.get("event") == kind]

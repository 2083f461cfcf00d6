#!/usr/bin/env python3
"""cases.py BINARY IMAGE WORK [NAME...]: pairscope and a Linux kernel pair.

One line for each case whose name contains one of the NAMEs; without any, for
all. Captures and logs go to the folder WORK.
"""
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

from rig import HERE, Guest, Pairscope, Radio, Timeout, end, wait_for

UUID = "70616972-0000-4000-8000-00000000000"
OPEN, ENCRYPTED, AUTHENTICATED, OURS, OURS_AUTHENTICATED = (UUID + c for c in "12345")
SERVICE = UUID + "0"

# Name, Secure Connections, our IO capability, that of the guest, and what
# pairscope shall call it.
METHODS = [
    ("legacy-just-works", False, "NoInputNoOutput", "NoInputNoOutput", "Just Works"),
    ("legacy-passkey-shown", False, "DisplayOnly", "KeyboardOnly", "Passkey Entry, shown here"),
    ("legacy-passkey-typed", False, "KeyboardOnly", "DisplayOnly", "Passkey Entry, typed here"),
    ("sc-just-works", True, "NoInputNoOutput", "NoInputNoOutput", "Just Works"),
    ("sc-comparison", True, "DisplayYesNo", "DisplayYesNo", "Numeric Comparison"),
    ("sc-passkey-shown", True, "DisplayOnly", "KeyboardOnly", "Passkey Entry, shown here"),
    ("sc-passkey-typed", True, "KeyboardOnly", "DisplayOnly", "Passkey Entry, typed here"),
]


class Failure(Exception):
    pass


def check(ok, what):
    if not ok:
        raise Failure(what)


# How each end words its questions.
PAIRSCOPE = {
    "shows": r"passkey: (\d{6})",
    "types": r"passkey \(six digits[^>]*> ",
    "compares": r"compare: (\d{6})[^?]*same number\? [^>]*> ",
}
BLUETOOTHCTL = {
    "shows": r"Passkey: (\d{6})",
    "types": r"Enter passkey \([^)]*\):",
    "compares": r"Confirm passkey (\d{6}) \(yes/no\):",
    "accepts": r"(Accept pairing|Authorize service \S+) \(yes/no\):",
}


def people(us, guest, done, seconds=60):
    """The two people of a pairing: one reads a passkey to the other, and both
    compare numbers. What `done` returns, once it returns something."""
    ends = [(us, PAIRSCOPE), (guest.ctl, BLUETOOTHCTL)]
    shown, typist, compared = None, None, {}
    deadline = time.monotonic() + seconds
    while not (result := done()):
        check(time.monotonic() < deadline, "the pairing does not end")
        for terminal, words in ends:
            terminal.read(0.05)
            if found := terminal.take(words["shows"]):
                shown = found[1]
            if terminal.take(words["types"]):
                typist = terminal
            if found := terminal.take(words["compares"]):
                compared[terminal] = found[1]
            if "accepts" in words and terminal.take(words["accepts"]):
                terminal.send("yes")
        if shown and typist:
            typist.send(shown)
            shown = typist = None
        if len(compared) == 2:
            check(len(set(compared.values())) == 1, "two numbers: %s" % compared.values())
            for terminal in compared:
                terminal.send("yes")
            compared = {}
    return result


class Bench:
    """What the cases share, and what one leaves behind."""

    def __init__(self, binary, image, work, folder, log):
        self.binary, self.work = binary, work
        self.radio = Radio(folder, os.path.join(os.path.dirname(binary), "preload/afalg.so"), log)
        self.guest, self.runs, self.advertises = None, [], False
        try:
            self.guest = Guest(folder, image, self.radio, log)
            self.prepare()
        except BaseException:
            self.stop()
            raise

    def stop(self):
        if self.guest:
            self.guest.stop()
        self.radio.stop()

    def prepare(self):
        """A server in the guest with a value for each permission."""
        g = self.guest
        info = subprocess.run([self.binary, "-c", "unix:" + self.radio.socket, "info"],
                              capture_output=True, text=True, check=True).stdout
        self.address = re.search(r"address: +([0-9A-F:]{17})", info)[1]
        g.do("menu gatt", "Menu gatt")
        g.do("register-service " + SERVICE, r"Primary \(yes/no\):")
        g.do("yes", "# ")
        for uuid, flags in ((OPEN, "read"), (ENCRYPTED, "encrypt-read"),
                            (AUTHENTICATED, "encrypt-authenticated-read")):
            g.do("register-characteristic %s %s" % (uuid, flags), "Enter value:")
            g.do("0x0%s 0x42" % uuid[-1], "# ")
        g.do("register-application", "Application registered")
        g.do("back", "Menu main")
        g.do("discoverable-timeout 0", "succeeded")
        g.do("discoverable on", "succeeded")

    def begin(self, io, advertise):
        """Two ends that have never met; `io` is the guest's IO capability."""
        g = self.guest
        self.runs = []
        self.bonds = os.path.join(self.work, self.name + ".bonds")
        if os.path.exists(self.bonds):
            os.unlink(self.bonds)
        g.run("bluetoothctl remove " + self.address)
        g.do("agent off", "Agent unregistered|No agent is registered")
        g.do("agent " + io, "Agent registered")
        g.do("default-agent", "Default agent request successful")
        g.do("pairable on", "succeeded")
        if advertise != self.advertises:
            g.do("advertise " + ("on" if advertise else "off"),
                 "Advertising object (un)?registered")
            self.advertises = advertise

    def pairscope(self, part, *args):
        run = Pairscope(self.binary, self.radio, os.path.join(self.work, self.name + part),
                        self.bonds, *args)
        self.runs.append(run)
        return run

    def come_back(self, part, *args):
        """Another pairscope, with the bonds of the last, to its end."""
        for suffix in "", "-2":
            self.disconnected()
            run = self.pairscope(part + suffix, *args)
            people(run, self.guest, run.ended)
            # bluetoothd may give up a link, and says so, if the encryption of a
            # bond comes while it takes the link up
            log = self.guest.run("tail -n 40 /tmp/bluetoothd.log")
            if run.wait() != 5 or "bt_io_set" not in log:
                break
        return run

    def end(self):
        for run in self.runs:
            run.stop()
        # by another bluetoothctl: ours may be waiting for an answer
        self.guest.run("bluetoothctl disconnect " + self.address)

    def disconnected(self):
        """The guest has noticed, and takes up a link again."""
        wait_for("disconnection in the guest", 5, lambda: "Connected: no" in
                 self.guest.run("bluetoothctl info " + self.address))
        time.sleep(2)

    def guest_keys(self):
        """From the guest's record of us: section -> key."""
        text = self.guest.run("cat /var/lib/bluetooth/*/%s/info" % self.address)
        return dict(re.findall(r"\[(\w+)\]\nKey=(\w+)", text))

    def check_keys(self):
        """What one end keeps is what the other keeps."""
        with open(self.bonds) as f:
            store = json.load(f)
        check(len(store["bonds"]) == 1, "%d bonds" % len(store["bonds"]))
        ours = {k["key"].upper() for k in map(store["bonds"][0].get, ("own_ltk", "peer_ltk")) if k}
        theirs = {}

        def same():     # bluetoothd writes a moment later
            theirs.update(self.guest_keys())
            return {v for k, v in theirs.items() if k.endswith("LongTermKey")} == ours
        try:
            wait_for("equal keys", 5, same)
        except Timeout:
            raise Failure("LTKs: ours %s, the guest's %s" % (ours, theirs)) from None
        check(theirs.get("IdentityResolvingKey") == store["irk"].upper(),
              "the guest's IRK is not ours")


def packets(capture, expression, *options):
    run = subprocess.run(["tshark", "-r", capture, "-Y", expression, *options],
                         capture_output=True, text=True, check=False)
    check(run.returncode == 0, "tshark: " + run.stderr)
    return run.stdout.splitlines()


def check_capture(run, requests):
    """No damage for tshark, and as many Pairing Requests as there should be."""
    # 8388608 is Wireshark's severity "error"
    bad = packets(run.capture, "_ws.malformed or _ws.expert.severity == 8388608")
    check(not bad, "malformed in %s: %s" % (run.capture, bad[:3]))
    seen = len(packets(run.capture, "btsmp.opcode == 1"))
    check(seen == requests, "%d Pairing Requests in %s" % (seen, run.capture))


def check_paired(run, sc, method):
    paired = run.events("paired")
    check(len(paired) == 1, "%d pairings" % len(paired))
    got = tuple(paired[0][k] for k in ("secure_connections", "method", "authenticated", "bonded"))
    check(got == (sc, method, method != "Just Works", True), "paired: %s" % (got,))


def check_encrypted(run, times):
    got = [e["encrypted"] for e in run.events("encryption")]
    check(got == [True] * times, "encryption: %s" % got)


def check_value(run, uuid):
    got = [e["value"] for e in run.events("read")]
    check(got == ["0%s42" % uuid[-1]], "read: %s" % got)


def central(bench, sc, ours, theirs, method):
    bench.begin(theirs, advertise=True)
    authenticated = method != "Just Works"
    target = bench.guest.address + "/public"
    run = bench.pairscope("", "pair", target, "--io", ours, *["--mitm"] * authenticated,
                          *["--no-sc"] * (not sc))
    people(run, bench.guest, run.ended)
    check(run.wait() == 0, "pair: exit %s" % run.process.returncode)
    check_paired(run, sc, method)
    check_capture(run, requests=1)
    bench.check_keys()

    uuid = AUTHENTICATED if authenticated else ENCRYPTED
    again = bench.come_back("-again", "read", target, uuid, "--no-pair")
    check(again.process.returncode == 0, "read: exit %s" % again.process.returncode)
    check_encrypted(again, 1)
    check_value(again, uuid)
    check_capture(again, requests=0)


def write_device(bench, sc, io, authenticated):
    path = os.path.join(bench.work, bench.name + ".device")
    values = [{"uuid": OURS, "read": "encrypted", "value": {"hex": "4a4b"}},
              {"uuid": OURS_AUTHENTICATED, "read": "authenticated", "value": {"hex": "4c4d"}}]
    with open(path, "w") as f:
        json.dump({"name": "pairscope",
                   "security": {"io": io, "sc": sc, "mitm": authenticated},
                   "services": [{"uuid": UUID + "9", "characteristics": values}]}, f)
    return path


def serve(bench, device):
    run = bench.pairscope("", "serve", device)
    run.expect("serving", 10)
    bench.guest.find(bench.address)
    return run


def end_serve(bench, run):
    """Disconnected by the guest, and ended by Ctrl-C."""
    bench.guest.do("disconnect " + bench.address, "Successful disconnected")
    wait_for("disconnection here", 5, lambda: run.events("disconnected"))
    run.stop()
    check(run.process.returncode == 0, "serve: exit %s" % run.process.returncode)


def guest_reads(bench, run, uuid):
    """The guest's client reads one of our values, and pairs if it must."""
    g = bench.guest
    g.do("menu gatt", "Menu gatt")
    try:
        for _ in range(5):      # until the services are known
            try:
                g.do("select-attribute " + uuid, r"char\w+\]# ", 2)
                break
            except Timeout:
                pass
        g.ctl.send("read")
        result = people(run, g, lambda: g.ctl.take(r"  4[ac] 4[bd] |Failed to read[^\n]*"))
        check("Failed" not in result[0], result[0])
    finally:
        g.do("back", "Menu main")


def peripheral(bench, sc, ours, theirs, method):
    bench.begin(theirs, advertise=False)
    g = bench.guest
    authenticated = method != "Just Works"
    uuid = OURS_AUTHENTICATED if authenticated else OURS
    run = serve(bench, write_device(bench, sc, ours, authenticated))
    g.do("pair " + bench.address, "Attempting to pair")
    result = people(run, g, lambda: g.ctl.take("Pairing successful|Failed to pair[^\n]*"))
    check("Failed" not in result[0], result[0])
    wait_for("pairing here", 5, lambda: run.read(0) and run.events("paired"))
    check_paired(run, sc, method)
    bench.check_keys()
    g.do("disconnect " + bench.address, "Successful disconnected")

    bench.disconnected()
    g.do("connect " + bench.address, "Connection successful", 30)
    guest_reads(bench, run, uuid)
    end_serve(bench, run)
    check_paired(run, sc, method)
    check_encrypted(run, 2)
    check_capture(run, requests=1)


def refused(bench, uuid, error, ours, method, *options):
    """The guest refuses a read; we pair and read again."""
    bench.begin(ours, advertise=True)
    run = bench.pairscope("", "read", bench.guest.address + "/public", uuid, "--io", ours, *options)
    people(run, bench.guest, run.ended)
    check(run.wait() == 0, "read: exit %s" % run.process.returncode)
    check_paired(run, True, method)
    check_value(run, uuid)
    check_capture(run, requests=1)
    check(packets(run.capture, "btatt.error_code == %d" % error), "no error 0x%02x" % error)


def upgrade(bench):
    """A Just Works bond is too weak for a value: we pair again, and keep that."""
    central(bench, True, "NoInputNoOutput", "DisplayYesNo", "Just Works")
    run = bench.come_back("-upgrade", "read", bench.guest.address + "/public", AUTHENTICATED,
                          "--io", "DisplayYesNo")
    check(run.process.returncode == 0, "read: exit %s" % run.process.returncode)
    check_paired(run, True, "Numeric Comparison")
    check_value(run, AUTHENTICATED)
    check_capture(run, requests=1)
    bench.check_keys()


def lost_bond(bench):
    """The guest has forgotten us: that is told, and the bond is kept."""
    central(bench, True, "NoInputNoOutput", "NoInputNoOutput", "Just Works")
    bench.guest.run("bluetoothctl remove " + bench.address)
    with open(bench.bonds) as f:
        before = f.read()
    run = bench.pairscope("-lost", "read", bench.guest.address + "/public", ENCRYPTED)
    check(run.wait() == 6, "read: exit %s" % run.process.returncode)
    check(not run.events("pairing"), "it paired")
    check_capture(run, requests=0)
    with open(bench.bonds) as f:
        check(f.read() == before, "the bond was changed")


def refuses(bench, uuid, io, method):
    """We refuse a read; the guest pairs and reads again."""
    bench.begin(io, advertise=False)
    run = serve(bench, write_device(bench, True, io, uuid == OURS_AUTHENTICATED))
    bench.guest.do("connect " + bench.address, "Connection successful", 30)
    try:
        guest_reads(bench, run, uuid)
    except Failure:
        # Now and then bluetoothd does not repeat the read after the pairing,
        # and disconnects when its own request times out.
        check(run.events("paired"), "the guest did not pair")
        bench.disconnected()
        bench.guest.do("connect " + bench.address, "Connection successful", 30)
        guest_reads(bench, run, uuid)
    end_serve(bench, run)
    check_paired(run, True, method)
    check_capture(run, requests=1)
    check(packets(run.capture, "btatt.error_code == 0x05"), "we did not refuse")
    asked = packets(run.capture, "btatt.opcode == 0x0a")
    answered = packets(run.capture, "btatt.opcode == 0x0b or btatt.req_opcode_in_error == 0x0a")
    check(len(asked) == len(answered), "%d reads, %d answers" % (len(asked), len(answered)))


def install(bench):
    """pairscope and its libraries, where the guest finds them; how to call it."""
    folder = bench.guest.share
    linked = subprocess.run(["ldd", bench.binary], capture_output=True, text=True, check=True).stdout
    for path in [bench.binary, *re.findall(r"(/\S+) \(0x", linked)]:
        shutil.copy(path, folder)
    loader = re.search(r"/(ld-linux\S*)", linked)[1]
    return "/mnt/%s --library-path /mnt /mnt/%s" % (loader, os.path.basename(bench.binary))


def in_guest(bench):
    """What runs pairscope in the guest, with bonds of its own for this case."""
    here = install(bench)

    def run(line, status=0, as_user=""):
        line = "%s --bonds /tmp/%s%s.json %s" % (here, bench.name, as_user, line)
        if as_user:
            line = "su -s /bin/sh %s -c '%s'" % (as_user, line)
        out = bench.guest.run(line + " 2>&1; echo exit $?", 60)
        check("exit %d\n" % status in out, "%s: %s" % (line, out))
        return out

    return here, run


def says(out, pattern):
    check(re.search(pattern, out), "no %r in %s" % (pattern, out))


def serve_outside(bench):
    """A device for pairscope in the guest: another one, outside."""
    bench.runs = []
    bench.bonds = os.path.join(bench.work, bench.name + ".bonds")
    if os.path.exists(bench.bonds):
        os.unlink(bench.bonds)
    device = bench.pairscope("", "serve", write_device(bench, True, "NoInputNoOutput", False))
    device.expect("serving", 10)
    return device


def whole(bench):
    """The capture of the guest, kept and free of errors."""
    capture = os.path.join(bench.work, bench.name + "-guest.pcapng")
    shutil.copy(os.path.join(bench.guest.share, "guest.pcapng"), capture)
    bad = packets(capture, "_ws.malformed or _ws.expert.severity == 8388608")
    check(not bad, "malformed in %s: %s" % (capture, bad[:3]))


def found_by_scan(run, controller):
    """btvirt reports an advertiser once for each start of a scan."""
    return any("pairscope" in run("-c %s scan --duration 5" % controller) for _ in range(3))


def uart(bench):
    """pairscope in the guest on a 16550 UART, with nothing of the kernel's Bluetooth
    between; the device is another pairscope, outside."""
    g = bench.guest
    here, run = in_guest(bench)
    port = "serial:/dev/ttyS3"
    says(run("controllers"), "-c " + port)
    device = serve_outside(bench)
    says(run("-c serial:/dev/ttyS0 doctor", 3), "FAIL +console +the kernel prints to it")
    says(run("-c %s doctor" % port), "OK +reset +answered")
    check(found_by_scan(run, port), "not found by a scan")
    says(run("-c %s -w /mnt/guest.pcapng --json pair pairscope --io NoInputNoOutput" % port),
         '"event":"paired"')
    says(run("-c %s read pairscope %s --no-pair" % (port, OURS)), r"\[4a4b\]")
    g.run("%s -c %s wait 6 >/tmp/other.log 2>&1 & sleep 3" % (here, port))
    says(run("-c %s info" % port, 3), r"in use by \S+ \(pid \d+\)")
    g.run("wait $!")
    device.stop()
    check(device.process.returncode == 0, "serve: exit %s" % device.process.returncode)
    check_paired(device, True, "Just Works")
    whole(bench)


def usb(bench):
    """pairscope in the guest on a USB dongle: through libusb, usbfs and xHCI of a
    real kernel, which has given it to its own driver or not."""
    g = bench.guest
    here, run = in_guest(bench)
    device = serve_outside(bench)

    def adapters():
        return set(g.run("ls /sys/class/bluetooth").split()) - {"hci0"}

    def plug_in():
        says(run("-c usb info", 3), "no Bluetooth controller on USB")
        dongle = subprocess.Popen([sys.executable, HERE + "/dongle.py", g.usb, bench.radio.socket])
        wait_for("dongle", 20, lambda: "usb:2fe3:000b" in run("controllers"))
        return dongle

    dongle = plug_in()
    try:
        # nobody has it
        says(run("-c usb info", 3, "messagebus"), "usb:2fe3:000b: cannot be opened.*sudo")
        says(run("-c usb -w /mnt/guest.pcapng --json pair pairscope --io NoInputNoOutput"),
             '"event":"paired"')
        wait_for("pairing outside", 5, lambda: device.events("paired"))
        check_paired(device, True, "Just Works")
        whole(bench)
        says(run("-c usb:2fe3:000b read pairscope %s --no-pair" % OURS), r"\[4a4b\]")
        says(run("-c usb:2fe3:000b hci 4 2"), "Read Local Supported Commands.*(?s:.)*Success")
        says(run("-c usb:2fe3:000c info", 3), "no Bluetooth controller on USB with these ids")

        # Linux has it
        g.run("modprobe btusb")
        wait_for("hci of btusb", 20, adapters)
        name = adapters().pop()
        wait_for("hci up", 20, lambda: "UP RUNNING" in g.run("hciconfig " + name))
        says(run("controllers"), "-c usb:2fe3:000b,take +USB interface of " + name)
        says(run("-c usb info", 3), "usb:2fe3:000b is %s of Linux, and up: "
             "-c usb:2fe3:000b,take .* -c %s,take" % (name, name))
        says(run("-c usb,take info"), "address: +00:AA:01")
        wait_for("hci again", 20, adapters)
        name = adapters().pop()
        wait_for("hci up again", 20, lambda: "UP RUNNING" in g.run("hciconfig " + name))
        g.run(here + " -c usb,take wait 30 >/dev/null 2>&1 & taken=$!")
        wait_for("hci taken", 10, lambda: not adapters())
        g.run("kill -9 $taken")
        wait_for("hci behind a kill", 20, adapters)
        g.run("rmmod btusb")
        wait_for("no hci", 10, lambda: not adapters())

        # behind a kill qemu gives no events any more, to btusb neither
        end(dongle)
        wait_for("no dongle", 10, lambda: "usb:" not in run("controllers"))
        dongle = plug_in()

        # unplugged
        g.run(here + " -c usb -w /mnt/guest.pcapng scan --duration 60 >/tmp/unplug.log 2>&1 &")
        wait_for("scan", 10, lambda: "pairscope" in g.run("cat /tmp/unplug.log"))
        end(dongle)
        out = g.run("wait $!; echo exit $?; cat /tmp/unplug.log")
        says(out, r"exit 3\n(?s:.)*usb:2fe3:000b is gone: it was unplugged")
        whole(bench)
    finally:
        end(dongle)
        g.run("rmmod btusb 2>/dev/null")
    device.stop()
    check_capture(device, requests=1)


def h5(bench, loss):
    """Linux's own three-wire driver, with pairscope on top of it, against our
    protocol machine in the place of a controller; then pairscope's own, on the
    same 16550."""
    g = bench.guest
    _, run = in_guest(bench)
    device = serve_outside(bench)
    bridge = subprocess.Popen([os.path.join(os.path.dirname(bench.binary), "tests/interop/h5_bridge"),
                               g.line, bench.radio.socket, str(loss)],
                              stdout=subprocess.PIPE, text=True)
    try:
        # btattach does not wait for this driver's link
        g.run("hciattach -n /dev/ttyS4 3wire 115200 noflow >/tmp/hciattach.log 2>&1 & attached=$!")
        wait_for("hci1", 30, lambda: "UP RUNNING" in g.run("hciconfig hci1"))
        says(run("-c hci1,take -w /mnt/guest.pcapng --json pair pairscope --io NoInputNoOutput"),
             '"event":"paired"')
        wait_for("pairing outside", 5, lambda: device.events("paired"))
        check_paired(device, True, "Just Works")
        whole(bench)
        says(run("-c hci1,take read pairscope %s --no-pair" % OURS), r"\[4a4b\]")
        g.run("kill $attached; wait $attached")
        says(run("-c serial:/dev/ttyS4,h5 read pairscope %s --no-pair" % OURS), r"\[4a4b\]")
    finally:
        g.run("kill $attached")
        end(bridge)
    said = bridge.stdout.read()
    says(said, r"window 4, crc 0, received (\d{3,}|[5-9]\d), sent (\d{3,}|[5-9]\d), lost %s\n"
         r"(?s:.)*window 7, crc 1, " % (r"[1-9]\d*" if loss else "0"))
    device.stop()
    check_capture(device, requests=1)


def user_channel(bench):
    """pairscope in the guest takes an adapter from the kernel, which drives it on
    a 16550 UART; the device is another pairscope, outside."""
    g = bench.guest
    here, run = in_guest(bench)

    def check_up(wanted):
        found = "UP RUNNING" in g.run("hciconfig hci1")
        check(found == wanted, "the adapter is %s" % ("up" if found else "down"))
        says(run("controllers"), "-c hci1,take " if wanted else "-c hci1 ")

    says(run("-c hci1 info", 3), "hci1: no such adapter")
    device = serve_outside(bench)
    g.run("btattach -B /dev/ttyS3 -P h4 >/tmp/btattach1.log 2>&1 & attached=$!")
    try:
        wait_for("hci1", 30, lambda: "UP RUNNING" in g.run("hciconfig hci1"))

        # bluetoothd has it: nothing without consent, nor without permission
        says(run("-c hci1 info", 3), "hci1 is up.* -c hci1,take ")
        says(run("-c hci1,take info", 3, "messagebus"), "CAP_NET_ADMIN.*sudo setcap")
        says(run("-c hci1,take doctor", 3, "messagebus"), "FAIL +permission")
        out = run("-c hci1,take doctor")
        says(out, "NOTE +up +Linux uses the adapter")
        says(out, "NOTE +bluetoothd +")
        says(out, "OK +reset +answered")
        says(run("-c serial:/dev/ttyS3 doctor", 3), r"FAIL +in use +btattach \(pid")
        check_up(True)
        says(run("-c hci1,take -w /mnt/guest.pcapng --json pair pairscope --io NoInputNoOutput"),
             '"event":"paired"')
        whole(bench)
        wait_for("pairing outside", 5, lambda: device.events("paired"))
        check_paired(device, True, "Just Works")

        # nobody but us brings it up again, and only if it was
        g.run("kill -STOP $(pidof bluetoothd)")
        check_up(True)
        check(found_by_scan(run, "hci1,take"), "not found by a scan")
        check_up(True)
        g.run("%s -c hci1,take wait 60 >/tmp/killed.log 2>&1 & sleep 3; kill -9 $!" % here)
        wait_for("adapter that is up behind kill -9", 15,
                 lambda: "UP RUNNING" in g.run("hciconfig hci1"))
        g.run("hciconfig hci1 down")
        check_up(False)
        says(run("-c hci1 doctor"), "NOTE +up +the adapter is down although bluetoothd runs")
        says(run("-c hci1 read pairscope %s --no-pair" % OURS), r"\[4a4b\]")
        says(run("-c hci1 hci 4 9"), "Read BD ADDR.*(?s:.)*Status: Success")
        check_up(False)

        # another one, and the wire that is pulled
        g.run("%s -c hci1 wait 6 >/tmp/other.log 2>&1 & sleep 3" % here)
        says(run("-c hci1,take info", 3), "hci1: another program has taken it from Linux")
        g.run("wait $!")
        g.run("(sleep 3; kill $attached) &")
        says(run("-c hci1 scan --duration 30", 3), "pairscope: hci1 is gone")
    finally:
        g.run("kill $attached; kill -CONT $(pidof bluetoothd)")
    device.stop()
    check(device.process.returncode == 0, "serve: exit %s" % device.process.returncode)
    check_capture(device, requests=1)


MARK = "hcitool -i hci0 cmd 4 9 >/dev/null"


def between_marks(records, mark):
    """What came behind the first of two packets that the case makes, up to the
    second: the watchers did not begin and end at the same time."""
    at = [i for i, r in enumerate(records) if mark in r]
    check(len(at) == 2, "%d marks in %d records" % (len(at), len(records)))
    return records[at[0]:at[1] + 1]


def btsnoop(path):
    """Records of a btsnoop file: flags and adapter, time, octets."""
    with open(path, "rb") as f:
        data = f.read()
    records, at = [], 16
    while at < len(data):
        _, size, flags, _, usec = struct.unpack_from(">IIIIQ", data, at)
        records.append((data[at + 24:at + 24 + size], flags, usec))
        at += 24 + size
    return records


def titles(path):
    """Of a text, the lines that begin packets, without their numbers, which count
    from its beginning."""
    with open(path) as f:
        return [re.sub(" +(#[0-9]+ )?", " ", line.rstrip()) for line in f
                if line[0] in "<>@="]


def check_watched(bench, out):
    """What four watchers have seen of the same time is the same."""
    work, mark = bench.work, bytes.fromhex("091000")    # Read BD ADDR
    path = lambda name: os.path.join(work, "watch-" + name)
    for name in ("btmon.btsnoop", "btmon.txt", "all.btsnoop", "all.txt", "raw.pcapng",
                 "smp.json", "told.json"):
        shutil.copy(os.path.join(bench.guest.share, name), path(name))
    says(out, r"^(?:\s*exit 0\n){4}\s*$")

    # octet by octet what btmon has kept; bluetoothd's own lines have no time until
    # they are read
    untimed = lambda records: [r if r[1] & 0xffff != 13 else r[:2] for r in records]
    theirs, ours = (untimed(between_marks(btsnoop(path(n + ".btsnoop")), mark))
                    for n in ("btmon", "all"))
    check(len(ours) > 100, "%d records" % len(ours))
    check(ours == theirs, "%d records, btmon has %d" % (len(ours), len(theirs)))
    # packet by packet what it has printed at the same time, line by line what it
    # makes of the file
    theirs, ours = ([t for t in between_marks(titles(path(n + ".txt")), " Read BD ADDR ")
                     if not t.startswith("= bluetoothd: ")] for n in ("btmon", "all"))
    check(ours == theirs, "other packets: %s" % [
        (a, b) for a, b in zip(theirs, ours) if a != b][:3])
    parity = subprocess.run(
        [sys.executable, "-B", os.path.join(HERE, "../golden/parity.py"), "--diff",
         bench.binary, path("all.btsnoop")], capture_output=True, text=True, check=False)
    check(parity.returncode == 0, "unlike btmon: " + parity.stdout)

    # an adapter alone has all its packets, and no others
    fields = ["-Tfields"] + ["-e" + f for f in (
        "frame.time_epoch", "bthci_cmd.opcode", "bthci_evt.code", "bthci_acl.length",
        "btatt.opcode", "btatt.value", "btsmp.opcode", "btsmp.random_value")]
    ours, theirs = (packets(path(name), "bthci_cmd or bthci_evt or bthci_acl", *fields)
                    for name in ("raw.pcapng", "btmon.btsnoop"))
    check(ours == theirs, "of bluetooth0 %d packets, not %d" % (len(ours), len(theirs)))
    bad = packets(path("raw.pcapng"), "_ws.malformed or _ws.expert.severity == 8388608")
    check(not bad, "malformed: %s" % bad[:3])

    with open(path("told.json")) as f:
        told = [json.loads(line) for line in f]
    check([t.get("outcome") for t in told if t.get("kind") == "pairing"] == ["done"],
          "the diagnosis: %s" % told)
    with open(path("smp.json")) as f:
        seen = [json.loads(line) for line in f]
    wanted = packets(path("btmon.btsnoop"), "btsmp")
    check(len(seen) == len(wanted) > 5, "%d packets of SMP, not %d" % (len(seen), len(wanted)))


def watch(bench):
    """pairscope in the guest watches a kernel and bluetoothd that pair with a
    device, beside btmon; who may do so, and what it says where it cannot."""
    g = bench.guest
    here, run = in_guest(bench)
    shutil.copy(os.path.join(os.path.dirname(bench.binary), "tests/interop/flood"), g.share)
    says(run("decode --live bluetooth7", 3), "bluetooth7: no such adapter; there are: hci0")
    for name in "", "hci0", "bluetooth0":
        says(run("decode --live " + name, 3, "messagebus"), "CAP_NET_RAW.*sudo setcap")

    bench.begin("NoInputNoOutput", advertise=False)
    device = serve(bench, write_device(bench, True, "NoInputNoOutput", False))
    g.run("cd /mnt; btmon -t -w btmon.btsnoop >btmon.txt 2>&1 & btmon=$!")
    g.run("%s -q --json diagnose --live >told.json 2>told.err & told=$!" % here)
    for name, options in (("all", "-t -w all.btsnoop >all.txt"),
                          ("smp", "-f smp --json >smp.json"),
                          ("raw", "bluetooth0 -w raw.pcapng >raw.txt")):
        g.run("%s decode --live %s 2>%s.err & %s=$!" % (here, options, name, name))
    try:
        wait_for("watchers", 10, lambda: "all" in g.run(
            "test -s all.txt -a -s btmon.btsnoop -a -s raw.pcapng && echo all there"))
        g.run(MARK)
        g.do("pair " + bench.address, "Attempting to pair")
        result = people(device, g, lambda: g.ctl.take("Pairing successful|Failed to pair[^\n]*"))
        check("Failed" not in result[0], result[0])
        time.sleep(2)       # bluetoothd looks what there is
        g.run(MARK)
        wait_for("mark", 10, lambda: g.run(
            "grep -c 'Read BD ADDR (0x04|0x0009) plen' all.txt")[0] == "2")
        # shown as it comes, and not in the end
        check("2" in g.run("cat all.txt smp.json | grep -cE 'Pairing[ _]Request'"),
              "not shown while it happens")
    finally:
        out = g.run("for p in $all $smp $raw $told; do kill -INT $p; wait $p; echo exit $?; done; "
                    "kill -INT $btmon; wait $btmon; cat *.err; cd /")
    end_serve(bench, device)
    check_watched(bench, out)

    # faster than it is read: every line that is missing is counted
    g.run("%s decode --live -1 >/tmp/flood.txt 2>/tmp/flood.err & all=$!" % here)
    wait_for("watcher", 10, lambda: "yes" in g.run("test -s /tmp/flood.txt && echo yes"))
    g.run("kill -STOP $all")
    g.run("%s 20000" % here.replace("/mnt/pairscope", "/mnt/flood"))
    g.run("kill -CONT $all")
    wait_for("end of the flood", 10, lambda: "lost" in g.run("cat /tmp/flood.err"))
    g.run("kill -INT $all; wait $all")
    lost = re.search(r"packets lost .*: (\d+)", g.run("cat /tmp/flood.err"))
    seen = int(g.run("grep -c water /tmp/flood.txt"))
    check(lost and seen + int(lost[1]) == 20000, "%d shown, %s" % (seen, lost and lost[0]))

    # an adapter that goes
    g.run("btattach -B /dev/ttyS3 -P h4 >/tmp/btattach1.log 2>&1 & attached=$!")
    wait_for("hci1", 30, lambda: "UP RUNNING" in g.run("hciconfig hci1"))
    g.run("%s decode --live bluetooth1 >/tmp/gone.txt 2>&1 & all=$!" % here)
    wait_for("watcher", 10, lambda: "yes" in g.run(
        "hcitool -i hci1 cmd 4 9 >/dev/null; test -s /tmp/gone.txt && echo yes"))
    g.run("kill $attached")
    says(g.run("wait $all; echo exit $?; cat /tmp/gone.txt"),
         "exit 1\n(?s:.)*bluetooth1: the adapter is gone")


def cases():
    for name, *method in METHODS:
        yield "central-" + name, central, method
    for name, *method in METHODS:
        yield "peripheral-" + name, peripheral, method
    yield "read-0f", refused, (ENCRYPTED, 0x0f, "NoInputNoOutput", "Just Works")
    yield "read-05", refused, (AUTHENTICATED, 0x05, "DisplayYesNo", "Numeric Comparison")
    yield "read-05-mitm", refused, (AUTHENTICATED, 0x05, "DisplayYesNo",
                                    "Numeric Comparison", "--mitm")
    yield "upgrade", upgrade, ()
    yield "lost-bond", lost_bond, ()
    yield "refuses-encrypted", refuses, (OURS, "NoInputNoOutput", "Just Works")
    yield "refuses-authenticated", refuses, (OURS_AUTHENTICATED, "DisplayYesNo",
                                             "Numeric Comparison")
    yield "watch", watch, ()
    yield "uart", uart, ()
    # last: it stops bluetoothd for a while
    yield "user-channel", user_channel, ()
    yield "usb", usb, ()
    yield "h5", h5, (0,)
    yield "h5-lossy", h5, (50,)


def attempt(bench, name, function, args):
    """Why it failed, or None."""
    bench.name = name
    try:
        function(bench, *args)
        return None
    except Exception as why:    # also what this program did not foresee
        talk = "".join(run.said for run in bench.runs)
        return "%s: %s\n%s" % (type(why).__name__, why, re.sub("(?m)^", "        ", talk.rstrip()))
    finally:
        bench.end()


def main():
    binary, image, work, *names = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))   # and end what was started
    wanted = [c for c in cases() if not names or any(n in c[0] for n in names)]
    failed, start = 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder, \
            open(os.path.join(work, "log"), "w") as log:
        bench = Bench(os.path.abspath(binary), image, os.path.abspath(work), folder, log)
        print("  guest: Linux %s, BlueZ %s, up after %.0f s" % (
            bench.guest.run("uname -r").strip(),
            bench.guest.run("bluetoothctl --version").split()[-1], time.monotonic() - start))
        try:
            for case in wanted:
                began = time.monotonic()
                why = attempt(bench, *case)
                failed += why is not None
                print("  %s  %s (%.1f s)%s" % ("FAIL" if why else "PASS", case[0],
                      time.monotonic() - began, ": " + why if why else ""), flush=True)
        finally:
            bench.stop()
    print("  %d of %d passed (%.0f s); captures in %s" % (
        len(wanted) - failed, len(wanted), time.monotonic() - start, work))
    return 1 if failed or not wanted else 0


sys.exit(main())

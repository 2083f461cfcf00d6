#!/usr/bin/env python3
"""A wire that fails, between pairscope and a controller that does not.

faulty.py BINARY SOCKET... WORK EVERY
faulty.py BINARY SOCKET WORK FAULT AT       only this one, with what it says

Bring-up, scan, pair and read, in one run, again and again, over the controllers
that are served on the SOCKETs; each run with one fault at one place, which are
taken from the packets of a run without any. EVERY is how many of these places
are left out for one that is tried, so that 1 is all of them.

A run has to end within its time limit with an exit code that the fault can have,
a capture that others read, and the bond, if there was one, kept.
"""
import json
import os
import select
import socket
import subprocess
import sys
import threading
import time

JOB = """scan -d 0.3
pair "Heart Rate" --timeout 4
read "Heart Rate" 2a19 --timeout 4
"""
# Seconds. An answer of ATT or SMP that is lost is waited for for 30.
LIMIT, LONG_LIMIT = 14, 60
BRING_UP = 12    # packets down
NOISE = bytes.fromhex("fe80f8007fc3") * 4
# Down is to the host. What each may end with: 3 is a lost controller.
LOST, ANY = {3}, {0, 1, 3, 4, 5, 6, 7, 8}
FAULTS = {
    "cut": LOST,        # closed behind so many octets down
    "cut-up": LOST,
    "stall": LOST,      # open, but no more comes down
    "stall-up": LOST,   # open, but no more goes up
    "noise": {0},       # no HCI, between two packets
    "flip": ANY,        # one octet is another
    "lose": ANY,        # one packet down does not come
    "twice": ANY,       # one packet down comes twice
}


def size_of(data):
    """Octets of the packet that `data` starts with; 0 if that is open."""
    head, width = {1: (4, 1), 2: (5, 2), 4: (3, 1)}[data[0]]
    if len(data) < head:
        return 0
    size = head + int.from_bytes(data[head - width:head], "little")
    return size if len(data) >= size else 0


class Wire:
    """One run's. `at` counts octets, or packets for what concerns whole ones;
    packets[way] has where each one began."""

    def __init__(self, fault, at, slow=False):
        self.fault, self.at, self.slow = fault, at, slow
        self.pending = [b"", b""]
        self.done = [0, 0]
        self.packets = [[], []]
        self.open = True

    def change(self, way, packet):
        """What is sent in the place of a packet; None: hang up."""
        start, number = self.done[way], len(self.packets[way])
        self.packets[way].append((start, len(packet)))
        self.done[way] += len(packet)
        fault = self.fault
        if fault.endswith("-up") != bool(way):
            return packet
        fault = fault[:-3] if way else fault
        if fault in ("cut", "stall"):
            return packet[:max(0, self.at - start)]
        if fault == "flip" and start <= self.at < start + len(packet):
            i = self.at - start
            return packet[:i] + bytes([packet[i] ^ 0xA5]) + packet[i + 1:]
        if number == self.at:
            return {"noise": NOISE + packet, "lose": b"",
                    "twice": packet * 2}.get(fault, packet)
        return packet

    def hung_up(self):
        way = self.fault == "cut-up"
        return self.fault.startswith("cut") and self.done[way] >= self.at

    def pump(self, host, controller):
        ends = [(controller, host), (host, controller)]
        while not self.hung_up():
            ready = select.select([host, controller], [], [])[0]
            for way, (source, sink) in enumerate(ends):
                if source not in ready:
                    continue
                try:
                    data = source.recv(4096)
                    if not data:
                        return
                    self.pending[way] += data
                    while size := self.pending[way] and size_of(self.pending[way]):
                        packet = self.pending[way][:size]
                        self.pending[way] = self.pending[way][size:]
                        self.send(sink, self.change(way, packet))
                        if self.hung_up():
                            return
                except OSError:
                    return

    def send(self, sink, data):
        step = 1 if self.slow else len(data) or 1
        for i in range(0, len(data), step):
            sink.sendall(data[i:i + step])


class Run:
    def __init__(self, binary, upstream, work, wire):
        self.wire = wire
        name = os.path.join(work, "%s-%d" % (wire.fault, wire.at))
        self.capture, self.bonds = name + ".pcapng", name + ".bonds"
        job, path = os.path.join(work, "job"), name + ".sock"
        door = socket.socket(socket.AF_UNIX)
        door.bind(path)
        door.listen(1)
        start = time.monotonic()
        process = subprocess.Popen(
            [binary, "-c", "unix:" + path, "--bonds", self.bonds, "--json",
             "-w", self.capture, "run", job], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        host = door.accept()[0]
        controller = socket.socket(socket.AF_UNIX)
        controller.connect(upstream)

        def pump():
            wire.pump(host, controller)
            controller.close()
            host.close()
        thread = threading.Thread(target=pump)
        thread.start()
        self.hung = False
        try:
            self.out, self.err = process.communicate(
                timeout=LONG_LIMIT if ANY is FAULTS.get(wire.fault) else LIMIT)
        except subprocess.TimeoutExpired:
            self.hung = True
            process.kill()
            self.out, self.err = process.communicate()
        self.took = time.monotonic() - start
        self.status = process.returncode
        thread.join()
        door.close()
        os.unlink(path)

    def wrong(self, binary):
        """What is wrong with it, or nothing."""
        if self.hung:
            return "it does not end"
        allowed = FAULTS.get(self.wire.fault, {0})
        # nothing was left to go wrong
        if not self.fell_in() or b'"event":"read"' in self.out:
            allowed = allowed | {0}
        if self.status not in allowed:
            return "exit %d" % self.status
        if self.status and b'"error":' not in self.out:
            return "exit %d without an error" % self.status
        for reader in ([binary, "decode", self.capture], ["capinfos", self.capture]):
            if subprocess.run(reader, capture_output=True).returncode:
                return "%s does not read the capture" % reader[0]
        if b'"event":"paired"' in self.out:
            with open(self.bonds) as f:
                if len(json.load(f)["bonds"]) != 1:
                    return "the bond is lost"
        return None

    def fell_in(self):
        """Whether the run was not over when the fault came."""
        way = self.wire.fault.endswith("-up")
        return self.wire.done[way] > self.wire.at


def places(fault, packets, every):
    """Where to try it: at the start, in the middle and before the last octet of
    each packet, or at each packet."""
    packets = packets[fault.endswith("-up")]
    if every > 1 and FAULTS[fault] is ANY:
        packets = packets[:BRING_UP]    # behind it, see LONG_LIMIT
    if fault in ("noise", "lose", "twice"):
        return list(range(len(packets)))
    out = []
    for start, size in packets:
        out += [start, start + size // 2, start + size - 1]
    return sorted(set(out))


def main():
    *rest, work, every = sys.argv[1:]
    one = not os.path.isdir(work)
    if one:
        *rest, work, fault = rest + [work]
    binary, *upstreams = rest
    with open(os.path.join(work, "job"), "w") as f:
        f.write(JOB)
    if one:
        run = Run(binary, upstreams[0], work, Wire(fault, int(every), fault == "slow"))
        print("%s%s\nexit %d after %.1f s: %s" % (
            run.out.decode(), run.err.decode(), run.status, run.took, run.wrong(binary)))
        return
    clean = Wire("none", 0)
    first = Run(binary, upstreams[0], work, clean)
    if first.status:
        sys.exit("without a fault: exit %d\n%s" % (first.status, first.err.decode()))
    every = int(every)
    jobs = [(f, at) for f in FAULTS for at in places(f, clean.packets, every)]
    jobs = jobs[::every] + [("slow", 0)]
    total, lock, bad = len(jobs), threading.Lock(), []
    codes = {}

    def worker(upstream):
        while True:
            with lock:
                if not jobs:
                    return
                fault, at = jobs.pop()
            run = Run(binary, upstream, work, Wire(fault, at, fault == "slow"))
            why = run.wrong(binary)
            with lock:
                codes.setdefault(fault, []).append(run.status)
                if why:
                    bad.append(fault)
                    print("FAILED: %s at %d: %s after %.1f s\n%s" % (
                        fault, at, why, run.took, run.err.decode()[-400:]))
    threads = [threading.Thread(target=worker, args=(u,)) for u in upstreams]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    for fault, seen in sorted(codes.items()):
        print("%-9s %s" % (fault, " ".join(
            "%dx%d" % (seen.count(c), c) for c in sorted(set(seen)))))
    print("%d runs, %d of them wrong" % (total, len(bad)))
    sys.exit(bool(bad))


main()

#!/usr/bin/env python3
"""parity.py [--diff] [--sample] BINARY [FILE...]: how far `BINARY decode`
agrees with btmon 5.66 and, where that dies, with tshark. Without files: every HCI
capture of ../shared, or of $PAIRSCOPE_SHARED.

A line a file:

    PERCENT PLAIN LINES FRAMES FILE

PERCENT of the lines are those of `btmon -r`, after the differences of
differences.md; PLAIN before them; LINES has btmon. FRAMES is how many frames have
tshark's fields, of how many, or - where btmon lives: it reads what tshark reads.
What btmon cannot read itself is converted to its format first, and what filter.py
leaves out of a file that it dies at is left out for both.

--diff shows what differs besides: < btmon or tshark, > ours.
--sample takes a quarter of the files, without the large ones. Exit 1 unless all of it agrees."""
import argparse
import collections
import os
import re
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing beside the sources

import differences
import filter  # of this folder, not the builtin
import tshark

HERE = os.path.dirname(os.path.abspath(__file__))
BTMON = "5.66"
SMALL = 60000  # octets
COLOR = re.compile(rb"\x1b\[[0-9;]*m")
HUNK = re.compile(rb"(\d+)(?:,(\d+))?([acd])(\d+)(?:,(\d+))?$")

Result = collections.namedtuple("Result", "lines plain wrong frames agree shown")


def captures():
    """Every file of the shared captures, or none."""
    shared = os.environ.get("PAIRSCOPE_SHARED") or os.path.join(HERE, "../../../shared")
    return sorted(os.path.join(at, name)
                  for at, _, names in os.walk(os.path.join(shared, "captures/dev"))
                  for name in names)


def is_btsnoop(path):
    with open(path, "rb") as f:
        return f.read(8) == b"btsnoop\0"


def as_btsnoop(binary, path, out):
    """`path`, or what it holds as a btsnoop file at `out`; None when that is no HCI."""
    if is_btsnoop(path):
        return path
    subprocess.run([binary, "convert", "--force", "--format", "monitor", path, out],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return out if os.path.exists(out) and os.path.getsize(out) > 16 else None


def begins_before_2000(path):
    """Whether the first record of a btsnoop file is that old."""
    with open(path, "rb") as f:
        head = f.read(16 + 24)
    since_year_0 = struct.unpack_from(">q", head, 32)[0] if len(head) == 40 else 0
    return since_year_0 < differences.YEAR_2000_US


def lines_of(printed):
    lines = COLOR.sub(b"", printed).rstrip(b"\n").split(b"\n")
    return [line for line in lines if not line.startswith(b"Bluetooth monitor ver ")]


def hunks(tmp, theirs, ours):
    """Where two lists of lines differ, as pairs of slices."""
    for name, lines in ("theirs", theirs), ("ours", ours):
        with open(os.path.join(tmp, name), "wb") as f:
            f.write(b"".join(line + b"\n" for line in lines))
    diff = subprocess.run(["diff", "-a", "--speed-large-files", "theirs", "ours"],
                          cwd=tmp, stdout=subprocess.PIPE, check=False)
    for line in diff.stdout.split(b"\n"):
        at = HUNK.match(line)
        if not at:
            continue
        a, b, kind, c, d = at.groups()
        a, c = int(a), int(c)
        b, d = int(b or a), int(d or c)
        yield (slice(a, a) if kind == b"a" else slice(a - 1, b),
               slice(c, c) if kind == b"d" else slice(c - 1, d))


def compare_lines(tmp, path, theirs, ours, used):
    """Lines that differ, before and after the listed differences, and their text."""
    plain = wrong = 0
    shown = []
    rules = differences.Rules(old=begins_before_2000(path))
    rules.prepare(theirs, ours, used)
    for a, b in hunks(tmp, theirs, ours):
        plain += max(a.stop - a.start, b.stop - b.start)
        left = rules.explain(theirs, a, ours, b, used)
        wrong += max(len(left[0]), len(left[1]))
        shown += [b"< " + line for line in left[0]] + [b"> " + line for line in left[1]]
    return plain, wrong, shown


def compare(binary, path, tmp, used):
    """The Result of one file, or None when it holds no HCI packets."""
    source = as_btsnoop(binary, path, os.path.join(tmp, "converted"))
    if not source:
        return None
    run = lambda *args: subprocess.run(args, stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, check=False)
    btmon = run("btmon", "-r", source)
    frames = agree = 0
    shown = []
    if btmon.returncode:
        frames, agree, shown = tshark.compare(binary, source)
    # It may also stop silently, at the records that the filter leaves out.
    filtered = os.path.join(tmp, "filtered")
    if filter.copy(source, filtered):
        source = filtered
        btmon = run("btmon", "-r", source)
    theirs = lines_of(btmon.stdout)
    ours = lines_of(run(binary, "decode", source).stdout)
    if btmon.returncode:
        shown.append(b"btmon died")
    plain, wrong, text = compare_lines(tmp, source, theirs, ours, used)
    lines = max(len(theirs), len(ours))
    return Result(lines, plain, wrong + bool(btmon.returncode), frames, agree, shown + text)


def percent(wrong, lines):
    """Not rounded up: 100.00 is every line."""
    return int(10000 * max(lines - wrong, 0) / lines) / 100 if lines else 100.0


def report(results, used):
    """The sums; whether all agrees."""
    lines, plain, wrong, frames, agree = (sum(r[i] for r in results) for i in range(5))
    equal = sum(not r.wrong for r in results)
    whole = sum(r.frames == r.agree for r in results if r.frames)
    print(f"{percent(wrong, lines):6.2f}% of {lines} lines in {len(results)} captures equal "
          f"btmon's ({percent(plain, lines):.2f}% without the listed differences); "
          f"all of them in {equal}")
    print(f"{percent(frames - agree, frames):6.2f}% of {frames} frames in "
          f"{sum(bool(r.frames) for r in results)} captures that btmon dies at have tshark's "
          f"fields; all of them in {whole}")
    for name, count in sorted(used.items()):
        print(f"{count:8} times: {name}")
    return equal == len(results) and agree == frames


def main():
    cli = argparse.ArgumentParser(usage=__doc__)
    cli.add_argument("--diff", action="store_true")
    cli.add_argument("--sample", action="store_true")
    cli.add_argument("binary")
    cli.add_argument("files", nargs="*")
    args = cli.parse_args()
    version = subprocess.run(["btmon", "--version"], stdout=subprocess.PIPE, check=False)
    if version.stdout.strip().decode() != BTMON:
        print(f"SKIPPED: there is no btmon {BTMON}")
        return 0
    files = args.files or captures()
    if not files:
        print("SKIPPED: there are no shared captures")
        return 0
    differences.check_listed(os.path.join(HERE, "differences.md"))
    results, used = [], collections.Counter()
    if args.sample:
        files = [path for path in files if os.path.getsize(path) < SMALL][::4]
    for path in files:
        with tempfile.TemporaryDirectory() as tmp:
            r = compare(args.binary, path, tmp, used)
        if not r:
            continue
        results.append(r)
        frames = f"{r.agree}/{r.frames}" if r.frames else "-"
        print(f"{percent(r.wrong, r.lines):6.2f}% {percent(r.plain, r.lines):6.2f}% "
              f"{r.lines:7} {frames:>13} {path}", flush=True)
        if args.diff:
            sys.stdout.flush()
            sys.stdout.buffer.write(b"".join(line + b"\n" for line in r.shown))
    return 0 if report(results, used) else 1


sys.exit(main())

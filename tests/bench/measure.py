#!/usr/bin/env python3
"""measure.py COMMAND... [-- COMMAND...]: run it with its output thrown away; print
wall seconds, CPU seconds and peak memory in MiB. The best of three runs, or of as
many as five seconds hold. Several commands take turns, so that on a machine with
other work none has the quiet moments for itself; a line for each."""
import itertools
import os
import sys
import time


def run(command):
    start = time.perf_counter()
    pid = os.fork()
    if not pid:
        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        os.execvp(command[0], command)
    _, status, usage = os.wait4(pid, 0)
    took = time.perf_counter() - start
    if status:
        sys.exit("measure: %s: status %d" % (command[0], status))
    return took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


commands = [list(words) for separates, words in
            itertools.groupby(sys.argv[1:], lambda word: word == "--")
            if not separates]
runs = [[] for _ in commands]


def wants_more(r):
    return len(r) < 3 or sum(took for took, _, _ in r) < 5


while any(map(wants_more, runs)):
    for command, r in zip(commands, runs):
        if wants_more(r):
            r.append(run(command))
for r in runs:
    print("%.3f %.3f %.1f" % min(r))

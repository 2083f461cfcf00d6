"""The differences of differences.md, as far as the captures have them: each takes the
lines of btmon and ours at one place, and accepts them only when they say the same
octets, so that it can hide nothing else."""
import re
import struct

YEAR_0_US = 0x00dcddb30f2f8000  # of 1970, in a btsnoop file
YEAR_2000_US = YEAR_0_US + 946684800 * 1000000


def same(theirs, ours, pattern, ours_pattern):
    """Whether both match and the groups agree."""
    a, b = re.fullmatch(pattern, theirs, re.S), re.fullmatch(ours_pattern, ours, re.S)
    return bool(a and b and a.groups() == b.groups())


RULES = {}


def rule(name):
    def add(function):
        RULES[name] = function
        return function
    return add


class Rules:
    def __init__(self, old):
        self.old = old  # the capture begins before the year 2000
        self.before = []  # our lines before the ones in question

    def explain(self, theirs, a, ours, b, used):
        """What no rule takes of two slices that differ."""
        i, j = a.start, b.start
        while i < a.stop or j < b.stop:
            if i < a.stop and j < b.stop and theirs[i] == ours[j]:
                i, j = i + 1, j + 1
                continue
            for name, function in RULES.items():
                self.before = ours[max(j - 60, 0):j]
                taken = function(self, theirs[i:a.stop], ours[j:b.stop])
                if taken:
                    used[name] += 1
                    i, j = i + taken[0], j + taken[1]
                    break
            else:
                break
        return theirs[i:a.stop], ours[j:b.stop]
    def prepare(self, theirs, ours, used):
        """Take out of both, in place, the packets that cannot be compared."""
        theirs_by_frame = {frame_of(head): (head, body) for head, body in packets(theirs)}
        gone = {}  # what is left of the packet with this frame
        for head, body in packets(ours):
            frame = frame_of(head)
            if not frame or frame not in theirs_by_frame:
                continue
            if is_debug_data(head, body):
                gone[frame] = 0
                used["android-debug-data"] += 1
                continue
            left = unnamed_part(*theirs_by_frame[frame], head, body)
            if left is not None:
                gone[frame] = left
                used["newer-packets"] += 1
        for lines in theirs, ours:
            lines[:] = [line for head, body in packets(lines)
                        for line in without(gone.get(frame_of(head)), head, body)]


def frame_of(head):
    at = re.search(rb" #(\d+ (?:\[hci\d+\] )?)", head)
    return at and at.group(1)


def without(left, head, body):
    """A packet with `left` lines of its body, or all; its header without the name."""
    if left is None:
        return [head] + body
    return [re.sub(rb"^([<>]) .* (#\d+ )", rb"\1 \2", head)] + body[:left]


# The title of a packet, or of what is in one: what comes before the name and behind
# it. A header that is too long for its line is cut in the name.
TITLE = (rb"([<>] HCI (?:Command|Event): |      )(?:%s)"
         rb"( \(0x[0-9a-f|x]+\)(?: plen \d+| ncmd \d+)?)(?: +#.*)?")
UNNAMED = TITLE % b"Unknown|Vendor"
NAMED = TITLE % b".+"


def unnamed_part(head, body, our_head, our_body):
    """How many lines of a body come before the command or event that btmon has no
    name for, and of which it has but the status and a dump; None when there is none.
    Of that nothing can be compared but its number and its length."""
    if b" Vendor (0x" in head and dumped(body)[0] == len(body) > 0 and body != our_body:
        return 0  # an event: its code has a name, what is in it has none
    for n, (theirs, ours) in enumerate(zip([head] + body, [our_head] + our_body)):
        if same(theirs, ours, UNNAMED, NAMED) and theirs != ours:
            rest = body[n:]
            if rest and b" Status: " in rest[0] and rest[0] in our_body[n:]:
                rest = rest[1:]
            return max(n - 1, 0) if dumped(rest)[0] == len(rest) else None
        if n and theirs != ours:
            return None
    return None


def packets(lines):
    """Header lines, each with the lines that belong to it."""
    head, body = None, []
    for line in lines:
        if line.startswith(b" ") or not line:
            body.append(line)
            continue
        if head is not None:
            yield head, body
        head, body = line, []
    if head is not None:
        yield head, body


DUMP = rb" +((?:[0-9a-f]{2} ){1,16}) .*"


def dumped(lines):
    """How many of the first lines are a dump, and its octets."""
    octets = b""
    for n, line in enumerate(lines):
        at = re.fullmatch(DUMP, line, re.S)
        if not at:
            return n, octets
        octets += bytes.fromhex(at.group(1).decode())
    return len(lines), octets


def is_debug_data(head, body):
    at = re.match(rb"> ACL Data RX: Handle 3804 flags 0x.. dlen (\d+) ", head)
    return bool(at and body[:1] == [b"      Vendor: Debug data"]
                and len(dumped(body[1:])[1]) == int(at.group(1)))


@rule("newer-names")
def newer_names(rules, theirs, ours):
    return theirs and ours and (1, 1) if any(
        theirs and ours and same(theirs[0], ours[0], old, new) for old, new in (
            (rb"( +(?:Company|Manufacturer): )not assigned (\(\d+\))",
             rb"( +(?:Company|Manufacturer): ).+ (\(\d+\))"),
            (rb"( +(?:HCI|LMP) version: )Reserved (\(0x[0-9a-f]{2}\) - .*)",
             rb"( +(?:HCI|LMP) version: )Bluetooth [0-9.]+ (\(0x[0-9a-f]{2}\) - .*)"),
            (rb"( {10}Type: )Unknown (\(\d+\))", rb"( {10}Type: ).+ (\(\d+\))"),
            (rb"( {10})Reserved (\(0x[0-9a-f]{4}\))",
             rb"( {10})[A-Z][A-Za-z ]+ (\(0x[0-9a-f]{4}\))"),
            (rb"( +[A-Za-z ]+: )Unknown (\(0x[0-9a-f]{4}\))",
             rb"( +[A-Za-z ]+: ).+ (\(0x[0-9a-f]{4}\))"))) else None


@rule("newer-features")
def newer_features(rules, theirs, ours):
    """As many names as there are bits that are not among the unknown ones any more."""
    unknown = rb"( +)Unknown features \(0x([0-9a-f]{16})\)"
    at = theirs and re.fullmatch(unknown, theirs[0])
    if not at:
        return None
    n = next((i for i, line in enumerate(ours)
              if not re.fullmatch(at.group(1) + rb"[^ ].*", line)), len(ours))
    last = re.fullmatch(unknown, ours[n - 1]) if n else None
    before, left = int(at.group(2), 16), int(last.group(2), 16) if last else 0
    names = n - bool(last)
    return (1, n) if before & left == left and bin(before ^ left).count("1") == names else None


@rule("handle-zero")
def handle_zero(rules, theirs, ours):
    return (1, 1) if (
        theirs[:1] == [b"        Handle: 0 Address: 00:00:00:00:00:00 (OUI 00-00-00)"]
        and ours[:1] == [b"        Handle: 0"]) else None


@rule("rssi-103")
def rssi_103(rules, theirs, ours):
    return (1, 1) if theirs and ours and same(
        theirs[0], ours[0], rb"( +)RSSI: invalid \(0x99\)",
        rb"( +)RSSI: -103 dBm \(0x99\)") else None


@rule("completed-packets")
def completed_packets(rules, theirs, ours):
    """Handles and counts behind the first pair, which btmon dumps."""
    n, octets = dumped(theirs)
    words, m = b"", 0
    while len(words) < len(octets) and m < len(ours):
        at = re.fullmatch(rb"        (?:Handle|Count): (\d+)(?: Address: .*)?", ours[m])
        if not at:
            return None
        words += struct.pack("<H", int(at.group(1)) & 0xffff)
        m += 1
    return (n, m) if octets and words == octets and m % 2 == 0 else None


@rule("advertising-types")
def advertising_types(rules, theirs, ours):
    """Service data of 32 and 128 bits, which btmon has no name for."""
    at = theirs and re.fullmatch(
        rb"( +)Unknown EIR field 0x(20|21): ([0-9a-f]+)", theirs[0])
    if not at or not ours:
        return None
    uuid = re.fullmatch(at.group(1) + rb"Service Data: .* \((?:0x)?([0-9a-f-]+)\)", ours[0])
    if not uuid:
        return None
    octets = bytes.fromhex(uuid.group(1).decode().replace("-", ""))[::-1]
    data = re.fullmatch(at.group(1) + rb"  Data: ((?:[0-9a-f]{2})+)", ours[1]) if ours[1:] else None
    n = 2 if data else 1
    octets += bytes.fromhex(data.group(1).decode()) if data else b""
    return (1, n) if octets.hex().encode() == at.group(3) else None


@rule("beacons")
def beacons(rules, theirs, ours):
    """A line inside the data of a company or a service, whose octets both show."""
    if not ours or not re.match(rb" {12,}[^ ]| {10}(Proximity UUID|Major|Minor): ", ours[0]):
        return None
    above = next((line for line in reversed(rules.before) if line[:10].strip()), b"")
    return (0, 1) if re.match(rb" {8}(Company|Service Data): ", above) else None


@rule("smp-reasons")
def smp_reasons(rules, theirs, ours):
    names = {b"0x0f": b"Key rejected", b"0x10": b"Busy"}
    at = theirs and re.fullmatch(rb"        Reason: Reserved \((0x0f|0x10)\)", theirs[0])
    return (1, 1) if at and ours[:1] == [
        b"        Reason: %s (%s)" % (names[at.group(1)], at.group(1))] else None


@rule("link-key-distribution")
def link_key_distribution(rules, theirs, ours):
    return (1, 1) if theirs and ours and same(
        theirs[0], ours[0], rb"( +\w+ key distribution: )<none> \(0x08\)",
        rb"( +\w+ key distribution: )LinkKey \(0x08\)") else None


@rule("unknown-h4")
def unknown_h4(rules, theirs, ours):
    at = ours and re.fullmatch(
        rb"\* Unknown packet \(code \d+ len (\d+)\) +[0-9.]+", ours[0])
    n, octets = dumped(ours[1:])
    return (0, 1 + n) if at and len(octets) == int(at.group(1)) else None


@rule("malformed-command")
def malformed_command(rules, theirs, ours):
    """The octets of a command that is too short."""
    head = rules.before and re.match(
        rb"\* Malformed HCI Command packet \(len (\d+)\) ", rules.before[-1])
    n, octets = dumped(ours)
    return (0, n) if head and len(octets) == int(head.group(1)) else None


@rule("before-2000")
def before_2000(rules, theirs, ours):
    """The fraction of a second, where btmon's is 0.551616 too large."""
    times = []
    for lines in theirs, ours:
        at = lines and re.fullmatch(rb"([<>].*?) +((?:#\d+ )?)(\d+)\.(\d{6})", lines[0])
        if not at:
            return None
        times.append((at.group(1), at.group(2), int(at.group(3) + at.group(4))))
    (head, frame, at), (our_head, our_frame, our_at) = times
    return (1, 1) if (rules.old and (head, frame) == (our_head, our_frame)
                      and (at - our_at) % 1000000 == 551616) else None


@rule("no-utf8")
def no_utf8(rules, theirs, ours):
    """Octets that are no text, which we write as \\xNN."""
    if not theirs or not ours or b"\\x" not in ours[0]:
        return None
    octets = re.sub(rb"\\x([0-9a-f]{2})",
                    lambda at: bytes.fromhex(at.group(1).decode()), ours[0])
    return (1, 1) if octets == theirs[0] else None


def note_of(lines):
    """How many lines a system note takes, its text and its time."""
    whole = b""
    for n, line in enumerate(lines[:4]):
        whole += line + b"\n"
        at = re.fullmatch(rb"= Note: (.*?)(?:\.\.)? +([0-9]+\.[0-9]{6})\n", whole, re.S)
        if at:
            return n + 1, at.group(1), at.group(2)
    return 0, b"", b""


@rule("padded-uid")
def padded_uid(rules, theirs, ours):
    """A number of 16 digits that btmon fills with spaces."""
    return (1, 1) if theirs and ours and same(
        theirs[0], ours[0], rb"( +\w+: 0x) *([0-9a-f]+ \(\d+\))",
        rb"( +\w+: 0x)0*([0-9a-f]+ \(\d+\))") else None


@rule("mpeg-bitrate")
def mpeg_bitrate(rules, theirs, ours):
    """The names of the bits of one mask, which is the same."""
    if theirs and ours and same(theirs[0], ours[0],
                                rb" +Bitrate Index: .+ (\(0x[0-9a-f]{4}\))",
                                rb" +Bitrate Index: .+ (\(0x[0-9a-f]{4}\))"):
        return 1, 1
    if not rules.before or b" Bitrate Index: 0x" not in rules.before[-1]:
        return None
    n, m = (next((i for i, line in enumerate(lines)
                  if not re.fullmatch(rb" +[01]{4}", line)), len(lines))
            for lines in (theirs, ours))
    return (n, m) if n or m else None


@rule("stale-notes")
def stale_notes(rules, theirs, ours):
    """A system note, behind which btmon prints what is left of a longer one."""
    n, text, time = note_of(theirs)
    m, our_text, our_time = note_of(ours[:1])
    our_text = our_text.replace(rb"\x0a", b"\n")
    return (n, m) if n and m and time == our_time and text.startswith(our_text) else None


def check_listed(path):
    """Every rule must be a row there."""
    text = open(path, encoding="utf-8").read()
    for name in list(RULES) + ["android-debug-data", "newer-packets"]:
        assert f"`{name}`" in text, f"{name} is not in differences.md"

#!/usr/bin/env python3
"""filter.py IN OUT: copy a btsnoop file without what btmon 5.66 cannot read, and
print how many packets were left out. A file of another format is copied whole.

Left out are:
- ATT Read By Type Requests for Characteristic and for Client Characteristic
  Configuration: btmon crashes at them on a machine without an adapter;
- records of more than 1490 octets, and of none where they begin with an H4 octet:
  btmon stops there;
- a last record that is not whole: btmon invents the rest of it."""
import struct
import sys

READ_BY_TYPE = 0x08
FATAL_TYPES = (0x2803, 0x2902)
BTMON_LARGEST = 1490
H1, H4, MONITOR = 1001, 1002, 2001
ACL_H4 = 0x02
ACL_MONITOR = (4, 5)


def acl_of(datalink, flags, data):
    """The key of its direction and the ACL packet of a record, or None."""
    if datalink == H4 and data[:1] == bytes([ACL_H4]):
        return (flags & 1, data[1:])
    if datalink == H1 and not flags & 2:
        return (flags & 1, data)
    if datalink == MONITOR and flags & 0xFFFF in ACL_MONITOR:
        return (flags, data)
    return None


def fatal(frame):
    """A whole L2CAP frame that holds a request btmon dies at. Before the request
    there may be the length of an SDU, as on an enhanced ATT bearer."""
    for att in (frame[4:], frame[6:]):
        if len(att) == 7 and att[0] == READ_BY_TYPE:
            return struct.unpack_from("<H", att, 5)[0] in FATAL_TYPES
    return False


def fatal_records(datalink, records):
    """Numbers of the records that make up the fatal requests."""
    out, begun = set(), {}
    for n, (flags, data) in enumerate(records):
        acl = acl_of(datalink, flags, data)
        if not acl or len(acl[1]) < 4:
            continue
        handle = struct.unpack_from("<H", acl[1])[0]
        key = (acl[0], handle & 0x0FFF)
        if handle >> 12 & 3 != 1:
            begun[key] = (b"", [])
        if key not in begun:
            continue
        frame = begun[key][0] + acl[1][4:]
        parts = begun[key][1] + [n]
        begun[key] = (frame, parts)
        if len(frame) >= 4 and len(frame) >= 4 + struct.unpack_from("<H", frame)[0]:
            if fatal(frame):
                out.update(parts)
            del begun[key]
    return out


def copy(source, to):
    """Copy one file to another; returns how many packets were left out."""
    with open(source, "rb") as f:
        whole = f.read()
    if whole[:8] != b"btsnoop\0":
        with open(to, "wb") as out:
            out.write(whole)
        return 0
    datalink = struct.unpack_from(">I", whole, 12)[0]
    heads, records, left_out, at = [], [], 0, 16
    while at < len(whole):
        size = struct.unpack_from(">I", whole, at + 4)[0] if at + 24 <= len(whole) else 0
        if at + 24 + size > len(whole) or at + 24 > len(whole):
            left_out += 1
            break
        heads.append(whole[at:at + 24])
        records.append((struct.unpack_from(">I", whole, at + 8)[0],
                        whole[at + 24:at + 24 + size]))
        at += 24 + size
    drop = fatal_records(datalink, records)
    drop |= {n for n, (_, data) in enumerate(records)
             if len(data) > BTMON_LARGEST or (datalink == H4 and not data)}
    with open(to, "wb") as out:
        out.write(whole[:16])
        for n, head in enumerate(heads):
            if n not in drop:
                out.write(head + records[n][1])
    return left_out + len(drop)


if __name__ == "__main__":
    print(copy(sys.argv[1], sys.argv[2]))

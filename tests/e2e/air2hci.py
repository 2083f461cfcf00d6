#!/usr/bin/env python3
"""air2hci.py IN OUT [random]: the SMP of a sniffed link as a host would have logged it.

IN is a pcap of link type 256 (BLUETOOTH_LE_LL_WITH_PHDR), OUT a btsnoop file of
the central's host: the connection with both addresses, and each SMP PDU. With
"random" it takes the peripheral's address to be a random one."""
import struct
import sys

CONNECT_IND, SMP_CID = 5, 6
C_TO_P, P_TO_C = 2, 3  # PDU type in the flags of the pseudo-header


def packets(path):
    data = open(path, "rb").read()
    at = 24
    while at + 16 <= len(data):
        sec, usec, n = struct.unpack_from("<III", data, at)
        yield sec * 1000000 + usec, data[at + 16:at + 16 + n]
        at += 16 + n


class Btsnoop:
    def __init__(self, path):
        self.out = open(path, "wb")
        self.out.write(b"btsnoop\0" + struct.pack(">II", 1, 1002))

    def put(self, usec, flags, h4):
        self.out.write(struct.pack(">IIIIq", len(h4), len(h4), flags, 0,
                                   usec + 0x00dcddb30f2f8000) + h4)


def main(source, target, lie=None):
    out = Btsnoop(target)
    for usec, p in packets(source):
        kind = struct.unpack_from("<H", p, 8)[0] >> 7 & 7
        pdu = p[14:-3]
        if kind < C_TO_P and pdu[0] & 15 == CONNECT_IND:
            txadd, rxadd = pdu[0] >> 6 & 1, pdu[0] >> 7 & 1 | (lie == "random")
            central, peripheral = pdu[2:8], pdu[8:14]
            interval, latency, timeout = struct.unpack_from("<HHH", pdu, 24)
            if txadd:
                out.put(usec, 2, b"\x01\x05\x20\x06" + central)
            else:
                out.put(usec, 3, b"\x04\x0e\x0a\x01\x09\x10\x00" + central)
            out.put(usec, 2, b"\x01\x0d\x20\x19" + bytes(5) + bytes([rxadd]) +
                    peripheral + bytes([txadd]) + bytes(12))
            out.put(usec, 3, b"\x04\x3e\x13\x01\x00\x40\x00\x00" +
                    bytes([rxadd]) + peripheral +
                    struct.pack("<HHHB", interval, latency, timeout, 0))
        elif kind in (C_TO_P, P_TO_C) and pdu[0] & 3 == 2:
            length, cid = struct.unpack_from("<HH", pdu, 2)
            if cid != SMP_CID or length != len(pdu) - 6:
                continue
            flags = 0x2040 if kind == P_TO_C else 0x0040
            out.put(usec, int(kind == P_TO_C), b"\x02" +
                    struct.pack("<HH", flags, len(pdu) - 2) + pdu[2:])


main(*sys.argv[1:])

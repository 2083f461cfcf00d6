#!/usr/bin/env python3
"""air.py CAPTURE [OPTION...]: what PAIRSCOPE says of the link layer, SMP and ATT of a
sniffer's capture, frame by frame, must be what tshark says of the capture, or of what
`convert` made of it where it was encrypted.

Prints "CAPTURE: N frames, N values, N decrypted", and the frames that differ."""
import json
import os
import subprocess
import sys

PAIRSCOPE = os.environ["PAIRSCOPE"]
# Ubertooth's captures carry a link type of their users'.
PPI = ["-o", 'uat:user_dlts:"User 0 (DLT=147)","btle","0","","0",""']
# What each calls the same value: one of a PDU that has it once.
NAMES = {
    "smp": {
        "confim_value": "btsmp.cfm_value", "random_value": "btsmp.random_value",
        "long_term_key": "btsmp.long_term_key", "signature_key": "btsmp.signature_key",
        "identity_resolving_key": "btsmp.id_resolving_key", "x": "btsmp.public_key_x",
        "y": "btsmp.public_key_y", "e": "btsmp.dhkey_check", "ediv": "btsmp.ediv",
        "reason": "btsmp.reason",
        "io_capability": "btsmp.io_capability", "oob_data": "btsmp.oob_data_flags",
        "max_encryption_key_size": "btsmp.max_enc_key_size",
    },
    "att": {
        "error": "btatt.error_code", "client_rx_mtu": "btatt.client_rx_mtu",
        "server_rx_mtu": "btatt.server_rx_mtu",
    },
    "ll_control": {
        "error_code": "btle.control.error_code", "instant": "btle.control.instant",
        "version": "btle.control.version_number", "company": "btle.control.company_id",
        "subversion": "btle.control.subversion_number",
        "rand": "btle.control.random_number", "ediv": "btle.control.encrypted_diversifier",
        "skd_central": "btle.control.master_session_key_diversifier",
        "skd_peripheral": "btle.control.slave_session_key_diversifier",
        "maxrxoctets": "btle.control.max_rx_octets", "maxrxtime": "btle.control.max_rx_time",
        "maxtxoctets": "btle.control.max_tx_octets", "maxtxtime": "btle.control.max_tx_time",
        "connection_instant": "btle.control.instant",
        "transmit_window_size": "btle.control.window_size",
        "transmit_window_offset": "btle.control.window_offset",
        "min_connection_interval": "btle.control.interval.min",
        "max_connection_interval": "btle.control.interval.max",
    },
}
# tshark decodes what is damaged, heard again, or encrypted as if it were not.
NOT_LOOKED_INTO = {"wrong_crc", "retransmission", "encrypted", "invalid_packet_size"}
OPCODES = {"smp": "btsmp.opcode", "att": "btatt.opcode",
           "ll_control": "btle.control_opcode"}
# ATT PDUs that begin with one handle.
WITH_HANDLE = {0x0a, 0x0c, 0x12, 0x16, 0x1b, 0x1d, 0x52, 0xd2}
FIELDS = sorted({*OPCODES.values(), "btatt.handle",
                 *(name for names in NAMES.values() for name in names.values())})


def plain(value):
    """A value of either, without what only its notation is."""
    if isinstance(value, int):
        return value
    text = str(value).replace(":", "").lower()
    if text.startswith("0x"):
        return int(text, 16)
    return int(text) if text.isdecimal() and len(text) < 21 else text


def run(args, **kw):
    return subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=False, **kw).stdout


def tshark(path):
    """{frame: {field: value}}: the first of each field."""
    args = ["tshark", *PPI, "-r", path, "-T", "fields", "-E", "occurrence=f",
            "-e", "frame.number"]
    for name in FIELDS:
        args += ["-e", name]
    frames = {}
    for line in run(args).decode().splitlines():
        number, *values = line.split("\t")
        frames[int(number)] = {name: plain(value) for name, value in zip(FIELDS, values)
                               if value}
    return frames


def ours(path, options):
    """The same of PAIRSCOPE, and which frames it decrypted, did not look into, and
    put together from several."""
    frames, decrypted, skipped, continued = {}, set(), set(), set()
    out = run([PAIRSCOPE, "--json", "decode", *options, path])
    for line in out.splitlines():
        packet = json.loads(line)
        number, found = packet["frame"], {}
        for field in packet["fields"]:
            name = field["name"]
            if name == "channel" or name == "phy":
                if any(f["name"] == "decrypted" for f in field.get("fields", [])):
                    decrypted.add(number)
            if name in NOT_LOOKED_INTO:
                skipped.add(number)
            if name == "llid" and field["value"] == 1:
                continued.add(number)
            if name not in OPCODES or "value" not in field:
                continue
            found[OPCODES[name]] = field["value"]
            for inside in field.get("fields", []):
                if inside["name"] == "rand" and name == "smp":
                    found["btsmp.random_value"] = bytes.fromhex(
                        inside["value"][2:])[::-1].hex()
                if inside["name"] in NAMES[name]:
                    found[NAMES[name][inside["name"]]] = plain(inside["value"])
                if (inside["name"] == "handle" and name == "att" and
                        field["value"] in WITH_HANDLE):
                    found["btatt.handle"] = inside["value"]
        frames[number] = found
    return frames, decrypted, skipped, continued


def main():
    path, *options = sys.argv[1:]
    converted = os.path.join(os.environ.get("TMPDIR", "/tmp"), "air.pcap")
    run([PAIRSCOPE, "convert", "--force", *options, path, converted])
    got, decrypted, skipped, continued = ours(path, options)
    if decrypted and not any(got[n] for n in decrypted):
        print("nothing in what was decrypted")
    # What was converted holds what was plain as well.
    frames = tshark(converted if decrypted else path)
    values, different = 0, 0
    for number, found in sorted(got.items()):
        want = frames.get(number, {})
        # tshark 4.0 loses the second PDU in parts of a connection.
        if number in skipped or number in continued and not want:
            continue
        if found.get("btatt.opcode") not in WITH_HANDLE:
            want.pop("btatt.handle", None)
        # An LL_PHY_UPDATE_IND that changes nothing has no instant for tshark.
        if found.get("btle.control_opcode") == 0x18 and "btle.control.instant" not in want:
            found.pop("btle.control.instant", None)
        values += len(found)
        if found != want:
            different += 1
            if different <= 5:
                print(f"  frame {number}: {found}, tshark {want}")
    print(f"{os.path.basename(path)}: {len(got)} frames, {values} values, "
          f"{len(decrypted)} decrypted, {different} differ")


main()

#!/usr/bin/env python3
"""Write the tables of assigned numbers: names_company.c, names_uuid.c and
names_appearance.c.

    decoders/gen_names.py [--check DIR]

The data is what two Debian packages show, so that a new release of either
brings new names by running this again:

  bluez      btmon prints the name of every company, 16-bit UUID and appearance
             in a log that this script makes. Its names win, because they are
             the names in the text that the decoder has to match.
  tshark     `tshark -G values` lists the same numbers; it adds those that are
             newer than btmon, and the units.

Names of numbers are facts, assigned by the Bluetooth SIG.

--check DIR compares with lists of numbers in DIR (companies.tsv, services.tsv,
characteristics.tsv, descriptors.tsv, appearance.tsv: number, tab, name) and
says which numbers are missing or differ; it changes nothing.
"""
import argparse
import os
import re
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
EPOCH = 0x00E03AB44A676000  # 2000-01-01 in btsnoop's microseconds


def event(code, body):
    return bytes([4, code, len(body)]) + body


def advertising(ad):
    return event(0x3E, b"\2\1\0\0" + bytes(6) + bytes([len(ad)]) + ad + b"\0")


def find_information(uuid):
    att = b"\x05" + bytes([1 if len(uuid) == 2 else 2]) + b"\1\0" + uuid
    l2cap = struct.pack("<HH", len(att), 4) + att
    return struct.pack("<BHH", 2, 0x2001, len(l2cap)) + l2cap


def btmon(packets):
    """The text that btmon prints for these H4 packets."""
    with tempfile.NamedTemporaryFile(suffix=".btsnoop") as f:
        f.write(b"btsnoop\0" + struct.pack(">II", 1, 1002))
        for p in packets:
            flags = 1 if p[0] == 2 else 3
            f.write(struct.pack(">IIIIQ", len(p), len(p), flags, 0, EPOCH) + p)
        f.flush()
        return subprocess.run(["btmon", "-r", f.name], check=True,
                              capture_output=True).stdout.decode()


def from_btmon():
    company, uuid, appearance, uuid128 = {}, {}, {}, {}
    text = btmon(advertising(struct.pack("<BBH", 3, 0xFF, v))
                 for v in range(0x10000))
    for name, v in re.findall(r"Company: (.*) \((\d+)\)", text):
        if name != "not assigned":
            company[int(v)] = name
    text = btmon(find_information(struct.pack("<H", v))
                 for v in range(0x10000))
    for name, v in re.findall(r"UUID: (.*) \(0x([0-9a-f]{4})\)", text):
        if name != "Unknown":
            uuid[int(v, 16)] = name
    text = btmon(advertising(struct.pack("<BBH", 3, 0x19, v))
                 for v in range(0x10000))
    for name, v in re.findall(r"Appearance: (.*) \(0x([0-9a-f]{4})\)", text):
        if name != "Undefined":
            appearance[int(v, 16)] = name
    # The 128-bit UUIDs that btmon knows are text in its data.
    strings = subprocess.run(["strings", "/usr/bin/btmon"], check=True,
                             capture_output=True).stdout.decode()
    known = re.findall(r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
                       strings, re.M)
    text = btmon(find_information(bytes.fromhex(u.replace("-", ""))[::-1])
                 for u in known)
    for name, u in re.findall(r"UUID: (.*) \(([0-9a-f-]{36})\)", text):
        if name != "Vendor specific":
            uuid128[u] = name
    return company, uuid, appearance, uuid128


def from_tshark():
    company, uuid, appearance = {}, {}, {}
    tables = {
        "btcommon.eir_ad.entry.company_id": company,
        "btatt.uuid16": uuid,
        "btcommon.eir_ad.entry.appearance": appearance,
    }
    text = subprocess.run(["tshark", "-G", "values"], check=True,
                          capture_output=True).stdout.decode(errors="replace")
    for line in text.splitlines():
        row = line.split("\t")
        if row[0] == "V" and row[1] in tables:
            tables[row[1]][int(row[2], 0)] = row[3]
    return company, uuid, appearance


def clean(name):
    return name.replace("\u00a0", " ").strip()


def merge(first, second):
    """`first` as it is, spaces and all, because btmon prints it so."""
    second = {v: clean(n) for v, n in second.items()}
    return dict(sorted({**second, **first}.items()))


def c_string(s):
    return '"' + s.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write(path, body):
    with open(os.path.join(HERE, path), "w") as f:
        f.write("/* Written by gen_names.py, which says where it is from; "
                "do not edit. */\n")
        f.write('#include "decoders/names_tables.h"\n\n')
        f.write("/* clang-format off */\n" + body + "/* clang-format on */\n")


def table(name, rows):
    out = "static const struct name %s_rows[] = {\n" % name
    for v, text in rows.items():
        out += "\t{ 0x%04x, %s },\n" % (v, c_string(text))
    return out + "};\nconst struct names %s_names = NAMES_SPARSE(%s_rows);\n" \
        % (name, name)


def paged_table(name, rows):
    """With the first row of each 256 values, where values come in clusters."""
    out = table(name, rows).rsplit("const struct", 1)[0]
    out += "static const uint16_t %s_pages[257] = {\n" % name
    first = [sum(v >> 8 < page for v in rows) for page in range(257)]
    for at in range(0, 257, 12):
        out += "\t%s,\n" % ", ".join(map(str, first[at:at + 12]))
    return out + "};\nconst struct names %s_names = " \
        "NAMES_PAGED(%s_rows, %s_pages);\n" % (name, name, name)


def appearance_tables(btmon_names, tshark_names):
    """Categories are what btmon says of the last value of each; the rest are
    values that differ from their category."""
    category, value = {}, {}
    for c in range(0x400):
        name = btmon_names.get(c << 6 | 0x3F)
        if name:
            category[c] = name
    for v, name in btmon_names.items():
        if name != category.get(v >> 6):
            value[v] = name
    for v, name in tshark_names.items():
        name = re.sub(r"^Generic ", "", name).split(": ")[-1]
        if not v & 0x3F:
            category.setdefault(v >> 6, name)
        elif v not in btmon_names or btmon_names[v] == category.get(v >> 6):
            value.setdefault(v, name)
    return dict(sorted(category.items())), dict(sorted(value.items()))


def check(folder, tables):
    """Compare with other lists; only numbers that those know count."""
    for file, ours in tables:
        missing, differ = [], []
        with open(os.path.join(folder, file)) as f:
            for line in f:
                row = line.rstrip("\n").split("\t")
                if not re.fullmatch(r"[0-9a-fA-F]{4}", row[0]):
                    continue
                v = int(row[0], 16)
                if v not in ours:
                    missing.append(row[0])
                elif ours[v].lower() not in row[1].lower() and \
                        row[1].lower() not in ours[v].lower():
                    differ.append((row[0], ours[v], row[1]))
        print("%s: %d missing, %d named otherwise" %
              (file, len(missing), len(differ)))
        for row in differ[:10]:
            print("  %s ours %r theirs %r" % row)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--check", metavar="DIR")
    args = ap.parse_args()
    company, uuid, appearance, uuid128 = from_btmon()
    t_company, t_uuid, t_appearance = from_tshark()
    company, uuid = merge(company, t_company), merge(uuid, t_uuid)
    category, value = appearance_tables(appearance, t_appearance)
    if args.check:
        full = {v: value.get(v) or category[v >> 6]
                for v in range(0x10000) if v >> 6 in category}
        check(args.check, [("companies.tsv", company), ("services.tsv", uuid),
                           ("characteristics.tsv", uuid),
                           ("descriptors.tsv", uuid),
                           ("appearance.tsv", full)])
        return 0
    write("names_company.c", table("company", company))
    body = paged_table("uuid16", uuid)
    body += "\nconst struct uuid128_name uuid128_names[] = {\n"
    for u, name in sorted(uuid128.items()):
        body += '\t{ "%s", %s },\n' % (u.replace("-", ""), c_string(name))
    body += "};\nconst size_t n_uuid128_names = " \
            "sizeof(uuid128_names) / sizeof(uuid128_names[0]);\n"
    write("names_uuid.c", body)
    write("names_appearance.c", table("appearance_category", category) + "\n" +
          table("appearance", value))
    return 0


if __name__ == "__main__":
    sys.exit(main())

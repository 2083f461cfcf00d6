"""What tshark and `decode --json` say of each frame: opcodes, handles, the fields of
SMP and ATT. tshark knows more and names it otherwise; this table says which of its
fields stand for which of ours."""
import json
import subprocess

# Ours, tshark's. Numbers; but for ATT, which is below.
PACKET = (
    ("command", "bthci_cmd.opcode"),
    ("event", "bthci_evt.code"),
    ("subevent", "bthci_evt.le_meta_subevent"),
    ("handle", "bthci_acl.chandle"),
    ("channel", "btl2cap.cid"),
    ("signal", "btl2cap.cmd_code"),
)
SMP = (
    ("io_capability", "btsmp.io_capability"),
    ("oob_data", "btsmp.oob_data_flags"),
    ("authentication_requirement", "btsmp.authreq"),
    ("max_encryption_key_size", "btsmp.max_enc_key_size"),
    ("initiator_key_distribution", "btsmp.initiator_key_distribution"),
    ("responder_key_distribution", "btsmp.responder_key_distribution"),
    ("reason", "btsmp.reason"),
    ("type", "btsmp.notification_type"),
    ("ediv", "btsmp.ediv"),
)
SMP_OCTETS = (
    ("confim_value", "btsmp.cfm_value"),
    ("random_value", "btsmp.random_value"),
    ("rand", "btsmp.random_value"),
    ("long_term_key", "btsmp.long_term_key"),
    ("identity_resolving_key", "btsmp.id_resolving_key"),
    ("signature_key", "btsmp.signature_key"),
    ("x", "btsmp.public_key_x"),
    ("y", "btsmp.public_key_y"),
    ("e", "btsmp.dhkey_check"),
    ("address", "btsmp.bd_addr"),
)
ATT = (
    ("request", "btatt.req_opcode_in_error"),
    ("error", "btatt.error_code"),
    ("handle", "btatt.handle"),
    ("value_handle", "btatt.handle"),
    ("handle_range", "btatt.starting_handle"),
    ("last_handle", "btatt.ending_handle"),
    ("client_rx_mtu", "btatt.client_rx_mtu"),
    ("server_rx_mtu", "btatt.server_rx_mtu"),
    ("format", "btatt.uuid_format"),
    ("attribute_data_length", "btatt.length"),
    ("offset", "btatt.offset"),
    ("flags", "btatt.flags"),
)
ATT_UUIDS = (
    ("attribute_type", "btatt.uuid16"),
    ("attribute_group_type", "btatt.uuid16"),
    ("uuid", "btatt.uuid16"),
)
# Here tshark's handles have an end of their own name.
GROUP_RESPONSES = (0x07, 0x11)
# What of an ATT PDU is compared. tshark repeats in the answers what the request
# said, and in all of them the types that it found before: those are not here.
RANGE = ("btatt.starting_handle", "btatt.ending_handle")
HANDLE = ("btatt.handle",)
OF_PDU = {
    0x01: ("btatt.req_opcode_in_error", "btatt.handle", "btatt.error_code"),
    0x02: ("btatt.client_rx_mtu",),
    0x03: ("btatt.server_rx_mtu",),
    0x04: RANGE,
    0x05: ("btatt.uuid_format", "btatt.handle", "btatt.uuid16"),
    0x06: RANGE,
    0x07: ("btatt.handle", "btatt.group_end_handle"),
    0x08: RANGE + ("btatt.uuid16",),
    0x09: ("btatt.length", "btatt.handle"),
    0x0a: HANDLE,
    0x0c: HANDLE + ("btatt.offset",),
    0x0e: HANDLE,
    0x10: RANGE + ("btatt.uuid16",),
    0x11: ("btatt.length", "btatt.handle", "btatt.group_end_handle"),
    0x12: HANDLE,
    0x16: HANDLE + ("btatt.offset",),
    0x17: HANDLE + ("btatt.offset",),
    0x18: ("btatt.flags",),
    0x1b: HANDLE,
    0x1d: HANDLE,
    0x20: HANDLE,
    0x23: HANDLE,
    0x52: HANDLE,
    0xd2: HANDLE,
}
FIND_INFORMATION_RESPONSE = 0x05
SEVERAL = (0x0e, 0x20, 0x23)  # handles
# The channel that a PDU of this name is on.
CHANNELS = {"l2cap": 1, "att": 4, "le_l2cap": 5, "smp": 6, "bredr_smp": 7}
ANDROID_DEBUG_HANDLE = 0x0edc

NUMBERS = ["btatt.opcode", "btsmp.opcode"] + [
    theirs for table in (PACKET, SMP, ATT, ATT_UUIDS) for _, theirs in table
] + ["btatt.group_end_handle"]
OCTETS = [theirs for _, theirs in SMP_OCTETS]
COLUMNS = list(dict.fromkeys(NUMBERS + OCTETS))


def put(frame, name, value):
    frame.setdefault(name, []).append(value)


def tshark_frames(path):
    """One dictionary of lists a frame."""
    out = subprocess.run(
        ["tshark", "-r", path, "-T", "fields", "-E", "occurrence=a"]
        + [word for name in COLUMNS for word in ("-e", name)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout
    for line in out.decode(errors="replace").split("\n")[:-1]:
        frame = {}
        for name, cell in zip(COLUMNS, line.split("\t")):
            for value in filter(None, cell.split(",")):
                put(frame, name, value.replace(":", "") if name in OCTETS else int(value, 0))
        yield pruned(frame)


def pruned(frame):
    """Without the fields of ATT that tshark has from elsewhere."""
    opcodes = frame.get("btatt.opcode", ())
    wanted = {name for opcode in opcodes for name in OF_PDU.get(opcode, ())}
    out = {name: values for name, values in frame.items()
           if not name.startswith("btatt.") or name == "btatt.opcode" or name in wanted}
    # tshark finds handles in some values too.
    if len(opcodes) == 1 and OF_PDU.get(opcodes[0], ())[:1] == HANDLE \
            and opcodes[0] not in SEVERAL:
        del out["btatt.handle"][1:]
    return out


def is_part(some, all_of):
    """Whether `some` are in `all_of` in their order."""
    rest = iter(all_of)
    return all(value in rest for value in some)


def agree(theirs, ours):
    if theirs and ours and theirs.get("btatt.opcode") == [FIND_INFORMATION_RESPONSE]:
        # Here tshark also has the types that it knows from before.
        theirs, ours = dict(theirs), dict(ours)
        if not is_part(ours.pop("btatt.uuid16", []), theirs.pop("btatt.uuid16", [])):
            return False
    return theirs == ours


def put_table(frame, field, table):
    for ours, theirs in table:
        if field["name"] == ours and "value" in field:
            put(frame, theirs, field["value"])


def put_att(frame, opcode, fields):
    for field in fields:
        field = dict(field)
        if field["name"] == "last_handle" and opcode in GROUP_RESPONSES:
            put(frame, "btatt.group_end_handle", field["value"])
        elif field["name"] == "handle_range" and opcode in GROUP_RESPONSES:
            put(frame, "btatt.handle", field["value"])
        else:
            put_table(frame, field, ATT)
        for ours, theirs in ATT_UUIDS:
            if field["name"] == ours and len(field["value"]) == 4:
                put(frame, theirs, int(field["value"], 16))
        put_att(frame, opcode, field.get("fields", ()))


def octets(value):
    """In the order of the wire, but for addresses."""
    if value.startswith("0x"):
        return bytes.fromhex(value[2:])[::-1].hex()
    return value.replace(":", "").lower()


def put_smp(frame, fields):
    for field in fields:
        put_table(frame, field, SMP)
        for ours, theirs in SMP_OCTETS:
            if field["name"] == ours:
                put(frame, theirs, octets(field["value"]))


def put_pdu(frame, field):
    """An L2CAP PDU or a signalling command."""
    name, fields = field["name"], field.get("fields", ())
    if name == "channel":
        put(frame, "btl2cap.cid", field["value"])
        return
    if name not in CHANNELS:
        return
    # Signalling commands may share a frame, and ATT has channels of its own too.
    frame.setdefault("btl2cap.cid", [CHANNELS[name]])
    if name in ("l2cap", "le_l2cap"):
        put(frame, "btl2cap.cmd_code", field["value"])
    elif name == "att":
        put(frame, "btatt.opcode", field["value"])
        put_att(frame, field["value"], fields)
    else:
        put(frame, "btsmp.opcode", field["value"])
        put_smp(frame, fields)


def our_frames(binary, path):
    out = subprocess.run([binary, "--json", "decode", path], stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, check=False).stdout
    for line in out.decode().split("\n")[:-1]:
        packet, frame = json.loads(line), {}
        kind = packet.get("type")
        if not kind:
            continue  # what is wrong with the file
        if kind in ("command", "event"):
            put(frame, "bthci_cmd.opcode" if kind == "command" else "bthci_evt.code",
                packet["code"])
        if kind == "event" and packet["code"] == 0x3e and packet["fields"]:
            put(frame, "bthci_evt.le_meta_subevent", packet["fields"][0]["value"])
        if kind == "acl":
            put(frame, "bthci_acl.chandle", packet["code"])
            for field in packet["fields"]:
                put_pdu(frame, field)
        yield pruned(frame)


def compare(binary, path):
    """How many frames there are, how many agree, and those that do not."""
    theirs, ours = list(tshark_frames(path)), list(our_frames(binary, path))
    equal, shown = 0, []
    for n in range(max(len(theirs), len(ours))):
        a = theirs[n] if n < len(theirs) else None
        b = ours[n] if n < len(ours) else None
        if agree(a, b) or (a and a.get("bthci_acl.chandle") == [ANDROID_DEBUG_HANDLE]):
            equal += 1
        else:
            shown.append(f"< frame {n + 1}: {a}\n> frame {n + 1}: {b}".encode())
    return max(len(theirs), len(ours)), equal, shown

/* The control channel of Linux, and the commands and events of makers: their
 * text is that of btmon 5.66, their lengths those of the protocol. */
#include "tests/unit/test_decoders.h"

#include "decoders/hci.h"
#include "decoders/mgmt.h"

enum { COMPANY_REALTEK = 93, COMPANY_LINUX_FOUNDATION = 1521 };

struct packet_text {
	uint16_t company; /* maker of the adapter */
	uint8_t type;	  /* enum record_type */
	const char *hex;
	const char *text; /* below the header, without its 6 spaces */
};

#define Z16  "00000000000000000000000000000000"
#define Z240 Z16 Z16 Z16 Z16 Z16 Z16 Z16 Z16 Z16 Z16 Z16 Z16 Z16 Z16 Z16
#define Z245 Z240 "0000000000"

#define BLUETOOTHD "626c7565746f6f746864000000000000"

/* clang-format off */
static const struct packet_text packets[] = {
	{ 0, REC_CTRL_OPEN, "02000000 0200 01 1700 01000000 10" BLUETOOTHD, "" },
	{ 0, REC_CTRL_CLOSE, "01000000", "" },
	{ 0, REC_CTRL_COMMAND, "01000000 0500 01",
	  "  Powered: Enabled (0x01)\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 0600 02 3c00",
	  "  Discoverable: Limited (0x02)\n" "  Timeout: 60\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 0e00 01 04",
	  "  Major class: 0x01\n" "  Minor class: 0x04\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 0f00 6e616d65" Z245 " 6e6d000000000000000000",
	  "  Name: name\n" "  Short name: nm\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 1000 fb349b5f80000080001000000d180000 04",
	  "  UUID: Heart Rate\n" "  Service class: 0x04\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 1100 1c0fc8ae7b47f7c1d04d21e0f1e1d5aa",
	  "  UUID: Vendor specific\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 1100 fb349b5f8000008000100000181a0000",
	  "  UUID: Unknown\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 1200 01 0100 665544332211 00 04 "
	  "000102030405060708090a0b0c0d0e0f 06",
	  "  Debug keys: Enabled (0x01)\n" "  Keys: 1\n"
	  "  BR/EDR Address: 11:22:33:44:55:66 (OUI 11-22-33)\n"
	  "  Key type: Unauthenticated Combination key from P-192 (0x04)\n"
	  "  Link key: 000102030405060708090a0b0c0d0e0f\n" "  PIN length: 6\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 1200 00 0200 665544332211 00 04 "
	  "000102030405060708090a0b0c0d0e0f 06",
	  "  Debug keys: Disabled (0x00)\n" "  Keys: 2\n"
	  "  66 55 44 33 22 11 00 04 00 01 02 03 04 05 06 07  fUD3\"...........\n"
	  "  08 09 0a 0b 0c 0d 0e 0f 06                       .........       \n" },
	{ 0, REC_CTRL_COMMAND, "01000000 1300 0100 665544332211 01 02 01 10 3412 0001020304050607 "
	  "000102030405060708090a0b0c0d0e0f",
	  "  Keys: 1\n" "  LE Address: 11:22:33:44:55:66 (OUI 11-22-33)\n"
	  "  Key type: Unauthenticated key from P-256 (0x02)\n" "  Central: 0x01\n"
	  "  Encryption size: 16\n" "  Diversifier: 3412\n" "  Randomizer: 0001020304050607\n"
	  "  Key: 000102030405060708090a0b0c0d0e0f\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 1400 665544332211 00",
	  "  BR/EDR Address: 11:22:33:44:55:66 (OUI 11-22-33)\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 1400 665544332211 02",
	  "  LE Address: 11:22:33:44:55:66 (Non-Resolvable)\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 1400 665544332211 03",
	  "  Address: 11-22-33-44-55-66\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 1900 665544332211 01 04",
	  "  LE Address: 11:22:33:44:55:66 (OUI 11-22-33)\n"
	  "  Capability: KeyboardDisplay (0x04)\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 1e00 665544332211 01 40e20100",
	  "  LE Address: 11:22:33:44:55:66 (OUI 11-22-33)\n" "  Passkey: 0x1e240\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 2300 07",
	  "  Address type: 0x07\n" "    BR/EDR\n" "    LE Public\n" "    LE Random\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 2800 0100 0200 0300 2301",
	  "  Device ID: Bluetooth SIG assigned (0x0001)\n" "    Vendor: Intel Corp. (2)\n"
	  "    Product: 0x0003\n" "    Version: 1.2.3 (0x0123)\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 2b00 66554433220c",
	  "  Address: 0C:22:33:44:55:66 (Non-Resolvable)\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 2c00 6000 0081",
	  "  Interval: 96 (0x60)\n" "  Window: 33024 (0x8100)\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 2f00 01 000102030405060708090a0b0c0d0e0f",
	  "  Privacy: Enabled (0x01)\n" "  Key: 000102030405060708090a0b0c0d0e0f\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 3000 0100 66554433220c 02 000102030405060708090a0b0c0d0e0f",
	  "  Keys: 1\n" "  LE Address: 0C:22:33:44:55:66 (Non-Resolvable)\n"
	  "  Key: 000102030405060708090a0b0c0d0e0f\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 3300 665544332211 01 02",
	  "  LE Address: 11:22:33:44:55:66 (OUI 11-22-33)\n"
	  "  Action: Auto-connect remote device (0x02)\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 3500 0100 665544332211 02 0600 0c00 0100 f401",
	  "  Parameters: 1\n" "  LE Address: 11:22:33:44:55:66 (Non-Resolvable)\n"
	  "  Min connection interval: 6\n" "  Max connection interval: 12\n"
	  "  Connection latency: 1 (0x0001)\n" "  Supervision timeout: 500\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 3a00 06 b0 0100 fb349b5f80000080001000000d180000",
	  "  Address type: 0x06\n" "    LE Public\n" "    LE Random\n" "  RSSI: -80 dBm (0xb0)\n"
	  "  UUIDs: 1\n" "  UUID: Heart Rate\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 3e00 01 03000000 0a00 0b00 07 03 02010603020d18 020a04",
	  "  Instance: 1\n" "  Flags: 0x00000003\n" "    Switch into Connectable mode\n"
	  "    Advertise as Discoverable\n" "  Duration: 10\n" "  Timeout: 11\n"
	  "  Advertising data length: 7\n" "  Flags: 0x06\n" "    LE General Discoverable Mode\n"
	  "    BR/EDR Not Supported\n" "  16-bit Service UUIDs (partial): 1 entry\n"
	  "    Heart Rate (0x180d)\n" "  Scan response length: 3\n" "  TX power: 4 dBm\n" },
	/* Fewer octets than the length says. */
	{ 0, REC_CTRL_COMMAND, "01000000 3e00 01 00000000 0000 0000 07 00 020106",
	  "  Instance: 1\n" "  Flags: 0x00000000\n" "  Duration: 0\n" "  Timeout: 0\n"
	  "  Advertising data length: 7\n" "  Flags: 0x06\n" "    LE General Discoverable Mode\n"
	  "    BR/EDR Not Supported\n" "  Scan response length: 0\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 4300 c103",
	  "  Appearance: Keyboard (0x03c1)\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 4500 00020000",
	  "  Selected PHYs: 0x0200\n" "    LE 1M TX\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 4600 0000",
	  "  00 00                                            ..              \n" },
	{ 0, REC_CTRL_COMMAND, "01000000 5200 01 16 00 03 "
	  "aabbcc00000000000000000000000000000000000000000000000000000000",
	  "  Number of patterns: 1\n" "    Pattern 1:\n" "      AD type: 22\n" "      Offset: 0\n"
	  "      Length: 3\n" "      Value : aabbcc\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 5200 01 16 02 "
	  "2800000000000000000000000000000000000000000000000000000000000000",
	  "  Number of patterns: 1\n" "    Pattern 1:\n" "      AD type: 22\n" "      Offset: 2\n"
	  "      Length: 40\n" "      invalid length\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 5400 01 03000000 0a00 0b00 a0000000 00010000 7f",
	  "  Instance: 1\n" "  Flags: 0x00000003\n" "    Switch into Connectable mode\n"
	  "    Advertise as Discoverable\n" "  Duration: 10\n" "  Timeout: 11\n"
	  "  Min advertising interval: 100.000 msec (0x00a0)\n"
	  "  Max advertising interval: 160.000 msec (0x0100)\n" "  TX power: 127 dbm (0x7f)\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 5500 01 03 00 020106 0000000000",
	  "  Instance: 1\n" "  Advertising data length: 3\n" "  Flags: 0x06\n"
	  "    LE General Discoverable Mode\n" "    BR/EDR Not Supported\n"
	  "  Scan response length: 0\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 5600 b0 0500 a0 0600 05 00",
	  "  RSSI data:\n" "    high threshold: -80 dBm\n" "    high timeout: 5 seconds\n"
	  "    low threshold: -96 dBm\n" "    low timeout: 6 seconds\n"
	  "    sampling: every 500 ms\n" "  Number of patterns: 0\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 5600 b0 0500 a0 0600 ff 00",
	  "  RSSI data:\n" "    high threshold: -80 dBm\n" "    high timeout: 5 seconds\n"
	  "    low threshold: -96 dBm\n" "    low timeout: 6 seconds\n"
	  "    sampling: just once (0xFF)\n" "  Number of patterns: 0\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 5700 01 0010 0020 01 16",
	  "  Enable: 1\n" "  Window: 4096\n" "  Period: 8192\n" "  Num AD Types: 1\n"
	  "    AD Type: 22\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 5900 665544332211 01 0102030405060708 0500 03 02 aabb",
	  "  Address: 11:22:33:44:55:66 (OUI 11-22-33)\n" "  Addr Type: 1\n"
	  "  Instant: 0x0807060504030201\n" "  Delay: 5\n" "  Count: 3\n" "  Data Length: 2\n"
	  "  Data: aabb\n" },
	{ 0, REC_CTRL_COMMAND, "01000000 ff00 0102",
	  "  01 02                                            ..              \n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 0100 00 01 1700",
	  "Read Management Version Information (0x0001) plen 3\n" "  Status: Success (0x00)\n"
	  "  Version: 1.23\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 0200 00 0100 0200 0500 0600 feff",
	  "Read Management Supported Commands (0x0002) plen 10\n" "  Status: Success (0x00)\n"
	  "  Commands: 1\n" "    Set Powered (0x0005)\n" "  Events: 2\n"
	  "    New Settings (0x0006)\n" "    Reserved (0xfffe)\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 0200 00 0100 0200 0500",
	  "Read Management Supported Commands (0x0002) plen 6\n" "  Status: Success (0x00)\n"
	  "  01 00 02 00 05 00                                ......          \n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 0300 00 0200 0000 0100",
	  "Read Controller Index List (0x0003) plen 6\n" "  Status: Success (0x00)\n"
	  "  Controllers: 2\n" "    hci0\n" "    hci1\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 0300 00 0200 0000",
	  "Read Controller Index List (0x0003) plen 4\n" "  Status: Success (0x00)\n"
	  "  Controllers: 2\n"
	  "  00 00                                            ..              \n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 0400 00 66554433221109 0200 11000000 01000080 0c010c "
	  "6e616d65" Z245 " 6e6d000000000000000000",
	  "Read Controller Information (0x0004) plen 280\n" "  Status: Success (0x00)\n"
	  "  Address: 11:22:33:44:55:66 (OUI 11-22-33)\n" "  Version: Bluetooth 5.0 (0x09)\n"
	  "  Manufacturer: Intel Corp. (2)\n" "  Supported settings: 0x00000011\n" "    Powered\n"
	  "    Bondable\n" "  Current settings: 0x80000001\n" "    Powered\n"
	  "    Unknown settings (0x80000000)\n" "  Class: 0x0c010c\n"
	  "    Major class: Computer (desktop, notebook, PDA, organizers)\n"
	  "    Minor class: Laptop\n" "    Rendering (Printing, Speaker)\n"
	  "    Capturing (Scanner, Microphone)\n" "  Name: name\n" "  Short name: nm\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 0500 00 01000000",
	  "Set Powered (0x0005) plen 4\n" "  Status: Success (0x00)\n"
	  "  Current settings: 0x00000001\n" "    Powered\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 0500 03",
	  "Set Powered (0x0005) plen 0\n" "  Status: Failed (0x03)\n" "  invalid packet size\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 1500 00 0100 665544332211 01",
	  "Get Connections (0x0015) plen 9\n" "  Status: Success (0x00)\n" "  Connections: 1\n"
	  "  LE Address: 11:22:33:44:55:66 (OUI 11-22-33)\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 3100 00 665544332211 01 7f 04 08",
	  "Get Connection Information (0x0031) plen 10\n" "  Status: Success (0x00)\n"
	  "  LE Address: 11:22:33:44:55:66 (OUI 11-22-33)\n" "  RSSI: invalid (0x7f)\n"
	  "  TX power: 4 dbm (0x04)\n" "  TX power (max): 8 dbm (0x08)\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 3200 00 665544332211 00 01000000 02000000 0300",
	  "Get Clock Information (0x0032) plen 17\n" "  Status: Success (0x00)\n"
	  "  BR/EDR Address: 11:22:33:44:55:66 (OUI 11-22-33)\n" "  Local clock: 0x00000001\n"
	  "  Piconet clock: 0x00000002\n" "  Accuracy: 0x0003\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 3700 00 0200 03000000 02000000",
	  "Read Controller Configuration Information (0x0037) plen 10\n"
	  "  Status: Success (0x00)\n" "  Manufacturer: Intel Corp. (2)\n"
	  "  Supported options: 0x00000003\n" "    External configuration\n"
	  "    Bluetooth public address configuration\n" "  Missing options: 0x00000002\n"
	  "    Bluetooth public address configuration\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 3b00 00 06 0300 020106",
	  "Read Local Out Of Band Extended Data (0x003b) plen 6\n" "  Status: Success (0x00)\n"
	  "  Address type: 0x06\n" "    LE Public\n" "    LE Random\n" "  Data length: 3\n"
	  "  Flags: 0x06\n" "    LE General Discoverable Mode\n" "    BR/EDR Not Supported\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 3c00 00 0200 0000 00 01 0300 01 03",
	  "Read Extended Controller Index List (0x003c) plen 10\n" "  Status: Success (0x00)\n"
	  "  Controllers: 2\n" "    hci0 (Primary,USB)\n" "    hci3 (Unconfigured,UART)\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 3d00 00 01040000 1f 1f 05 01 07",
	  "Read Advertising Features (0x003d) plen 9\n" "  Status: Success (0x00)\n"
	  "  Flags: 0x00000401\n" "    Switch into Connectable mode\n"
	  "    Support setting Tx Power\n" "  Advertising data length: 31\n"
	  "  Scan response length: 31\n" "  Max instances: 5\n" "  Instances: 1\n" "    7\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 4200 00 6655443322110b 0200 01000000 01000000 0300 020106",
	  "Read Extended Controller Information (0x0042) plen 22\n" "  Status: Success (0x00)\n"
	  "  Address: 11:22:33:44:55:66 (OUI 11-22-33)\n" "  Version: Bluetooth 5.2 (0x0b)\n"
	  "  Manufacturer: Intel Corp. (2)\n" "  Supported settings: 0x00000001\n" "    Powered\n"
	  "  Current settings: 0x00000001\n" "    Powered\n" "  Data length: 3\n"
	  "  Flags: 0x06\n" "    LE General Discoverable Mode\n" "    BR/EDR Not Supported\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 4400 00 ff000000 00020000 00010000",
	  "Get PHY Configuration (0x0044) plen 12\n" "  Status: Success (0x00)\n"
	  "  Supported PHYs: 0x00ff\n" "    BR 1M 1SLOT\n" "    BR 1M 3SLOT\n" "    BR 1M 5SLOT\n"
	  "    EDR 2M 1SLOT\n" "    EDR 2M 3SLOT\n" "    EDR 2M 5SLOT\n" "    EDR 3M 1SLOT\n"
	  "    EDR 3M 3SLOT\n" "  Configurable PHYs: 0x0200\n" "    LE 1M TX\n"
	  "  Selected PHYs: 0x0100\n" "    EDR 3M 5SLOT\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 4900 00 0100 1c0fc8ae7b47f7c1d04d21e0f1e1d5aa 03000080",
	  "Read Experimental Features Information (0x0049) plen 22\n" "  Status: Success (0x00)\n"
	  "  Features: 1\n" "  UUID: Vendor specific\n" "  Flags: 0x80000003\n" "    Active\n"
	  "    Settings change\n" "    Unknown feature flag (0x80000000)\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 5100 00 02000000 00000000 0500 10 0100 0200",
	  "Read Advertisement Monitor Features (0x0051) plen 15\n" "  Status: Success (0x00)\n"
	  "  Supported Features: 0x00000002\n" "    OR Patterns\n"
	  "  Enabled Features: 0x00000000\n" "  Max number of handles: 5\n"
	  "  Max number of patterns: 16\n" "  Number of handles: 1\n" "    Handle: 2\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 5400 00 01 7f 1f 1f",
	  "Add Extended Advertising Parameters (0x0054) plen 4\n" "  Status: Success (0x00)\n"
	  "  Instance: 1\n" "  TX power: 127 dbm (0x7f)\n" "  Available adv data len: 31\n"
	  "  Available scan rsp data len: 31\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 5800 00 0100 03 01 16",
	  "Read Mesh Features (0x0058) plen 5\n" "  Status: Success (0x00)\n" "  Index: 1\n"
	  "  Max Handles: 3\n" "  Used Handles: 1\n" "    Used Handle: 22\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 fe00 00 ff",
	  "Unknown (0x00fe) plen 1\n" "  Status: Success (0x00)\n"
	  "  ff                                               .               \n" },
	{ 0, REC_CTRL_EVENT, "01000000 0100 0500",
	  "  too short packet\n"
	  "  05 00                                            ..              \n" },
	{ 0, REC_CTRL_EVENT, "01000000 0200 0500 03",
	  "Set Powered (0x0005)\n" "  Status: Failed (0x03)\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0200 ff00 13",
	  "Unknown (0x00ff)\n" "  Status: Already Paired (0x13)\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0300 05",
	  "  Error: 0x05\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0500",
	  "" },
	{ 0, REC_CTRL_EVENT, "01000000 0500 01",
	  "  invalid packet size\n"
	  "  01                                               .               \n" },
	{ 0, REC_CTRL_EVENT, "01000000 0600 00000000",
	  "  Current settings: 0x00000000\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0700 0c010c",
	  "  Class: 0x0c010c\n" "    Major class: Computer (desktop, notebook, PDA, organizers)\n"
	  "    Minor class: Laptop\n" "    Rendering (Printing, Speaker)\n"
	  "    Capturing (Scanner, Microphone)\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0900 01 665544332211 00 04 000102030405060708090a0b0c0d0e0f 06",
	  "  Store hint: Yes (0x01)\n" "  BR/EDR Address: 11:22:33:44:55:66 (OUI 11-22-33)\n"
	  "  Key type: Unauthenticated Combination key from P-192 (0x04)\n"
	  "  Link key: 000102030405060708090a0b0c0d0e0f\n" "  PIN length: 6\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0a00 00 6655443322c1 02 00 00 10 3412 0001020304050607 "
	  "000102030405060708090a0b0c0d0e0f",
	  "  Store hint: No (0x00)\n" "  LE Address: C1:22:33:44:55:66 (Static)\n"
	  "  Key type: Unauthenticated legacy key (0x00)\n" "  Central: 0x00\n"
	  "  Encryption size: 16\n" "  Diversifier: 3412\n" "  Randomizer: 0001020304050607\n"
	  "  Key: 000102030405060708090a0b0c0d0e0f\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0b00 665544332211 01 08000000 0300 020106",
	  "  LE Address: 11:22:33:44:55:66 (OUI 11-22-33)\n" "  Flags: 0x00000008\n"
	  "    Connection Locally Initiated\n" "  Data length: 3\n" "  Flags: 0x06\n"
	  "    LE General Discoverable Mode\n" "    BR/EDR Not Supported\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0c00 665544332211 01 03",
	  "  LE Address: 11:22:33:44:55:66 (OUI 11-22-33)\n"
	  "  Reason: Connection terminated by remote host (0x03)\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0d00 665544332211 01 04",
	  "  LE Address: 11:22:33:44:55:66 (OUI 11-22-33)\n" "  Status: Connect Failed (0x04)\n" },
	{ 0, REC_CTRL_EVENT, "01000000 0f00 665544332211 01 01 40e20100",
	  "  LE Address: 11:22:33:44:55:66 (OUI 11-22-33)\n" "  Confirm hint: 0x01\n"
	  "  Value: 0x0001e240\n" },
	{ 0, REC_CTRL_EVENT, "01000000 1200 665544332241 02 b0 08000000 0700 02010603020d18",
	  "  LE Address: 41:22:33:44:55:66 (Resolvable)\n" "  RSSI: -80 dBm (0xb0)\n"
	  "  Flags: 0x00000008\n" "    Connection Locally Initiated\n" "  Data length: 7\n"
	  "  Flags: 0x06\n" "    LE General Discoverable Mode\n" "    BR/EDR Not Supported\n"
	  "  16-bit Service UUIDs (partial): 1 entry\n" "    Heart Rate (0x180d)\n" },
	{ 0, REC_CTRL_EVENT, "01000000 1300 06 01",
	  "  Address type: 0x06\n" "    LE Public\n" "    LE Random\n"
	  "  Discovery: Enabled (0x01)\n" },
	{ 0, REC_CTRL_EVENT, "01000000 1700 665544332211 01 40e20100 03",
	  "  LE Address: 11:22:33:44:55:66 (OUI 11-22-33)\n" "  Passkey: 0x0001e240\n"
	  "  Entered: 3\n" },
	{ 0, REC_CTRL_EVENT, "01000000 1800 01 665544332241 665544332211 01 "
	  "000102030405060708090a0b0c0d0e0f",
	  "  Store hint: Yes (0x01)\n" "  Random address: 41:22:33:44:55:66 (Resolvable)\n"
	  "  LE Address: 11:22:33:44:55:66 (OUI 11-22-33)\n"
	  "  Key: 000102030405060708090a0b0c0d0e0f\n" },
	{ 0, REC_CTRL_EVENT, "01000000 1900 01 665544332211 01 02 000102030405060708090a0b0c0d0e0f",
	  "  Store hint: Yes (0x01)\n" "  LE Address: 11:22:33:44:55:66 (OUI 11-22-33)\n"
	  "  Key type: Authenticated local CSRK (0x02)\n"
	  "  Key: 000102030405060708090a0b0c0d0e0f\n" },
	{ 0, REC_CTRL_EVENT, "01000000 1c00 01 665544332211 01 0600 0c00 0100 f401",
	  "  Store hint: Yes (0x01)\n" "  LE Address: 11:22:33:44:55:66 (OUI 11-22-33)\n"
	  "  Min connection interval: 6\n" "  Max connection interval: 12\n"
	  "  Connection latency: 1 (0x0001)\n" "  Supervision timeout: 500\n" },
	{ 0, REC_CTRL_EVENT, "01000000 2000 0203",
	  "  type 0x02 - bus 0x03\n" },
	{ 0, REC_CTRL_EVENT, "01000000 2500 0300 020106",
	  "  Data length: 3\n" "  Flags: 0x06\n" "    LE General Discoverable Mode\n"
	  "    BR/EDR Not Supported\n" },
	{ 0, REC_CTRL_EVENT, "01000000 2d00 02",
	  "  Suspend state: Page scanning and/or passive scanning (2)\n" },
	{ 0, REC_CTRL_EVENT, "01000000 2d00 03",
	  "  Suspend state: Unknown suspend state (3)\n" },
	{ 0, REC_CTRL_EVENT, "01000000 2e00 665544332211 01 01",
	  "  Wake reason: Wake due to unexpected event (1)\n"
	  "  LE Address: 11:22:33:44:55:66 (OUI 11-22-33)\n" },
	{ 0, REC_CTRL_EVENT, "01000000 2f00 0100 665544332211 01 b0 04000000 0200 aabb",
	  "  Handle: 1\n" "  Address: 11:22:33:44:55:66 (OUI 11-22-33)\n" "  Addr Type: 1\n"
	  "  RSSI: -80\n" "  Flags: 0x00000004\n" "    Not Connectable\n" "  AD Data Len: 2\n"
	  "  AD Data: aabb\n" },
	{ 0, REC_CTRL_EVENT, "01000000 3100 665544332211 01 b0 0102030405060708 04000000 0200 aabb",
	  "  Address: 11:22:33:44:55:66 (OUI 11-22-33)\n" "  Addr Type: 1\n" "  RSSI: -80\n"
	  "  Instant: 0x0807060504030201\n" "  Flags: 0x00000004\n" "    Not Connectable\n"
	  "  EIR Length: 2\n" "  EIR Data: aabb\n" },
	{ COMPANY_BROADCOM, REC_COMMAND, "01fc 06 ffeeddccbbaa",
	  "  Address: AA:BB:CC:DD:EE:FF (OUI AA-BB-CC)\n" },
	{ COMPANY_BROADCOM, REC_COMMAND, "18fc 06 0000 00c20100",
	  "  Encoded baud rate: Not used (0x0000)\n" "  Explicit baud rate: 115200 Mbps\n" },
	{ COMPANY_BROADCOM, REC_COMMAND, "1cfc 05 01 04 00 01 00",
	  "  SCO routing: Transport (0x01)\n" "  PCM interface rate: 2048 KBps (0x04)\n"
	  "  Frame type: Short (0x00)\n" "  Sync mode: Central (0x01)\n"
	  "  Clock mode: Peripheral (0x00)\n" },
	{ COMPANY_BROADCOM, REC_COMMAND, "27fc 0c 01 010203040506070809 0a0b",
	  "  Sleep mode: UART (0x01)\n"
	  "  01 02 03 04 05 06 07 08 09 0a 0b                 ...........     \n" },
	{ COMPANY_BROADCOM, REC_COMMAND, "4cfc 06 00102000 aabb",
	  "  Address: 0x00201000\n"
	  "  aa bb                                            ..              \n" },
	{ COMPANY_BROADCOM, REC_COMMAND, "7efc 03 01 0200",
	  "  Mode: Enable WBS (0x01)\n" "  Codec: mSBC (0x0002)\n" },
	{ COMPANY_BROADCOM, REC_COMMAND, "00fd 01 aa",
	  "  aa                                               .               \n" },
	{ COMPANY_BROADCOM, REC_EVENT, "0e 08 01 5afc 00 5c0a e821",
	  "Broadcom Read VID PID (0x3f|0x005a) ncmd 1\n" "  Status: Success (0x00)\n"
	  "  Product: 0a5c:21e8\n" },
	{ COMPANY_BROADCOM, REC_EVENT, "0e 0c 01 6efc 00 0300000000000080",
	  "Broadcom Read Controller Features (0x3f|0x006e) ncmd 1\n" "  Status: Success (0x00)\n"
	  "  Features: 0x03 0x00 0x00 0x00 0x00 0x00 0x00 0x80\n"
	  "    Multi-AV transport bandwidth reducer\n" "    WBS SBC\n"
	  "    Unknown features (0x8000000000000000)\n" },
	{ COMPANY_BROADCOM, REC_EVENT, "0e 0a 01 79fc 00 5e ff 1f00 0001",
	  "Broadcom Read Verbose Config Version Info (0x3f|0x0079) ncmd 1\n"
	  "  Status: Success (0x00)\n" "  Chip ID: 94 (0x5e)\n"
	  "  Build target: Undefined (255)\n" "  Build baseline: 31 (0x001f)\n"
	  "  Build number: 256 (0x0100)\n" },
	{ COMPANY_BROADCOM, REC_EVENT, "ff 02 b4 00",
	  "Broadcom LM Diag (0xb4)\n" "  invalid packet size\n"
	  "  00                                               .               \n" },
	{ COMPANY_BROADCOM, REC_EVENT, "ff 02 aa 00",
	  "  aa 00                                            ..              \n" },
	{ COMPANY_INTEL, REC_COMMAND, "01fc 08 00 01 00 01 00080400",
	  "  Reset type: Soft software reset (0x00)\n" "  Patch vectors: Enable (0x01)\n"
	  "  DDC parameters: Do not reload (0x00)\n" "  Boot option: Specified address (0x01)\n"
	  "  Boot address: 0x00040800\n" },
	{ COMPANY_INTEL, REC_COMMAND, "05fc 02 ff 10",
	  "  Requested Type:\n" "    All Supported Types(0xff)\n" "    CNVi TOP(0x10)\n" },
	{ COMPANY_INTEL, REC_COMMAND, "09fc 03 01 aabb",
	  "  Type: Data fragment (0x01)\n"
	  "  aa bb                                            ..              \n" },
	{ COMPANY_INTEL, REC_COMMAND, "11fc 02 01 00",
	  "  Mode switch: Enabled (0x01)\n" "  Reset behavior: No reset (0x00)\n" },
	{ COMPANY_INTEL, REC_COMMAND, "2ffc 15 665544332211010203040506 0100000000000000 01",
	  "  Address: 11:22:33:44:55:66 (OUI 11-22-33)\n"
	  "  01 02 03 04 05 06                                ......          \n"
	  "  Features: 0x01 0x00 0x00 0x00 0x00 0x00 0x00 0x00\n" "    3 slot packets\n"
	  "  Features: 0x01 0x00 0x00 0x00 0x00 0x00 0x00 0x00\n" "    LE Encryption\n" },
	{ COMPANY_INTEL, REC_COMMAND, "52fc 08 8100000000000080",
	  "  Mask: 0x8000000000000081\n" "    Bootup\n" "    Scan Status\n"
	  "    Unknown mask (0x8000000000000000)\n" },
	{ COMPANY_INTEL, REC_COMMAND, "8bfc 07 02 e410 03 e510 02",
	  "  Identifier: 0x10e4\n" "  Identifier: 0x10e5\n"
	  "  02                                               .               \n" },
	{ COMPANY_INTEL, REC_COMMAND, "8efc 08 00080400 02 02 aabb",
	  "  Address: 0x00040800\n" "  Mode: Word access (0x02)\n" "  Length: 2\n"
	  "  aa bb                                            ..              \n" },
	{ COMPANY_INTEL, REC_EVENT, "0e 0d 01 05fc 00 37 07 10 31 24 07 0a 0e 00",
	  "Intel Read Version (0x3f|0x0005) ncmd 1\n" "  Status: Success (0x00)\n"
	  "  Hardware platform: 0x37\n" "  Hardware variant: 0x07\n" "  Hardware revision: 1.0\n"
	  "  Firmware variant: 0x31\n" "  Firmware revision: 2.4\n"
	  "  Firmware build: 7-10.2014\n" "  Firmware patch: 0\n" },
	{ COMPANY_INTEL, REC_EVENT, "0e 1e 01 05fc 00 10 04 01020304 1c 01 03 1d 02 1514 28 01 01 24 02 0200 "
	  "99 01 aa",
	  "  invalid packet size (27 != 30)\n"
	  "  01 05 fc 00 10 04 01 02 03 04 1c 01 03 1d 02 15  ................\n"
	  "  14 28 01 01 24 02 02 00 99 01 aa                 .(..$......     \n" },
	{ COMPANY_INTEL, REC_EVENT, "0e 0a 01 30fc 00 665544332211",
	  "Intel Read BD Data (0x3f|0x0030) ncmd 1\n" "  Status: Success (0x00)\n"
	  "  Address: 11:22:33:44:55:66 (OUI 11-22-33)\n" },
	{ COMPANY_INTEL, REC_EVENT, "0e 16 01 a6fc 00 01 02 000102030405060708090a0b0c0d0e0f",
	  "Intel Read Supported Features (0x3f|0x00a6) ncmd 1\n" "  Status: Success (0x00)\n"
	  "  Page: 0x01\n" "  Max Pages: 0x02\n" "  Supported Features:\n"
	  "  00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f  ................\n" },
	{ COMPANY_INTEL, REC_EVENT, "ff 01 00",
	  "Intel Startup (0x00)\n" },
	{ COMPANY_INTEL, REC_EVENT, "ff 05 01 3412 03 04",
	  "Intel Fatal Exception (0x01)\n" "  Line: 4660\n" "  Module: LLC (0x03)\n"
	  "  Reason: 0x04\n" },
	{ COMPANY_INTEL, REC_EVENT, "ff 07 02 00 01 01 04 00 02",
	  "Intel Bootup (0x02)\n" "  Zero: 0x00\n" "  Number of packets: 1\n"
	  "  Source: Operational firmware (0x01)\n" "  Reset type: Hard software reset (0x04)\n"
	  "  Reset reason: Power on (0x00)\n" "  DDC status: Persistent RAM (0x02)\n" },
	{ COMPANY_INTEL, REC_EVENT, "ff 05 06 01 01fc 0c",
	  "Intel Secure Send Commands Result (0x06)\n" "  Result: General failure (0x01)\n"
	  "  Opcode: 0xfc01 (0x3f|0x0001)\n" "  Status: Command Disallowed (0x0c)\n" },
	{ COMPANY_INTEL, REC_EVENT, "ff 02 11 06",
	  "Intel Scan Status (0x11)\n" "  Inquiry scan: Disabled\n" "  Page scan: Enabled\n"
	  "    Unknown status (0x04)\n" },
	{ COMPANY_INTEL, REC_EVENT, "ff 08 25 665544332211 0d",
	  "Intel SCO Rejected via LMP (0x25)\n" "  Address: 11:22:33:44:55:66 (OUI 11-22-33)\n"
	  "  Reason: Connection Rejected due to Limited Resources (0x0d)\n" },
	{ COMPANY_INTEL, REC_EVENT, "ff 0a 878003 01 01 03 4a 02 4000",
	  "  Vendor Prefix (0x8780)\n" "Intel Extended Telemetry (0x03)\n"
	  "  Extended event type (0x01): Connection Event for BR/EDR Link Type (0x03)\n"
	  "  ACL connection handle (0x4a): 0x0040\n" },
	{ COMPANY_INTEL, REC_EVENT, "ff 19 878003 6f 14 0100000001000000010000000100000001000000",
	  "  Vendor Prefix (0x8780)\n" "Intel Extended Telemetry (0x03)\n"
	  "  Rx No SYNC errors (0x6f): 1 1 1 1 1\n" },
	{ COMPANY_INTEL, REC_EVENT, "ff 05 878003 99 00",
	  "  Vendor Prefix (0x8780)\n" "Intel Extended Telemetry (0x03)\n"
	  "  Unknown extended subevent 0x99\n"
	  "  99 00                                            ..              \n" },
	{ COMPANY_INTEL, REC_EVENT, "ff 06 878003 4a 01 00",
	  "  Vendor Prefix (0x8780)\n" "Intel Extended Telemetry (0x03)\n"
	  "  Invalid length 1 of subevent 0x4a\n"
	  "  4a 01 00                                         J..             \n" },
	{ COMPANY_INTEL, REC_EVENT, "ff 05 878003 4a 02",
	  "  Vendor Prefix (0x8780)\n" "Intel Extended Telemetry (0x03)\n"
	  "  Subevent exceeds the buffer size.\n"
	  "  4a 02                                            J.              \n" },
	{ COMPANY_INTEL, REC_EVENT, "ff 06 878003 01 01 aa",
	  "  Vendor Prefix (0x8780)\n" "Intel Extended Telemetry (0x03)\n"
	  "  Unknown extended telemetry event type (0xaa)\n"
	  "  01 01 aa                                         ...             \n" },
	{ COMPANY_INTEL, REC_EVENT, "ff 03 878001",
	  "  Vendor Prefix (0x8780)\n"
	  "  87 80 01                                         ...             \n" },
	{ COMPANY_INTEL, REC_EVENT, "ff 02 33 01",
	  "  33 01                                            3.              \n" },
	{ COMPANY_INTEL, REC_COMMAND, "1efc 07 01 4000 c0 b0 05 0a",
	  "Monitor RSSI (0x01)\n" "  Connection handle: 0x0040\n"
	  "  RSSI threshold high: -64 dBm (0xc0)\n" "  RSSI threshold low: -80 dBm (0xb0)\n"
	  "  RSSI threshold low time interval: 5 sec (0x05)\n"
	  "  RSSI sampling period: 1000 msec (0x0a)\n" },
	{ COMPANY_INTEL, REC_COMMAND, "1efc 07 03 c0 b0 05 0a 01 01",
	  "LE Monitor Advertisement (0x03)\n" "  RSSI threshold high: -64 dBm (0xc0)\n"
	  "  RSSI threshold low: -80 dBm (0xb0)\n"
	  "  RSSI threshold low time interval: 5 sec (0x05)\n"
	  "  RSSI sampling period: 1000 msec (0x0a)\n" "  Type: Pattern (0x01)\n"
	  "  Number of patterns: 1\n" },
	{ COMPANY_INTEL, REC_COMMAND, "1efc 09 03 c0 b0 05 0a 02 01 0d18",
	  "LE Monitor Advertisement (0x03)\n" "  RSSI threshold high: -64 dBm (0xc0)\n"
	  "  RSSI threshold low: -80 dBm (0xb0)\n"
	  "  RSSI threshold low time interval: 5 sec (0x05)\n"
	  "  RSSI sampling period: 1000 msec (0x0a)\n" "  Type: UUID (0x02)\n"
	  "  UUID: Heart Rate (0x180d)\n" },
	{ COMPANY_INTEL, REC_COMMAND, "1efc 0d 03 7f 7f 00 ff 04 00 665544332211",
	  "LE Monitor Advertisement (0x03)\n" "  RSSI threshold high: invalid (0x7f)\n"
	  "  RSSI threshold low: invalid (0x7f)\n"
	  "  RSSI threshold low time interval: 0 sec (0x00)\n"
	  "  RSSI sampling period: 25500 msec (0xff)\n" "  Type: Adderss (0x04)\n"
	  "  Address: 11:22:33:44:55:66 (OUI 11-22-33)\n" },
	{ COMPANY_INTEL, REC_COMMAND, "1efc 02 05 01",
	  "LE Set Advertisement Filter Enable (0x05)\n" "  Enable: All filter conditions (0x01)\n" },
	{ COMPANY_INTEL, REC_COMMAND, "1efc 02 07 00",
	  "Unknown (0x07)\n"
	  "  00                                               .               \n" },
	{ COMPANY_INTEL, REC_EVENT, "0e 10 01 1efc 00 00 3f00000000000080 02 aabb",
	  "Microsoft Extension (0x3f|0x001e) ncmd 1\n" "Read Supported Features (0x00)\n"
	  "  Status: Success (0x00)\n" "  Features: 0x3f 0x00 0x00 0x00 0x00 0x00 0x00 0x80\n"
	  "    RSSI Monitoring feature for BR/EDR\n"
	  "    RSSI Monitoring feature for LE connections\n"
	  "    RSSI Monitoring of LE advertisements\n"
	  "    Advertising Monitoring of LE advertisements\n"
	  "    Verifying the validity of P-192 and P-256 keys\n"
	  "    Continuous Advertising Monitoring\n" "    Unknown features (0x8000000000000000)\n"
	  "  Event prefix length: 2\n" "  Event prefix:\n"
	  "  aa bb                                            ..              \n" },
	{ COMPANY_INTEL, REC_EVENT, "0e 06 01 1efc 00 03 05",
	  "Microsoft Extension (0x3f|0x001e) ncmd 1\n" "LE Monitor Advertisement (0x03)\n"
	  "  Status: Success (0x00)\n" "  Monitor handle: 5\n" },
	{ COMPANY_INTEL, REC_EVENT, "0e 05 01 1efc 0c 01",
	  "Microsoft Extension (0x3f|0x001e) ncmd 1\n" "Monitor RSSI (0x01)\n"
	  "  Status: Command Disallowed (0x0c)\n" },
	{ COMPANY_INTEL, REC_EVENT, "0e 04 01 1efc 01",
	  "Microsoft Extension (0x3f|0x001e) ncmd 1\n" "  Status: Unknown HCI Command (0x01)\n" },
	{ COMPANY_REALTEK, REC_COMMAND, "f0fc 01 00",
	  "Read Supported Features (0x00)\n" },
	{ COMPANY_LINUX_FOUNDATION, REC_COMMAND, "1efc 01 00",
	  "Read Supported Features (0x00)\n" },
};

/* Octets of the parameters, and of the reply after its status: exactly so
 * many, or when negative at least so many. */
enum { ANY = -10000 };

static const struct {
	uint8_t code;
	int params, reply;
} command_lengths[] = {
	{ 0x01, 0, 3 }, { 0x02, 0, -4 }, { 0x03, 0, -2 }, { 0x04, 0, 280 },
	{ 0x05, 1, 4 }, { 0x06, 3, 4 }, { 0x07, 1, 4 }, { 0x08, 1, 4 },
	{ 0x09, 1, 4 }, { 0x0a, 1, 4 }, { 0x0b, 1, 4 }, { 0x0c, 1, 4 },
	{ 0x0d, 1, 4 }, { 0x0e, 2, 3 }, { 0x0f, 260, 260 }, { 0x10, 17, 3 },
	{ 0x11, 16, 3 }, { 0x12, -3, 0 }, { 0x13, -2, 0 }, { 0x14, 7, 7 },
	{ 0x15, 0, -2 }, { 0x16, 24, 7 }, { 0x17, 7, 7 }, { 0x18, 1, 0 },
	{ 0x19, 8, 7 }, { 0x1a, 7, 7 }, { 0x1b, 8, 7 }, { 0x1c, 7, 7 },
	{ 0x1d, 7, 7 }, { 0x1e, 11, 7 }, { 0x1f, 7, 7 }, { 0x20, 0, 64 },
	{ 0x21, 71, 7 }, { 0x22, 7, 7 }, { 0x23, 1, 1 }, { 0x24, 1, 1 },
	{ 0x25, 8, 7 }, { 0x26, 7, 7 }, { 0x27, 7, 7 }, { 0x28, 8, 0 },
	{ 0x29, 1, 4 }, { 0x2a, 1, 4 }, { 0x2b, 6, 4 }, { 0x2c, 4, 0 },
	{ 0x2d, 1, 4 }, { 0x2e, 1, 4 }, { 0x2f, 17, 4 }, { 0x30, -2, 0 },
	{ 0x31, 7, 10 }, { 0x32, 7, 17 }, { 0x33, 8, 7 }, { 0x34, 7, 7 },
	{ 0x35, -2, 0 }, { 0x36, 0, -2 }, { 0x37, 0, 10 }, { 0x38, 1, 4 },
	{ 0x39, 6, 4 }, { 0x3a, -4, 1 }, { 0x3b, 1, -3 }, { 0x3c, 0, -2 },
	{ 0x3d, 0, -8 }, { 0x3e, -11, 1 }, { 0x3f, 1, 1 }, { 0x40, 5, 7 },
	{ 0x41, 1, 1 }, { 0x42, 0, -19 }, { 0x43, 2, 0 }, { 0x44, 0, 12 },
	{ 0x45, 4, 0 }, { 0x46, ANY, ANY }, { 0x47, ANY, ANY }, { 0x48, ANY, ANY },
	{ 0x49, 0, -2 }, { 0x4a, 17, 20 }, { 0x4b, ANY, ANY }, { 0x4c, ANY, ANY },
	{ 0x4d, ANY, ANY }, { 0x4e, ANY, ANY }, { 0x4f, 7, 15 }, { 0x50, 11, 7 },
	{ 0x51, 0, -13 }, { 0x52, -1, 2 }, { 0x53, 2, 2 }, { 0x54, -18, 4 },
	{ 0x55, -3, 1 }, { 0x56, -8, 2 }, { 0x57, -6, 0 }, { 0x58, 0, -4 },
	{ 0x59, -19, 1 }, { 0x5a, 1, 0 }, { 0x5b, -6, ANY },
};

static const struct {
	uint8_t code;
	int params;
} event_lengths[] = {
	{ 0x02, 3 }, { 0x03, 1 }, { 0x04, 0 }, { 0x05, 0 }, { 0x06, 4 }, { 0x07, 3 },
	{ 0x08, 260 }, { 0x09, 26 }, { 0x0a, 37 }, { 0x0b, -13 }, { 0x0c, 8 }, { 0x0d, 8 },
	{ 0x0e, 8 }, { 0x0f, 12 }, { 0x10, 7 }, { 0x11, 8 }, { 0x12, -14 }, { 0x13, 2 },
	{ 0x14, 7 }, { 0x15, 7 }, { 0x16, 7 }, { 0x17, 12 }, { 0x18, 30 }, { 0x19, 25 },
	{ 0x1a, 8 }, { 0x1b, 7 }, { 0x1c, 16 }, { 0x1d, 0 }, { 0x1e, 0 }, { 0x1f, 4 },
	{ 0x20, 2 }, { 0x21, 2 }, { 0x22, -3 }, { 0x23, 1 }, { 0x24, 1 }, { 0x25, -2 },
	{ 0x26, 4 }, { 0x27, 20 }, { 0x2a, 15 }, { 0x2b, 2 }, { 0x2c, 2 }, { 0x2d, 1 },
	{ 0x2e, 8 }, { 0x2f, -16 }, { 0x30, 9 }, { 0x31, -22 }, { 0x32, 1 },
};
/* clang-format on */

static void feed(struct decoding *d, uint8_t type, const char *hex)
{
	const struct sample s = { type, type == REC_EVENT, hex };

	/* All in one moment: the time is in the lines that are compared. */
	d->ns = SAMPLE_SECOND * 1000000000 + 123456789;
	decode_sample(d, &s);
}

/* The decoder sees an adapter of a maker, and a client with cookie 1. */
static void introduce(struct decoding *d, uint16_t company)
{
	uint8_t info[8] = { 0 };

	d->adapter = 0;
	put_le16(info + 6, company);
	feed(d, REC_NEW_INDEX, "00 03 420000 01aa00 6863693000000000");
	decode_octets(d, REC_INDEX_INFO, false, info, sizeof(info));
	feed(d, REC_CTRL_OPEN, "01000000 0200 01 1700 01000000 10" BLUETOOTHD);
}

/* The lines below the header without what they are indented by at least. */
static void strip(struct buf *text)
{
	const char *p = (const char *)text->data, *last = p + text->len;
	struct buf out = { 0 };

	buf_reserve(&out, text->len); /* memory, even for no line at all */
	for (bool header = true; p < last; header = false) {
		const char *nl = memchr(p, '\n', (size_t)(last - p));

		assert_non_null(nl);
		if (!header) {
			assert_true(nl - p >= 6);
			buf_add(&out, p + 6, (size_t)(nl + 1 - p) - 6);
		}
		p = nl + 1;
	}
	buf_free(text);
	*text = out;
}

static void text_is_btmons(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(packets); i++) {
		struct decoding d;

		decoding_start_text(&d, NULL);
		introduce(&d, packets[i].company);
		feed(&d, packets[i].type, packets[i].hex);
		strip(&d.out);
		check_text(&d, packets[i].hex, packets[i].text);
		decoding_end(&d);
	}
}

/* A sink that checks where fields are, and counts what is malformed. */
struct check_sink {
	struct sink sink;
	const struct record *rec;
	unsigned errors;
	bool unknown; /* the packet has no name */
};

static void check_begin(struct sink *s, const struct record *rec,
    const struct field *title, uint64_t frame)
{
	struct check_sink *c = (struct check_sink *)s;

	(void)frame;
	c->rec = rec;
	c->errors = 0;
	c->unknown = title->error;
}

static void check_field(struct sink *s, const struct field *f)
{
	struct check_sink *c = (struct check_sink *)s;

	c->errors += f->error && f->kind == FIELD_LABEL;
	if (f->offset == FIELD_ELSEWHERE)
		return;
	assert_true(f->offset <= c->rec->len);
	assert_true(f->len <= c->rec->len - f->offset);
}

static void check_end(struct sink *s)
{
	(void)s;
}

static const struct sink_ops check_ops = {
	.begin = check_begin,
	.field = check_field,
	.end = check_end,
};

/* The first `len` octets. */
static void feed_start(
    struct decoding *d, uint8_t type, const uint8_t *data, size_t len)
{
	uint8_t start[SAMPLE_MAX];

	memcpy(start, data, len);
	/* The header tells the new length, so that the decoder goes on. */
	if (type == REC_COMMAND && len >= 3)
		start[2] = (uint8_t)(len - 3);
	if (type == REC_EVENT && len >= 2)
		start[1] = (uint8_t)(len - 2);
	decode_octets(d, type, type == REC_EVENT, start, len);
}

static void truncated_at_every_length(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(packets); i++) {
		struct check_sink check = { .sink.ops = &check_ops };
		struct decoding fields, text;
		uint8_t data[SAMPLE_MAX];
		size_t n = unhex_any(packets[i].hex, data, sizeof(data));

		decoding_start(&fields);
		fields.sink = &check.sink;
		introduce(&fields, packets[i].company);
		decoding_start_text(&text, NULL);
		introduce(&text, packets[i].company);
		for (size_t len = 0; len <= n; len++) {
			feed_start(&fields, packets[i].type, data, len);
			feed_start(&text, packets[i].type, data, len);
			assert_true(text.out.len > 0);
			assert_int_equal(text.out.data[text.out.len - 1], '\n');
		}
		decoding_end(&text);
		dec_free(fields.dec);
	}
}

/* A packet whose parameters are zeros; returns how many things in it are
 * malformed. */
static unsigned errors_of(
    struct decoding *d, uint8_t type, bool reply, uint8_t code, int octets)
{
	struct check_sink *c = (struct check_sink *)d->sink;
	uint8_t data[SAMPLE_MAX] = { 1 }; /* the cookie */

	data[4] = reply ? 1 : code;
	data[6] = reply ? code : 0;
	decode_octets(d, type, false, data, (reply ? 9U : 6U) + (size_t)octets);
	assert_false(c->unknown);
	return c->errors;
}

static void assert_lengths(
    struct decoding *d, uint8_t type, bool reply, uint8_t code, int want)
{
	int n = want == ANY ? 0 : abs(want);

	assert_int_equal(errors_of(d, type, reply, code, n), 0);
	if (want == ANY)
		return;
	if (n)
		assert_int_equal(errors_of(d, type, reply, code, n - 1), 1);
	assert_int_equal(errors_of(d, type, reply, code, n + 1), want >= 0);
}

static void lengths_are_the_protocols(void **state)
{
	struct check_sink check = { .sink.ops = &check_ops };
	struct decoding d;

	(void)state;
	decoding_start(&d);
	d.sink = &check.sink;
	introduce(&d, 0);
	for (size_t i = 0; i < ARRAY_SIZE(command_lengths); i++) {
		uint8_t code = command_lengths[i].code;

		assert_int_equal(code, i + 1);
		assert_lengths(&d, REC_CTRL_COMMAND, false, code,
		    command_lengths[i].params);
		assert_lengths(
		    &d, REC_CTRL_EVENT, true, code, command_lengths[i].reply);
	}
	for (size_t i = 0; i < ARRAY_SIZE(event_lengths); i++)
		assert_lengths(&d, REC_CTRL_EVENT, false, event_lengths[i].code,
		    event_lengths[i].params);
	dec_free(d.dec);
}

static void names_end_where_the_protocol_does(void **state)
{
	(void)state;
	assert_null(mgmt_command_find(0));
	assert_null(mgmt_command_find(ARRAY_SIZE(command_lengths) + 1));
	assert_null(mgmt_command_find(0x0105));
	assert_null(mgmt_event_find(0));
	assert_null(mgmt_event_find(0x28));
	assert_null(mgmt_event_find(0x33));
	assert_string_equal(
	    mgmt_event_find(0x32)->name, "Mesh Packet Complete");
}

static void headers(void **state)
{
	/* clang-format off */
	static const struct {
		uint8_t type;
		const char *hex;
		const char *line;
	} rows[] = {
		{ REC_CTRL_COMMAND, "01000000 0900 01",
		  "@ MGMT Command: Set Bondable (0x0009) plen 1           {0x0001} [hci0] 0.123456\n"
		  "        Bondable: Enabled (0x01)\n" },
		{ REC_CTRL_EVENT, "01000000 0700 000000",
		  "@ MGMT Event: Class Of Device Changed (0x0007) plen 3  {0x0001} [hci0] 0.123456\n"
		  "        Class: 0x000000\n"
		  "          Major class: Miscellaneous\n"
		  "          Minor class: 0x00\n" },
		{ REC_CTRL_COMMAND, "01000000 0100",
		  "@ MGMT Command: Read Management Ver.. (0x0001) plen 0  {0x0001} [hci0] 0.123456\n" },
		{ REC_CTRL_CLOSE, "01000000",
		  "@ MGMT Close: bluetoothd                               {0x0001} [hci0] 0.123456\n" },
		{ REC_CTRL_COMMAND, "01000000 0900 01",
		  "@ Control Command: 0xffff                              {0x0001} [hci0] 0.123456\n"
		  "        09 00 01                                         ...             \n" },
		{ REC_CTRL_CLOSE, "01000000",
		  "@ Control Close: 0xffff                                {0x0001} [hci0] 0.123456\n" },
		{ REC_CTRL_OPEN, "01000000 0200 01 1700 01000000 10" BLUETOOTHD,
		  "@ MGMT Open: bluetoothd (privileged) version 1.23      {0x0001} [hci0] 0.123456\n" },
		{ REC_CTRL_COMMAND, "01000000 0900 00",
		  "@ MGMT Command: Set Bondable (0x0009) plen 1           {0x0001} [hci0] 0.123456\n"
		  "        Bondable: Disabled (0x00)\n" },
		{ REC_CTRL_OPEN, "02000000 0000 02 1600 00000000 06 62746d6f6e00",
		  "@ RAW Open: btmon version 2.22                         {0x0002} [hci0] 0.123456\n" },
		{ REC_CTRL_COMMAND, "02000000 0900",
		  "@ Control Command: 0x0000                              {0x0002} [hci0] 0.123456\n"
		  "        09 00                                            ..              \n" },
		{ REC_CTRL_CLOSE, "02000000 aa",
		  "@ RAW Close: btmon                                     {0x0002} [hci0] 0.123456\n"
		  "        aa                                               .               \n" },
		{ REC_CTRL_OPEN, "03000000 0100 02 1600 01000000 00",
		  "@ USER Open: unknown (privileged) version 2.22         {0x0003} [hci0] 0.123456\n" },
		{ REC_CTRL_CLOSE, "03000000",
		  "@ USER Close: unknown                                  {0x0003} [hci0] 0.123456\n" },
		{ REC_CTRL_OPEN, "04000000 0300 02",
		  "@ Control Open: 0x0003                                 {0x0004} [hci0] 0.123456\n"
		  "        02                                               .               \n" },
		{ REC_CTRL_CLOSE, "04000000",
		  "@ Control Close: 0x0003                                {0x0004} [hci0] 0.123456\n" },
		{ REC_CTRL_OPEN, "05000000 02",
		  "* Malformed Control Open packet                                 [hci0] 0.123456\n"
		  "        05 00 00 00 02                                   .....           \n" },
		{ REC_CTRL_CLOSE, "050000",
		  "* Malformed Control Close packet                                [hci0] 0.123456\n"
		  "        05 00 00                                         ...             \n" },
		{ REC_CTRL_COMMAND, "050000",
		  "* Malformed Control Command packet                              [hci0] 0.123456\n"
		  "        05 00 00                                         ...             \n" },
		{ REC_CTRL_EVENT, "05",
		  "* Malformed Control Event packet                                [hci0] 0.123456\n"
		  "        05                                               .               \n" },
		{ REC_CTRL_COMMAND, "01000000 05",
		  "* Malformed MGMT Command packet                                 [hci0] 0.123456\n"
		  "        05                                               .               \n" },
		{ REC_CTRL_EVENT, "01000000",
		  "* Malformed MGMT Event packet                                   [hci0] 0.123456\n" },
	};
	/* clang-format on */
	struct decoding d;

	(void)state;
	decoding_start_text(&d, NULL);
	introduce(&d, 0);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		feed(&d, rows[i].type, rows[i].hex);
		check_text(&d, rows[i].hex, rows[i].line);
	}
	decoding_end(&d);
}

/* More clients open than are remembered: the others are shown as octets, and
 * the first are not forgotten. */
static void clients_are_bounded(void **state)
{
	struct decoding d;
	uint8_t open[] = { 0, 0, 0, 0, 2, 0, 1, 23, 0, 1, 0, 0, 0, 2, 'x', 0 };
	uint8_t command[] = { 0, 0, 0, 0, 5, 0, 1 };

	(void)state;
	decoding_start_text(&d, NULL);
	introduce(&d, 0);
	for (uint16_t i = 2; i < 1000; i++) {
		put_le16(open, i);
		decode_octets(&d, REC_CTRL_OPEN, false, open, sizeof(open));
	}
	decode_octets(&d, REC_CTRL_COMMAND, false, command, sizeof(command));
	assert_non_null(strstr(as_text(&d), "0xffff"));
	command[0] = 1;
	decode_octets(&d, REC_CTRL_COMMAND, false, command, sizeof(command));
	assert_non_null(strstr(as_text(&d), "Set Powered"));
	/* Nothing behind them was overwritten, such as the lookup of names. */
	feed(&d, REC_CTRL_COMMAND, "01000000 1400 665544332211 00");
	assert_non_null(strstr(as_text(&d), "(OUI 11-22-33)"));
	decoding_end(&d);
}

static void json(void **state)
{
	/* clang-format off */
	static const struct {
		uint8_t type;
		const char *hex;
		const char *line;
	} rows[] = {
		{ REC_CTRL_OPEN, "02000000 0200 01 1700 01000000 10" BLUETOOTHD,
		  "{\"type\":\"control_open\",\"time\":\"2026-11-21T08:30:00.123456789Z\","
		  "\"adapter\":0,\"name\":\"MGMT Open\",\"length\":30,\"fields\":[{"
		  "\"name\":\"program\",\"value\":\"bluetoothd\",\"fields\":[{"
		  "\"name\":\"flags\",\"text\":\"privileged\"},{\"name\":\"version\","
		  "\"value\":1},{\"name\":\"revision\",\"value\":23},{\"name\":\"cookie\","
		  "\"value\":2,\"offset\":0,\"length\":4}]}]}\n" },
		{ REC_CTRL_COMMAND, "01000000 0500 01",
		  "{\"type\":\"control_command\",\"time\":\"2026-11-21T08:30:00.123456789Z\","
		  "\"adapter\":0,\"name\":\"Set Powered\",\"code\":5,\"length\":1,\"fields\":[{"
		  "\"name\":\"cookie\",\"value\":1,\"offset\":0,\"length\":4},{"
		  "\"name\":\"powered\",\"value\":1,\"text\":\"Enabled\",\"offset\":6,"
		  "\"length\":1}]}\n" },
		{ REC_CTRL_EVENT, "01000000 0200 0500 0b",
		  "{\"type\":\"control_event\",\"time\":\"2026-11-21T08:30:00.123456789Z\","
		  "\"adapter\":0,\"name\":\"Command Status\",\"code\":2,\"length\":3,"
		  "\"fields\":[{\"name\":\"cookie\",\"value\":1,\"offset\":0,\"length\":4},{"
		  "\"name\":\"command\",\"value\":5,\"text\":\"Set Powered\",\"offset\":6,"
		  "\"length\":2,\"fields\":[{\"name\":\"status\",\"value\":11,"
		  "\"text\":\"Rejected\",\"error\":true,\"offset\":8,\"length\":1}]}]}\n" },
		{ REC_CTRL_EVENT, "01000000 1100 665544332241 02 05",
		  "{\"type\":\"control_event\",\"time\":\"2026-11-21T08:30:00.123456789Z\","
		  "\"adapter\":0,\"name\":\"Authentication Failed\",\"code\":17,\"length\":8,"
		  "\"fields\":[{\"name\":\"cookie\",\"value\":1,\"offset\":0,\"length\":4},{"
		  "\"name\":\"le_address\",\"value\":\"41:22:33:44:55:66\","
		  "\"text\":\"Resolvable\",\"offset\":6,\"length\":7},{\"name\":\"status\","
		  "\"value\":5,\"text\":\"Authentication Failed\",\"error\":true,\"offset\":13,"
		  "\"length\":1}]}\n" },
		{ REC_CTRL_CLOSE, "02000000",
		  "{\"type\":\"control_close\",\"time\":\"2026-11-21T08:30:00.123456789Z\","
		  "\"adapter\":0,\"name\":\"MGMT Close\",\"length\":4,\"fields\":[{"
		  "\"name\":\"program\",\"value\":\"bluetoothd\",\"fields\":[{"
		  "\"name\":\"cookie\",\"value\":2,\"offset\":0,\"length\":4}]}]}\n" },
		{ REC_CTRL_CLOSE, "02000000",
		  "{\"type\":\"control_close\",\"time\":\"2026-11-21T08:30:00.123456789Z\","
		  "\"adapter\":0,\"name\":\"Control Close\",\"code\":65535,\"length\":0,"
		  "\"fields\":[{\"name\":\"cookie\",\"value\":2,\"offset\":0,\"length\":4}]}\n" },
		{ REC_CTRL_EVENT, "01000000 0500 01",
		  "{\"type\":\"control_event\",\"time\":\"2026-11-21T08:30:00.123456789Z\","
		  "\"adapter\":0,\"name\":\"Index Removed\",\"code\":5,\"length\":1,"
		  "\"fields\":[{\"name\":\"cookie\",\"value\":1,\"offset\":0,\"length\":4},{"
		  "\"name\":\"invalid_packet_size\",\"text\":\"invalid packet size\","
		  "\"error\":true},{\"name\":\"data\",\"value\":\"01\",\"offset\":6,"
		  "\"length\":1}],\"error\":true}\n" },
	};
	/* clang-format on */
	struct decoding d;

	(void)state;
	decoding_start_json(&d);
	introduce(&d, 0);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		feed(&d, rows[i].type, rows[i].hex);
		check_text(&d, rows[i].hex, rows[i].line);
	}
	decoding_end(&d);
}

static const char *usb_name(void *ctx, uint16_t vendor, int product)
{
	(void)ctx;
	if (vendor != 0x046d)
		return NULL;
	return product == USB_VENDOR ? "Logitech"
	       : product == 0xc52b   ? "Receiver"
				     : NULL;
}

static void usb_devices_have_names(void **state)
{
	static const struct {
		const char *octets, *vendor, *product;
	} cases[] = {
		{ "0200 6d04 2bc5", "Logitech (0x046d)", "Receiver (0xc52b)" },
		{ "0200 6d04 2cc5", "Logitech (0x046d)", "0xc52c" },
		{ "0200 6e04 2bc5", "0x046e", "0xc52b" },
		{ "0300 6d04 2bc5", "0x046d", "0xc52b" },
	};
	struct decoding d;

	(void)state;
	decoding_start_text(&d, NULL);
	dec_set_usb_lookup(d.dec, usb_name, NULL);
	introduce(&d, 2);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char hex[64], want[128];

		snprintf(
		    hex, sizeof(hex), "01000000 2800 %s 2301", cases[i].octets);
		snprintf(want, sizeof(want), "Vendor: %s\n%10sProduct: %s\n",
		    cases[i].vendor, "", cases[i].product);
		decode_sample(
		    &d, &(struct sample){ REC_CTRL_COMMAND, false, hex });
		if (!strstr(as_text(&d), want))
			fail_msg("no %s in %s", want, as_text(&d));
	}
	decoding_end(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_btmons),
		cmocka_unit_test(truncated_at_every_length),
		cmocka_unit_test(lengths_are_the_protocols),
		cmocka_unit_test(names_end_where_the_protocol_does),
		cmocka_unit_test(headers),
		cmocka_unit_test(clients_are_bounded),
		cmocka_unit_test(usb_devices_have_names),
		cmocka_unit_test(json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

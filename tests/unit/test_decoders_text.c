/* The lines of the text sink. What is here was printed by btmon 5.66 for the
 * same packets, except where a comment says why it cannot have been. */
#include "tests/unit/test_decoders.h"

/* clang-format off */
static const struct step bring_up[] = {
	{ { REC_COMMAND, false, "030c 00" },
	"< HCI Command: Reset (0x03|0x0003) plen 0                           #1 0.000000\n" },
	{ { REC_EVENT, true, "0e 04 01 030c 00" },
	"> HCI Event: Command Complete (0x0e) plen 4                         #2 0.001000\n"
	"      Reset (0x03|0x0003) ncmd 1\n"
	"        Status: Success (0x00)\n" },
	{ { REC_EVENT, true, "0e 0c 01 0110 00 09 1110 09 0f00 0922" },
	"> HCI Event: Command Complete (0x0e) plen 12                        #3 0.002000\n"
	"      Read Local Version Information (0x04|0x0001) ncmd 1\n"
	"        Status: Success (0x00)\n"
	"        HCI version: Bluetooth 5.0 (0x09) - Revision 4113 (0x1011)\n"
	"        LMP version: Bluetooth 5.0 (0x09) - Subversion 8713 (0x2209)\n"
	"        Manufacturer: Broadcom Corporation (15)\n"
	"          Firmware: 001.002.009\n"
	"          Build: 0017\n" },
	{ { REC_EVENT, true, "0e 0a 01 0910 00 665544332211" },
	"> HCI Event: Command Complete (0x0e) plen 10                        #4 0.003000\n"
	"      Read BD ADDR (0x04|0x0009) ncmd 1\n"
	"        Status: Success (0x00)\n"
	"        Address: 11:22:33:44:55:66 (OUI 11-22-33)\n" },
	{ { REC_COMMAND, false, "0520 06 ff44332211c0" },
	"< HCI Command: LE Set Random Address (0x08|0x0005) plen 6           #5 0.004000\n"
	"        Address: C0:11:22:33:44:FF (Static)\n" },
	{ { REC_EVENT, true, "0e 0c 01 0320 00 2101000000000000" },
	"> HCI Event: Command Complete (0x0e) plen 12                        #6 0.005000\n"
	"      LE Read Local Supported Features (0x08|0x0003) ncmd 1\n"
	"        Status: Success (0x00)\n"
	"        Features: 0x21 0x01 0x00 0x00 0x00 0x00 0x00 0x00\n"
	"          LE Encryption\n"
	"          LE Data Packet Length Extension\n"
	"          LE 2M PHY\n" },
	{ { REC_EVENT, true, "0e 07 01 0220 00 fb00 08" },
	"> HCI Event: Command Complete (0x0e) plen 7                         #7 0.006000\n"
	"      LE Read Buffer Size (0x08|0x0002) ncmd 1\n"
	"        Status: Success (0x00)\n"
	"        Data packet length: 251\n"
	"        Num data packets: 8\n" },
	{ { REC_COMMAND, false, "0120 08 1f00000000000000" },
	"< HCI Command: LE Set Event Mask (0x08|0x0001) plen 8               #8 0.007000\n"
	"        Mask: 0x000000000000001f\n"
	"          LE Connection Complete\n"
	"          LE Advertising Report\n"
	"          LE Connection Update Complete\n"
	"          LE Read Remote Used Features Complete\n"
	"          LE Long Term Key Request\n" },
	{ { REC_COMMAND, false, "1d20 01 13" },
	"< HCI Command: LE Receiver Test (0x08|0x001d) plen 1                #9 0.008000\n"
	"        RX frequency: 2440 MHz (0x13)\n" },
	{ { 0 }, NULL },
};

static const struct step advertise_and_scan[] = {
	{ { REC_COMMAND, false, "0620 0f a000 2001 00 01 00 000000000000 07 00" },
	"< HCI Command: LE Set Advertising Parameters (0x08|0x0006) plen 15  #1 0.000000\n"
	"        Min advertising interval: 100.000 msec (0x00a0)\n"
	"        Max advertising interval: 180.000 msec (0x0120)\n"
	"        Type: Connectable undirected - ADV_IND (0x00)\n"
	"        Own address type: Random (0x01)\n"
	"        Direct address type: Public (0x00)\n"
	"        Direct address: 00:00:00:00:00:00 (OUI 00-00-00)\n"
	"        Channel map: 37, 38, 39 (0x07)\n"
	"        Filter policy: Allow Scan Request from Any, "
	"Allow Connect Request from Any (0x00)\n" },
	{ { REC_COMMAND, false, "0820 20 09 020106 0504 42503733 "
		"00000000000000000000000000000000000000000000" },
	"< HCI Command: LE Set Advertising Data (0x08|0x0008) plen 32        #2 0.001000\n"
	"        Length: 9\n"
	"        Flags: 0x06\n"
	"          LE General Discoverable Mode\n"
	"          BR/EDR Not Supported\n"
	"        32-bit Service UUIDs (partial): 1 entry\n"
	"          Unknown (0x33375042)\n" },
	{ { REC_COMMAND, false, "0a20 01 01" },
	"< HCI Command: LE Set Advertise Enable (0x08|0x000a) plen 1         #3 0.002000\n"
	"        Advertising: Enabled (0x01)\n" },
	{ { REC_COMMAND, false, "0b20 07 01 6000 3000 01 00" },
	"< HCI Command: LE Set Scan Parameters (0x08|0x000b) plen 7          #4 0.003000\n"
	"        Type: Active (0x01)\n"
	"        Interval: 60.000 msec (0x0060)\n"
	"        Window: 30.000 msec (0x0030)\n"
	"        Own address type: Random (0x01)\n"
	"        Filter policy: Accept all advertisement (0x00)\n" },
	{ { REC_COMMAND, false, "0c20 02 01 00" },
	"< HCI Command: LE Set Scan Enable (0x08|0x000c) plen 2              #5 0.004000\n"
	"        Scanning: Enabled (0x01)\n"
	"        Filter duplicates: Disabled (0x00)\n" },
	{ { REC_EVENT, true, "0e 04 01 0c20 0c" },
	"> HCI Event: Command Complete (0x0e) plen 4                         #6 0.005000\n"
	"      LE Set Scan Enable (0x08|0x000c) ncmd 1\n"
	"        Status: Command Disallowed (0x0c)\n" },
	{ { REC_EVENT, true, "3e 28 02 01 00 01 ff44332211c0 1c 020106 03031018 0709425037333530 "
		"020afc 03198003 05ff0e020102 c5" },
	"> HCI Event: LE Meta Event (0x3e) plen 40                           #7 0.006000\n"
	"      LE Advertising Report (0x02)\n"
	"        Num reports: 1\n"
	"        Event type: Connectable undirected - ADV_IND (0x00)\n"
	"        Address type: Random (0x01)\n"
	"        Address: C0:11:22:33:44:FF (Static)\n"
	"        Data length: 28\n"
	"        Flags: 0x06\n"
	"          LE General Discoverable Mode\n"
	"          BR/EDR Not Supported\n"
	"        16-bit Service UUIDs (complete): 1 entry\n"
	"          Blood Pressure (0x1810)\n"
	"        Name (complete): BP7350\n"
	"        TX power: -4 dBm\n"
	"        Appearance: Blood Pressure (0x0380)\n"
	"        Company: Omron Healthcare Co., LTD (526)\n"
	"          Data: 0102\n"
	"        RSSI: -59 dBm (0xc5)\n" },
	{ { REC_EVENT, true, "3e 16 02 02 04 00 665544332211 00 7f 03 01 0ee34d2c1b7a 00 a6" },
	"> HCI Event: LE Meta Event (0x3e) plen 22                           #8 0.007000\n"
	"      LE Advertising Report (0x02)\n"
	"        Num reports: 2\n"
	"        Event type: Scan response - SCAN_RSP (0x04)\n"
	"        Address type: Public (0x00)\n"
	"        Address: 11:22:33:44:55:66 (OUI 11-22-33)\n"
	"        Data length: 0\n"
	"        RSSI: invalid (0x7f)\n"
	"        Event type: Non connectable undirected - ADV_NONCONN_IND (0x03)\n"
	"        Address type: Random (0x01)\n"
	"        Address: 7A:1B:2C:4D:E3:0E (Resolvable)\n"
	"        Data length: 0\n"
	"        RSSI: -90 dBm (0xa6)\n" },
	/* Here btmon colours one word even into a file. */
	{ { REC_EVENT, true, "3e 28 0d 01 1300 01 ff44332211c0 01 00 ff 7f c8 0000 00 000000000000 "
		"0e 020106 0a08506169722053636f70" },
	"> HCI Event: LE Meta Event (0x3e) plen 40                           #9 0.008000\n"
	"      LE Extended Advertising Report (0x0d)\n"
	"        Num reports: 1\n"
	"        Entry 0\n"
	"          Event type: 0x0013\n"
	"            Props: 0x0013\n"
	"              Connectable\n"
	"              Scannable\n"
	"              Use legacy advertising PDUs\n"
	"            Data status: Complete\n"
	"          Legacy PDU Type: ADV_IND (0x0013)\n"
	"          Address type: Random (0x01)\n"
	"          Address: C0:11:22:33:44:FF (Static)\n"
	"          Primary PHY: LE 1M\n"
	"          Secondary PHY: No packets\n"
	"          SID: no ADI field (0xff)\n"
	"          TX power: 127 dBm\n"
	"          RSSI: -56 dBm (0xc8)\n"
	"          Periodic advertising interval: 0.00 msec (0x0000)\n"
	"          Direct address type: Public (0x00)\n"
	"          Direct address: 00:00:00:00:00:00 (OUI 00-00-00)\n"
	"          Data length: 0x0e\n"
	"        02 01 06 0a 08 50 61 69 72 20 53 63 6f 70        .....Pair Scop  \n"
	"        Flags: 0x06\n"
	"          LE General Discoverable Mode\n"
	"          BR/EDR Not Supported\n"
	"        Name (short): Pair Scop\n" },
	{ { 0 }, NULL },
};

static const struct step connect_and_encrypt[] = {
	{ { REC_COMMAND, false, "0d20 19 6000 3000 00 01 ff44332211c0 00 1800 2800 0000 2a00 0000 "
		"0000" },
	"< HCI Command: LE Create Connection (0x08|0x000d) plen 25           #1 0.000000\n"
	"        Scan interval: 60.000 msec (0x0060)\n"
	"        Scan window: 30.000 msec (0x0030)\n"
	"        Filter policy: Accept list is not used (0x00)\n"
	"        Peer address type: Random (0x01)\n"
	"        Peer address: C0:11:22:33:44:FF (Static)\n"
	"        Own address type: Public (0x00)\n"
	"        Min connection interval: 30.00 msec (0x0018)\n"
	"        Max connection interval: 50.00 msec (0x0028)\n"
	"        Connection latency: 0 (0x0000)\n"
	"        Supervision timeout: 420 msec (0x002a)\n"
	"        Min connection length: 0.000 msec (0x0000)\n"
	"        Max connection length: 0.000 msec (0x0000)\n" },
	{ { REC_EVENT, true, "0f 04 00 01 0d20" },
	"> HCI Event: Command Status (0x0f) plen 4                           #2 0.001000\n"
	"      LE Create Connection (0x08|0x000d) ncmd 1\n"
	"        Status: Success (0x00)\n" },
	{ { REC_EVENT, true, "3e 13 01 00 4000 00 01 ff44332211c0 1800 0000 2a00 00" },
	"> HCI Event: LE Meta Event (0x3e) plen 19                           #3 0.002000\n"
	"      LE Connection Complete (0x01)\n"
	"        Status: Success (0x00)\n"
	"        Handle: 64\n"
	"        Role: Central (0x00)\n"
	"        Peer address type: Random (0x01)\n"
	"        Peer address: C0:11:22:33:44:FF (Static)\n"
	"        Connection interval: 30.00 msec (0x0018)\n"
	"        Connection latency: 0 (0x0000)\n"
	"        Supervision timeout: 420 msec (0x002a)\n"
	"        Central clock accuracy: 0x00\n" },
	{ { REC_EVENT, true, "3e 0c 04 00 4000 0100000000000000" },
	"> HCI Event: LE Meta Event (0x3e) plen 12                           #4 0.003000\n"
	"      LE Read Remote Used Features (0x04)\n"
	"        Status: Success (0x00)\n"
	"        Handle: 64\n"
	"        Features: 0x01 0x00 0x00 0x00 0x00 0x00 0x00 0x00\n"
	"          LE Encryption\n" },
	{ { REC_COMMAND, false, "1920 1c 4000 0807060504030201 3412 "
		"000102030405060708090a0b0c0d0e0f" },
	"< HCI Command: LE Start Encryption (0x08|0x0019) plen 28            #5 0.004000\n"
	"        Handle: 64\n"
	"        Random number: 0x0102030405060708\n"
	"        Encrypted diversifier: 0x1234\n"
	"        Long term key: 000102030405060708090a0b0c0d0e0f\n" },
	{ { REC_EVENT, true, "08 04 00 4000 01" },
	"> HCI Event: Encryption Change (0x08) plen 4                        #6 0.005000\n"
	"        Status: Success (0x00)\n"
	"        Handle: 64\n"
	"        Encryption: Enabled (0x01)\n" },
	{ { REC_EVENT, true, "30 03 00 4000" },
	"> HCI Event: Encryption Key Refresh Complete (0x30) plen 3          #7 0.006000\n"
	"        Status: Success (0x00)\n"
	"        Handle: 64\n" },
	{ { REC_EVENT, true, "3e 0d 05 4000 0807060504030201 3412" },
	"> HCI Event: LE Meta Event (0x3e) plen 13                           #8 0.007000\n"
	"      LE Long Term Key Request (0x05)\n"
	"        Handle: 64\n"
	"        Random number: 0x0102030405060708\n"
	"        Encrypted diversifier: 0x1234\n" },
	{ { REC_COMMAND, false, "1a20 12 4000 000102030405060708090a0b0c0d0e0f" },
	"< HCI Command: LE Long Term Key Request Re.. (0x08|0x001a) plen 18  #9 0.008000\n"
	"        Handle: 64\n"
	"        Long term key: 000102030405060708090a0b0c0d0e0f\n" },
	{ { REC_COMMAND, false, "1b20 02 4000" },
	"< HCI Command: LE Long Term Key Request Ne.. (0x08|0x001b) plen 2  #10 0.009000\n"
	"        Handle: 64\n" },
	{ { REC_EVENT, true, "3e 06 0c 00 4000 02 02" },
	"> HCI Event: LE Meta Event (0x3e) plen 6                           #11 0.010000\n"
	"      LE PHY Update Complete (0x0c)\n"
	"        Status: Success (0x00)\n"
	"        Handle: 64\n"
	"        TX PHY: LE 2M (0x02)\n"
	"        RX PHY: LE 2M (0x02)\n" },
	{ { REC_EVENT, true, "13 05 01 4000 0200" },
	"> HCI Event: Number of Completed Packets (0x13) plen 5             #12 0.011000\n"
	"        Num handles: 1\n"
	"        Handle: 64\n"
	"        Count: 2\n" },
	{ { REC_EVENT, true, "08 04 06 4000 00" },
	"> HCI Event: Encryption Change (0x08) plen 4                       #13 0.012000\n"
	"        Status: PIN or Key Missing (0x06)\n"
	"        Handle: 64\n"
	"        Encryption: Disabled (0x00)\n" },
	{ { REC_COMMAND, false, "0604 03 4000 13" },
	"< HCI Command: Disconnect (0x01|0x0006) plen 3                     #14 0.013000\n"
	"        Handle: 64\n"
	"        Reason: Remote User Terminated Connection (0x13)\n" },
	{ { REC_EVENT, true, "05 04 00 4000 3d" },
	"> HCI Event: Disconnect Complete (0x05) plen 4                     #15 0.014000\n"
	"        Status: Success (0x00)\n"
	"        Handle: 64\n"
	"        Reason: Connection Terminated due to MIC Failure (0x3d)\n" },
	{ { REC_EVENT, true, "3e 1f 0a 00 4100 01 00 665544332211 000000000000 1a2b3c4d5e6f 1800 "
		"0000 2a00 05" },
	"> HCI Event: LE Meta Event (0x3e) plen 31                          #16 0.015000\n"
	"      LE Enhanced Connection Complete (0x0a)\n"
	"        Status: Success (0x00)\n"
	"        Handle: 65\n"
	"        Role: Peripheral (0x01)\n"
	"        Peer address type: Public (0x00)\n"
	"        Peer address: 11:22:33:44:55:66 (OUI 11-22-33)\n"
	"        Local resolvable private address: 00:00:00:00:00:00 (Non-Resolvable)\n"
	"        Peer resolvable private address: 6F:5E:4D:3C:2B:1A (Resolvable)\n"
	"        Connection interval: 30.00 msec (0x0018)\n"
	"        Connection latency: 0 (0x0000)\n"
	"        Supervision timeout: 420 msec (0x002a)\n"
	"        Central clock accuracy: 0x05\n" },
	{ { 0 }, NULL },
};

static const struct step malformed[] = {
	/* Of a command without its length btmon shows nothing. */
	{ { REC_COMMAND, false, "030c" },
	"* Malformed HCI Command packet (len 2)                              #1 0.000000\n"
	"        03 0c                                            ..              \n" },
	{ { REC_COMMAND, false, "030c 01" },
	"< HCI Command: Reset (0x03|0x0003) plen 1                           #2 0.001000\n"
	"        invalid packet size (0 != 1)\n" },
	{ { REC_COMMAND, false, "0c20 03 010000" },
	"< HCI Command: LE Set Scan Enable (0x08|0x000c) plen 3              #3 0.002000\n"
	"        invalid packet size\n"
	"        01 00 00                                         ...             \n" },
	{ { REC_COMMAND, false, "ff20 02 0102" },
	"< HCI Command: Unknown (0x08|0x00ff) plen 2                         #4 0.003000\n"
	"        01 02                                            ..              \n" },
	{ { REC_EVENT, true, "0e" },
	"* Malformed HCI Event packet (len 1)                                #5 0.004000\n"
	"        0e                                               .               \n" },
	{ { REC_EVENT, true, "0e 02 0103" },
	"> HCI Event: Command Complete (0x0e) plen 2                         #6 0.005000\n"
	"        too short packet\n"
	"        01 03                                            ..              \n" },
	{ { REC_EVENT, true, "0f 03 00010d" },
	"> HCI Event: Command Status (0x0f) plen 3                           #7 0.006000\n"
	"        invalid packet size\n"
	"        00 01 0d                                         ...             \n" },
	{ { REC_EVENT, true, "05 03 004000" },
	"> HCI Event: Disconnect Complete (0x05) plen 3                      #8 0.007000\n"
	"        invalid packet size\n"
	"        00 40 00                                         .@.             \n" },
	{ { REC_EVENT, true, "3e 00" },
	"> HCI Event: LE Meta Event (0x3e) plen 0                            #9 0.008000\n"
	"        too short packet\n" },
	{ { REC_EVENT, true, "3e 03 7f 0102" },
	"> HCI Event: LE Meta Event (0x3e) plen 3                           #10 0.009000\n"
	"      Unknown (0x7f)\n"
	"        01 02                                            ..              \n" },
	{ { REC_EVENT, true, "99 01 05" },
	"> HCI Event: Unknown (0x99) plen 1                                 #11 0.010000\n"
	"        05                                               .               \n" },
	{ { REC_EVENT, true, "3e 05 01 00400000" },
	"> HCI Event: LE Meta Event (0x3e) plen 5                           #12 0.011000\n"
	"      LE Connection Complete (0x01)\n"
	"        invalid packet size\n"
	"        00 40 00 00                                      .@..            \n" },
	{ { REC_EVENT, true, "3e 0e 02 01 00 01 ff44332211c0 02 0941 c5" },
	"> HCI Event: LE Meta Event (0x3e) plen 14                          #13 0.012000\n"
	"      LE Advertising Report (0x02)\n"
	"        Num reports: 1\n"
	"        Event type: Connectable undirected - ADV_IND (0x00)\n"
	"        Address type: Random (0x01)\n"
	"        Address: C0:11:22:33:44:FF (Static)\n"
	"        Data length: 2\n"
	"        09 41                                            .A              \n"
	"        RSSI: -59 dBm (0xc5)\n" },
	{ { REC_ACL, true, "4020 05" },
	"* Malformed ACL Data RX packet                                     #14 0.013000\n"
	"        40 20 05                                         @ .             \n" },
	{ { REC_ACL, true, "4020 0700 0300 0400 0b" },
	"> ACL Data RX: Handle 64 flags 0x02 dlen 7                         #15 0.014000\n"
	"        invalid packet size (5 != 7)\n"
	"        03 00 04 00 0b                                   .....           \n" },
	{ { 0 }, NULL },
};

/* What says that it has more than it has. btmon shows what is in its memory
 * behind the packet. */
static const struct step past_the_end[] = {
	{ { REC_EVENT, true, "3e 15 02 01 00 01 ff44332211c0 09 0101 02030f 010a 0009 c5" },
	"> HCI Event: LE Meta Event (0x3e) plen 21                           #1 0.000000\n"
	"      LE Advertising Report (0x02)\n"
	"        Num reports: 1\n"
	"        Event type: Connectable undirected - ADV_IND (0x00)\n"
	"        Address type: Random (0x01)\n"
	"        Address: C0:11:22:33:44:FF (Static)\n"
	"        Data length: 9\n"
	"        Unknown EIR field 0x03: 0f\n"
	"        00 09                                            ..              \n"
	"        RSSI: -59 dBm (0xc5)\n" },
	{ { REC_EVENT, true, "3e 0d 02 01 00 01 ff44332211c0 05 0201" },
	"> HCI Event: LE Meta Event (0x3e) plen 13                           #2 0.001000\n"
	"      LE Advertising Report (0x02)\n"
	"        Num reports: 1\n"
	"        Event type: Connectable undirected - ADV_IND (0x00)\n"
	"        Address type: Random (0x01)\n"
	"        Address: C0:11:22:33:44:FF (Static)\n"
	"        Data length: 5\n"
	"        too short packet\n"
	"        02 01                                            ..              \n" },
	{ { REC_EVENT, true, "13 08 02 4000 0200 4100 05" },
	"> HCI Event: Number of Completed Packets (0x13) plen 8              #3 0.002000\n"
	"        Num handles: 2\n"
	"        Handle: 64\n"
	"        Count: 2\n"
	"        Handle: 65\n"
	"        too short packet\n"
	"        05                                               .               \n" },
	{ { 0 }, NULL },
};

static const struct step fragments[] = {
	/* Three fragments of a public key; meanwhile another connection and the other
	 * direction have theirs. btmon has one place for the fragments of all. */
	{ { REC_ACL, true, "4020 1b00 4100 0600 0c 20b003d2f297be2c5e2c83a7e9f9a5b9eff49111acf4" },
	"> ACL Data RX: Handle 64 flags 0x02 dlen 27                         #1 0.000000\n" },
	{ { REC_ACL, true, "4120 0500 0100 0400 13" },
	"> ACL Data RX: Handle 65 flags 0x02 dlen 5                          #2 0.001000\n"
	"      ATT: Write Response (0x13) len 0\n" },
	{ { REC_ACL, false, "4000 0600 0300 0400 0a0c" },
	"< ACL Data TX: Handle 64 flags 0x00 dlen 6                          #3 0.002000\n" },
	{ { REC_ACL, true, "4010 1b00 fddbcc0301480e359de6 dc809c49652aeb6d63329abf5a52155c76" },
	"> ACL Data RX: Handle 64 flags 0x01 dlen 27                         #4 0.003000\n" },
	{ { REC_ACL, false, "4010 0100 00" },
	"< ACL Data TX: Handle 64 flags 0x01 dlen 1                          #5 0.004000\n"
	"      ATT: Read Request (0x0a) len 2\n"
	"        Handle: 0x000c\n" },
	{ { REC_ACL, true, "4010 0f00 6345c28fed3024741c8ed01589d28b" },
	"> ACL Data RX: Handle 64 flags 0x01 dlen 15                         #6 0.005000\n"
	"      SMP: Pairing Public Key (0x0c) len 64\n"
	"        X: 20b003d2f297be2c5e2c83a7e9f9a5b9eff49111acf4fddbcc0301480e359de6\n"
	"        Y: dc809c49652aeb6d63329abf5a52155c766345c28fed3024741c8ed01589d28b\n" },
	{ { 0 }, NULL },
};

static const struct step broken_fragments[] = {
	{ { REC_ACL, true, "4010 0300 010203" },
	"> ACL Data RX: Handle 64 flags 0x01 dlen 3                          #1 0.000000\n"
	"        unexpected continuation\n"
	"        01 02 03                                         ...             \n" },
	{ { REC_ACL, true, "4020 0600 0600 0400 1b0d" },
	"> ACL Data RX: Handle 64 flags 0x02 dlen 6                          #2 0.001000\n" },
	/* btmon drops what it did not expect; what began here is whole. */
	{ { REC_ACL, true, "4020 0700 0300 0400 1b0d00" },
	"> ACL Data RX: Handle 64 flags 0x02 dlen 7                          #3 0.002000\n"
	"        unexpected start frame\n"
	"      ATT: Handle Value Notification (0x1b) len 2\n"
	"        Handle: 0x000d\n"
	"          Data: \n" },
	{ { REC_ACL, true, "4020 0600 0600 0400 1b0d" },
	"> ACL Data RX: Handle 64 flags 0x02 dlen 6                          #4 0.003000\n" },
	{ { REC_ACL, true, "4010 0600 000102030405" },
	"> ACL Data RX: Handle 64 flags 0x01 dlen 6                          #5 0.004000\n"
	"        fragment too long\n"
	"        00 01 02 03 04 05                                ......          \n" },
	{ { REC_ACL, true, "4010 0100 00" },
	"> ACL Data RX: Handle 64 flags 0x01 dlen 1                          #6 0.005000\n"
	"        unexpected continuation\n"
	"        00                                               .               \n" },
	{ { REC_ACL, true, "4020 0300 030004" },
	"> ACL Data RX: Handle 64 flags 0x02 dlen 3                          #7 0.006000\n"
	"        frame too short\n"
	"        03 00 04                                         ...             \n" },
	{ { REC_ACL, true, "4020 0600 0100 0400 1314" },
	"> ACL Data RX: Handle 64 flags 0x02 dlen 6                          #8 0.007000\n"
	"        frame too long\n"
	"        13 14                                            ..              \n" },
	{ { 0 }, NULL },
};

/* What is for debugging is left out. */
static const struct step daemons_log[] = {
	{ { REC_USER_LOGGING, false, "07 02 6100 78" }, "" },
	{ { REC_USER_LOGGING, false, "06 02 6100 78" },
	"= a: x                                                                 0.001000\n" },
	{ { REC_USER_LOGGING, false, "06 02 6178 78" },
	"* Malformed User Logging packet                                        0.002000\n"
	"        06 02 61 78 78                                   ..axx           \n" },
	{ { 0 }, NULL },
};
/* clang-format on */

struct pdu {
	bool received;
	uint8_t cid;
	const char *hex;
	const char *want; /* the lines after the header's */
};

/* clang-format off */
static const struct pdu pairing[] = {
	{ true, 0x06, "0b 01",
	"      SMP: Security Request (0x0b) len 1\n"
	"        Authentication requirement: Bonding, No MITM, Legacy, No Keypresses (0x01)\n" },
	{ false, 0x06, "01 03 00 01 10 05 07",
	"      SMP: Pairing Request (0x01) len 6\n"
	"        IO capability: NoInputNoOutput (0x03)\n"
	"        OOB data: Authentication data not present (0x00)\n"
	"        Authentication requirement: Bonding, No MITM, Legacy, No Keypresses (0x01)\n"
	"        Max encryption key size: 16\n"
	"        Initiator key distribution: EncKey Sign (0x05)\n"
	"        Responder key distribution: EncKey IdKey Sign (0x07)\n" },
	{ true, 0x06, "05 08",
	"      SMP: Pairing Failed (0x05) len 1\n"
	"        Reason: Unspecified reason (0x08)\n" },
	{ false, 0x06, "01 04 01 2d 07 0f 0f",
	"      SMP: Pairing Request (0x01) len 6\n"
	"        IO capability: KeyboardDisplay (0x04)\n"
	"        OOB data: Authentication data from remote device present (0x01)\n"
	"        Authentication requirement: Bonding, MITM, SC, No Keypresses, CT2 (0x2d)\n"
	"        Max encryption key size: 7\n"
	"        Initiator key distribution: EncKey IdKey Sign LinkKey (0x0f)\n"
	"        Responder key distribution: EncKey IdKey Sign LinkKey (0x0f)\n" },
	{ true, 0x06, "02 02 00 fe 10 03 00",
	"      SMP: Pairing Response (0x02) len 6\n"
	"        IO capability: KeyboardOnly (0x02)\n"
	"        OOB data: Authentication data not present (0x00)\n"
	"        Authentication requirement: Reserved, MITM, SC, Keypresses, CT2 (0xfe)\n"
	"        Max encryption key size: 16\n"
	"        Initiator key distribution: EncKey IdKey (0x03)\n"
	"        Responder key distribution: <none> (0x00)\n" },
	/* A link key alone is nothing to btmon. */
	{ true, 0x06, "02 00 00 12 10 00 08",
	"      SMP: Pairing Response (0x02) len 6\n"
	"        IO capability: DisplayOnly (0x00)\n"
	"        OOB data: Authentication data not present (0x00)\n"
	"        Authentication requirement: Reserved, No MITM, Legacy, Keypresses (0x12)\n"
	"        Max encryption key size: 16\n"
	"        Initiator key distribution: <none> (0x00)\n"
	"        Responder key distribution: LinkKey (0x08)\n" },
	{ false, 0x06, "03 000102030405060708090a0b0c0d0e0f",
	"      SMP: Pairing Confirm (0x03) len 16\n"
	"        Confim value: 000102030405060708090a0b0c0d0e0f\n" },
	{ true, 0x06, "04 0f0e0d0c0b0a09080706050403020100",
	"      SMP: Pairing Random (0x04) len 16\n"
	"        Random value: 0f0e0d0c0b0a09080706050403020100\n" },
	{ false, 0x06, "06 000102030405060708090a0b0c0d0e0f",
	"      SMP: Encryption Information (0x06) len 16\n"
	"        Long term key: 000102030405060708090a0b0c0d0e0f\n" },
	{ false, 0x06, "07 3412 0807060504030201",
	"      SMP: Central Identification (0x07) len 10\n"
	"        EDIV: 0x1234\n"
	"        Rand: 0x0102030405060708\n" },
	{ false, 0x06, "08 000102030405060708090a0b0c0d0e0f",
	"      SMP: Identity Information (0x08) len 16\n"
	"        Identity resolving key: 000102030405060708090a0b0c0d0e0f\n" },
	{ false, 0x06, "09 00 665544332211",
	"      SMP: Identity Address Information (0x09) len 7\n"
	"        Address: 11:22:33:44:55:66 (OUI 11-22-33)\n" },
	{ true, 0x06, "09 01 ff44332211c0",
	"      SMP: Identity Address Information (0x09) len 7\n"
	"        Address: C0:11:22:33:44:FF (Static)\n" },
	{ false, 0x06, "0a 000102030405060708090a0b0c0d0e0f",
	"      SMP: Signing Information (0x0a) len 16\n"
	"        Signature key: 000102030405060708090a0b0c0d0e0f\n" },
	{ false, 0x06, "0d 000102030405060708090a0b0c0d0e0f",
	"      SMP: Pairing DHKey Check (0x0d) len 16\n"
	"        E: 000102030405060708090a0b0c0d0e0f\n" },
	{ true, 0x06, "0e 04",
	"      SMP: Pairing Keypress Notification (0x0e) len 1\n"
	"        Type: Passkey entry completed (0x04)\n" },
	/* btmon knows the reasons up to 0x0e. */
	{ true, 0x06, "05 0f",
	"      SMP: Pairing Failed (0x05) len 1\n"
	"        Reason: Key rejected (0x0f)\n" },
	{ true, 0x06, "05 11",
	"      SMP: Pairing Failed (0x05) len 1\n"
	"        Reason: Reserved (0x11)\n" },
	{ true, 0x06, "0f 01",
	"      SMP: Unknown (0x0f) len 1\n"
	"        01                                               .               \n" },
	{ true, 0x06, "05",
	"      SMP: Pairing Failed (0x05) len 0\n"
	"        invalid size\n" },
	{ true, 0x06, "0b 01 02",
	"      SMP: Security Request (0x0b) len 2\n"
	"        invalid size\n"
	"        01 02                                            ..              \n" },
	{ true, 0x06, "",
	"        malformed attribute packet\n" },
	{ true, 0x07, "05 0d",
	"      BR/EDR SMP: Pairing Failed (0x05) len 1\n"
	"        Reason: BR/EDR pairing in progress (0x0d)\n" },
	{ 0 },
};

/* Nothing here says which attribute has which handle. */
static const struct pdu attributes[] = {
	{ false, 0x04, "02 0502",
	"      ATT: Exchange MTU Request (0x02) len 2\n"
	"        Client RX MTU: 517\n" },
	{ true, 0x04, "03 f700",
	"      ATT: Exchange MTU Response (0x03) len 2\n"
	"        Server RX MTU: 247\n" },
	{ false, 0x04, "06 0100 ffff 0028 1018",
	"      ATT: Find By Type Value Request (0x06) len 8\n"
	"        Handle range: 0x0001-0xffff\n"
	"        Attribute type: Primary Service (0x2800)\n"
	"          UUID: Blood Pressure (0x1810)\n" },
	{ true, 0x04, "07 0a00 1200",
	"      ATT: Find By Type Value Response (0x07) len 4\n"
	"        Handle range: 0x000a-0x0012\n" },
	{ false, 0x04, "0c 0300 1600",
	"      ATT: Read Blob Request (0x0c) len 4\n"
	"        Handle: 0x0003\n"
	"        Offset: 0x0016\n" },
	{ true, 0x04, "0d 4142",
	"      ATT: Read Blob Response (0x0d) len 2\n"
	"        41 42                                            AB              \n" },
	{ false, 0x04, "0e 0300 0500",
	"      ATT: Read Multiple Request (0x0e) len 4\n"
	"        Handle: 0x0003\n"
	"        Handle: 0x0005\n" },
	{ true, 0x04, "0f 41424344",
	"      ATT: Read Multiple Response (0x0f) len 4\n"
	"        41 42 43 44                                      ABCD            \n" },
	{ false, 0x04, "10 0100 ffff 0028",
	"      ATT: Read By Group Type Request (0x10) len 6\n"
	"        Handle range: 0x0001-0xffff\n"
	"        Attribute group type: Primary Service (0x2800)\n" },
	{ true, 0x04, "11 06 0100 0900 0018 1300 1800 1018",
	"      ATT: Read By Group Type Response (0x11) len 13\n"
	"        Attribute data length: 6\n"
	"        Attribute group list: 2 entries\n"
	"        Handle range: 0x0001-0x0009\n"
	"        UUID: Generic Access Profile (0x1800)\n"
	"        Handle range: 0x0013-0x0018\n"
	"        UUID: Blood Pressure (0x1810)\n" },
	{ true, 0x04, "11 14 2300 ffff 9ecadc240ee5a9e093f3a3b50100406e",
	"      ATT: Read By Group Type Response (0x11) len 21\n"
	"        Attribute data length: 20\n"
	"        Attribute group list: 1 entry\n"
	"        Handle range: 0x0023-0xffff\n"
	"        UUID: Nordic UART Service (6e400001-b5a3-f393-e0a9-e50e24dcca9e)\n" },
	{ false, 0x04, "12 0d00 0200",
	"      ATT: Write Request (0x12) len 4\n"
	"        Handle: 0x000d\n"
	"          Data: 0200\n" },
	{ true, 0x04, "13",
	"      ATT: Write Response (0x13) len 0\n" },
	{ false, 0x04, "52 0d00 0000",
	"      ATT: Write Command (0x52) len 4\n"
	"        Handle: 0x000d\n"
	"          Data: 0000\n" },
	{ false, 0x04, "16 0300 0000 4142",
	"      ATT: Prepare Write Request (0x16) len 6\n"
	"        Handle: 0x0003\n"
	"        Offset: 0x0000\n"
	"          Data: 4142\n" },
	{ true, 0x04, "17 0300 0000 4142",
	"      ATT: Prepare Write Response (0x17) len 6\n"
	"        Handle: 0x0003\n"
	"        Offset: 0x0000\n"
	"          Data: 4142\n" },
	{ false, 0x04, "18 01",
	"      ATT: Execute Write Request (0x18) len 1\n"
	"        Flags: Immediately write all pending values (0x01)\n" },
	{ true, 0x04, "19",
	"      ATT: Execute Write Response (0x19) len 0\n" },
	{ true, 0x04, "1b 0c00 55",
	"      ATT: Handle Value Notification (0x1b) len 3\n"
	"        Handle: 0x000c\n"
	"          Data: 55\n" },
	{ false, 0x04, "1e",
	"      ATT: Handle Value Confirmation (0x1e) len 0\n" },
	{ false, 0x04, "20 0300 0500",
	"      ATT: Read Multiple Request Variable Length (0x20) len 4\n"
	"        Handle: 0x0003\n"
	"        Handle: 0x0005\n" },
	/* btmon reads past the end of this one. */
	{ true, 0x04, "21 0200 4142 0100 43",
	"      ATT: Read Multiple Response Variable Length (0x21) len 7\n"
	"        Length: 0x0002\n"
	"          Data: 4142\n"
	"        Length: 0x0001\n"
	"          Data: 43\n" },
	{ true, 0x04, "23 0d00 0100 55 0e00 0200 0102",
	"      ATT: Handle Multiple Value Notification (0x23) len 11\n"
	"        Length: 0x0001\n"
	"        Handle: 0x000d\n"
	"          Data: 55\n"
	"        Length: 0x0002\n"
	"        Handle: 0x000e\n"
	"          Data: 0102\n" },
	{ false, 0x04, "d2 0d00 00 000102030405060708090a0b",
	"      ATT: Signed Write Command (0xd2) len 15\n"
	"        Handle: 0x000d\n"
	"          Data: 00000102030405060708090a0b\n"
	"          Data: 00\n"
	"          Signature: 000102030405060708090a0b\n" },
	{ true, 0x04, "01 12 0d00 05",
	"      ATT: Error Response (0x01) len 4\n"
	"        Write Request (0x12)\n"
	"        Handle: 0x000d\n"
	"        Error: Insufficient Authentication (0x05)\n" },
	{ true, 0x04, "01 99 0d00 fe",
	"      ATT: Error Response (0x01) len 4\n"
	"        Unknown (0x99)\n"
	"        Handle: 0x000d\n"
	"        Error: Procedure Already in Progress (0xfe)\n" },
	{ false, 0x04, "04 0d00 0f00",
	"      ATT: Find Information Request (0x04) len 4\n"
	"        Handle range: 0x000d-0x000f\n" },
	{ true, 0x04, "05 01 0d00 0229 0e00 0329",
	"      ATT: Find Information Response (0x05) len 9\n"
	"        Format: UUID-16 (0x01)\n"
	"        Handle: 0x000d\n"
	"        UUID: Client Characteristic Configuration (0x2902)\n"
	"        Handle: 0x000e\n"
	"        UUID: Server Characteristic Configuration (0x2903)\n" },
	{ true, 0x04, "05 02 0f00 fb349b5f8000008000100000352a0000",
	"      ATT: Find Information Response (0x05) len 19\n"
	"        Format: UUID-128 (0x02)\n"
	"        Handle: 0x000f\n"
	"        UUID: Blood Pressure Measurement (00002a35-0000-1000-8000-00805f9b34fb)\n" },
	{ true, 0x04, "05 03 0f00 352a00",
	"      ATT: Find Information Response (0x05) len 6\n"
	"        Format: unknown (0x03)\n"
	"        0f 00 35 2a 00                                   ..5*.           \n" },
	{ true, 0x04, "99 0102",
	"      ATT: Unknown (0x99) len 2\n"
	"        01 02                                            ..              \n" },
	{ false, 0x04, "02 05",
	"      ATT: Exchange MTU Request (0x02) len 1\n"
	"        invalid size\n"
	"        05                                               .               \n" },
	{ true, 0x04, "",
	"        malformed attribute packet\n" },
	{ true, 0x04, "01 12 0f",
	"      ATT: Error Response (0x01) len 2\n"
	"        invalid size\n"
	"        12 0f                                            ..              \n" },
	{ 0 },
};

static const struct pdu signalling[] = {
	{ true, 0x05, "01 05 0200 0000",
	"      LE L2CAP: Command Reject (0x01) ident 5 len 2\n"
	"        Reason: Command not understood (0x0000)\n" },
	{ true, 0x05, "01 06 0600 0200 4000 4100",
	"      LE L2CAP: Command Reject (0x01) ident 6 len 6\n"
	"        Reason: Invalid CID in request (0x0002)\n"
	"        Destination CID: 64\n"
	"        Source CID: 65\n" },
	{ true, 0x05, "12 01 0800 0600 1800 0000 2a00",
	"      LE L2CAP: Connection Parameter Update Request (0x12) ident 1 len 8\n"
	"        Min interval: 6\n"
	"        Max interval: 24\n"
	"        Peripheral latency: 0\n"
	"        Timeout multiplier: 42\n" },
	{ false, 0x05, "13 01 0200 0000",
	"      LE L2CAP: Connection Parameter Update Response (0x13) ident 1 len 2\n"
	"        Result: Connection Parameters accepted (0x0000)\n" },
	{ false, 0x05, "13 01 0200 0100",
	"      LE L2CAP: Connection Parameter Update Response (0x13) ident 1 len 2\n"
	"        Result: Connection Parameters rejected (0x0001)\n" },
	{ true, 0x05, "14 02 0a00 8000 4000 4000 4000 0a00",
	"      LE L2CAP: LE Connection Request (0x14) ident 2 len 10\n"
	"        PSM: 128 (0x0080)\n"
	"        Source CID: 64\n"
	"        MTU: 64\n"
	"        MPS: 64\n"
	"        Credits: 10\n" },
	{ false, 0x05, "15 02 0a00 4100 4000 4000 0a00 0000",
	"      LE L2CAP: LE Connection Response (0x15) ident 2 len 10\n"
	"        Destination CID: 65\n"
	"        MTU: 64\n"
	"        MPS: 64\n"
	"        Credits: 10\n"
	"        Result: Connection successful (0x0000)\n" },
	{ false, 0x40, "0500 0102030405",
	"      Channel: 64 len 7 sdu 5 [PSM 128 mode LE Flow Control (0x80)] {chan 0}\n"
	"        05 00 01 02 03 04 05                             .......         \n" },
	{ true, 0x41, "0600 010203",
	"      Channel: 65 len 5 sdu 6 [PSM 128 mode LE Flow Control (0x80)] {chan 0}\n"
	"        06 00 01 02 03                                   .....           \n" },
	{ true, 0x41, "040506",
	"      Channel: 65 len 3 sdu 3 [PSM 128 mode LE Flow Control (0x80)] {chan 0}\n"
	"        04 05 06                                         ...             \n" },
	{ true, 0x05, "16 03 0400 4100 0a00",
	"      LE L2CAP: LE Flow Control Credit (0x16) ident 3 len 4\n"
	"        Source CID: 65\n"
	"        Credits: 10\n" },
	{ true, 0x05, "06 08 0400 4100 4000",
	"      LE L2CAP: Disconnection Request (0x06) ident 8 len 4\n"
	"        Destination CID: 65\n"
	"        Source CID: 64\n" },
	{ false, 0x05, "07 08 0400 4100 4000",
	"      LE L2CAP: Disconnection Response (0x07) ident 8 len 4\n"
	"        Destination CID: 65\n"
	"        Source CID: 64\n" },
	{ true, 0x41, "0102",
	"      Channel: 65 len 2 [PSM 0 mode Basic (0x00)] {chan 65535}\n"
	"        01 02                                            ..              \n" },
	{ true, 0x05, "14 07 0a00 8100 4000 4000 4000 0a00",
	"      LE L2CAP: LE Connection Request (0x14) ident 7 len 10\n"
	"        PSM: 129 (0x0081)\n"
	"        Source CID: 64\n"
	"        MTU: 64\n"
	"        MPS: 64\n"
	"        Credits: 10\n" },
	{ false, 0x05, "15 07 0a00 0000 0000 0000 0000 0600",
	"      LE L2CAP: LE Connection Response (0x15) ident 7 len 10\n"
	"        Destination CID: 0\n"
	"        MTU: 0\n"
	"        MPS: 0\n"
	"        Credits: 0\n"
	"        Result: Connection refused - insufficient authorization (0x0006)\n" },
	{ true, 0x05, "17 04 0c00 2700 4000 4000 0100 5000 5100",
	"      LE L2CAP: Enhanced Credit Connection Request (0x17) ident 4 len 12\n"
	"        PSM: 39 (0x0027)\n"
	"        MTU: 64\n"
	"        MPS: 64\n"
	"        Credits: 1\n"
	"        Source CID: 80\n"
	"        Source CID: 81\n" },
	{ false, 0x05, "18 04 0c00 4000 4000 0100 0000 6000 6100",
	"      LE L2CAP: Enhanced Credit Connection Response (0x18) ident 4 len 12\n"
	"        MTU: 64\n"
	"        MPS: 64\n"
	"        Credits: 1\n"
	"        Result: Connection successful (0x0000)\n"
	"        Destination CID: 96\n"
	"        Destination CID: 97\n" },
	{ false, 0x05, "19 05 0600 8000 4000 5000",
	"      LE L2CAP: Enhanced Credit Reconfigure Request (0x19) ident 5 len 6\n"
	"        MTU: 128\n"
	"        MPS: 64\n"
	"        Source CID: 80\n" },
	{ true, 0x05, "1a 05 0200 0000",
	"      LE L2CAP: Enhanced Credit Reconfigure Respond (0x1a) ident 5 len 2\n"
	"        Result: Reconfiguration successful (0x0000)\n" },
	{ true, 0x05, "99 01 0200 0102",
	"      LE L2CAP: Unknown (0x99) ident 1 len 2\n"
	"        01 02                                            ..              \n" },
	{ true, 0x05, "12 01 0700 0600 1800 0000 2a",
	"      LE L2CAP: Connection Parameter Update Request (0x12) ident 1 len 7\n"
	"        invalid size\n"
	"        06 00 18 00 00 00 2a                             ......*         \n" },
	{ true, 0x05, "12 01 0800 0600",
	"        invalid signal packet size\n"
	"        06 00                                            ..              \n" },
	{ true, 0x05, "12 01",
	"        malformed signal packet\n"
	"        12 01                                            ..              \n" },
	{ 0 },
};
/* clang-format on */

/* As check_steps(), each PDU in one ACL packet on handle 64. */
static void check_pdus(void **state)
{
	struct decoding d;

	decoding_start_text(&d, NULL);
	for (const struct pdu *p = *state; p->hex; p++) {
		uint8_t acl[8 + SAMPLE_MAX];
		size_t n = unhex_any(p->hex, acl + 8, SAMPLE_MAX);
		const char *lines;

		put_le16(acl, p->received ? 0x2040 : 0x0040);
		put_le16(acl + 2, (uint16_t)(n + 4));
		put_le16(acl + 4, (uint16_t)n);
		put_le16(acl + 6, p->cid);
		decode_octets(&d, REC_ACL, p->received, acl, 8 + n);
		lines = strchr(as_text(&d), '\n') + 1;
		if (strcmp(lines, p->want))
			fail_msg(
			    "%s\ngot:\n%swant:\n%s", p->hex, lines, p->want);
	}
	decoding_end(&d);
}

#define PDUS_TEST(pdus)                                 \
	{                                               \
		.name = #pdus, .test_func = check_pdus, \
		.initial_state = (void *)(pdus)         \
	}

/* Whose addresses begin with these octets: only one maker is known. */
static const char *maker(void *ctx, const uint8_t oui[3])
{
	static const uint8_t known[3] = { 0x00, 0xaa, 0x01 };

	return memcmp(oui, known, 3) ? NULL : ctx;
}

static void public_addresses_name_their_maker(void **state)
{
	char intel[] = "Intel Corporation";
	struct decoding d;

	(void)state;
	decoding_start_text(&d, NULL);
	dec_set_oui_lookup(d.dec, maker, intel);
	decode_sample(&d, &(struct sample){ REC_COMMAND, false,
			      "0d20 19 6000 3000 00 00 42000001aa00 00 1800 "
			      "2800 0000 2a00 0000 0000" });
	assert_non_null(strstr(as_text(&d),
	    "Peer address: 00:AA:01:00:00:42 (Intel Corporation)\n"));
	decode_sample(&d, &(struct sample){ REC_COMMAND, false,
			      "0d20 19 6000 3000 00 00 42000002aa00 00 1800 "
			      "2800 0000 2a00 0000 0000" });
	assert_non_null(strstr(
	    as_text(&d), "Peer address: 00:AA:02:00:00:42 (OUI 00-AA-02)\n"));
	decode_sample(&d, &(struct sample){ REC_COMMAND, false,
			      "0d20 19 6000 3000 00 01 42000001aa00 00 1800 "
			      "2800 0000 2a00 0000 0000" });
	assert_non_null(strstr(
	    as_text(&d), "Peer address: 00:AA:01:00:00:42 (Non-Resolvable)\n"));
	decoding_end(&d);
}

/* A link that breaks in the middle of a PDU leaves nothing to the next one of
 * the same peer, whose first PDU is in two fragments. */
static void fragments_end_with_their_link(void **state)
{
	static const char connected[] =
	    "3e 13 01 00 4000 00 01 ff44332211c0 1800 0000 2a00 00";
	static const struct sample steps[] = {
		{ REC_EVENT, true, connected },
		{ REC_ACL, true, "4020 0800 0c00 0400 1b0c0001" },
		{ REC_EVENT, true, "05 04 00 4000 08" },
		{ REC_EVENT, true, connected },
		{ REC_ACL, true, "4020 0600 0500 0400 1b0d" },
		{ REC_ACL, true, "4010 0300 00 4142" },
	};
	struct decoding d;

	(void)state;
	decoding_start_text(&d, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		decode_sample(&d, &steps[i]);
	check_text(&d, steps[5].hex,
	    "> ACL Data RX: Handle 64 flags 0x01 dlen 3                "
	    "          #6 0.005000\n"
	    "      ATT: Handle Value Notification (0x1b) len 4\n"
	    "        Handle: 0x000d\n"
	    "          Data: 4142\n");
	decoding_end(&d);
}

/* However many requests nobody answered, the next channel is known: the row
 * used least lately makes room, decoders/state.h. */
static void channels_are_followed_after_many_others(void **state)
{
	struct decoding d;
	uint8_t request[] = { 0x40, 0x20, 0x12, 0x00, 0x0e, 0x00, 0x05, 0x00,
		0x14, 0x00, 0x0a, 0x00, 0x80, 0x00, 0x00, 0x01, 0x40, 0x00,
		0x40, 0x00, 0x01, 0x00 };

	(void)state;
	decoding_start_text(&d, NULL);
	for (unsigned i = 1; i <= 100; i++) {
		request[9] = (uint8_t)i; /* identifier */
		request[14] = (uint8_t)i;
		decode_octets(&d, REC_ACL, true, request, sizeof(request));
	}
	decode_sample(&d,
	    &(struct sample){ REC_ACL, false,
		"4000 1200 0e00 0500 15 64 0a00 4100 4000 4000 0100 0000" });
	decode_sample(&d, &(struct sample){ REC_ACL, false,
			      "4000 0800 0400 6401 0200 4142" });
	assert_non_null(strstr(as_text(&d), "PSM 128"));
	decoding_end(&d);
}

struct monitor_step {
	uint8_t type;
	bool received;
	uint16_t adapter;
	const char *hex;
	const char *want;
};

/* clang-format off */
static const struct monitor_step two_adapters[] = {
	{ REC_NEW_INDEX, false, 0, "00 03 42000001aa00 6863693000000000",
	"= New Index: 00:AA:01:00:00:42 (Primary,UART,hci0)              [hci0] 0.000000\n" },
	{ REC_OPEN_INDEX, false, 0, "",
	"= Open Index: 00:AA:01:00:00:42                                 [hci0] 0.001000\n" },
	{ REC_INDEX_INFO, false, 0, "42000001aa00 0f00",
	"= Index Info: 00:AA:01:00:00:42 (Broadcom Corporation)          [hci0] 0.002000\n" },
	{ REC_NEW_INDEX, false, 1, "00 01 665544332211 6863693100000000",
	"= New Index: 11:22:33:44:55:66 (Primary,USB,hci1)               [hci1] 0.003000\n" },
	{ REC_COMMAND, false, 0, "030c 00",
	"< HCI Command: Reset (0x03|0x0003) plen 0                    #1 [hci0] 0.004000\n" },
	/* btmon leaves the number out where the adapter changes. */
	{ REC_COMMAND, false, 1, "030c 00",
	"< HCI Command: Reset (0x03|0x0003) plen 0                    #1 [hci1] 0.005000\n" },
	{ REC_EVENT, true, 1, "0e 04 01 030c 00",
	"> HCI Event: Command Complete (0x0e) plen 4                  #2 [hci1] 0.006000\n"
	"      Reset (0x03|0x0003) ncmd 1\n"
	"        Status: Success (0x00)\n" },
	{ REC_EVENT, true, 0, "0e 04 01 030c 00",
	"> HCI Event: Command Complete (0x0e) plen 4                  #2 [hci0] 0.007000\n"
	"      Reset (0x03|0x0003) ncmd 1\n"
	"        Status: Success (0x00)\n" },
	{ REC_ACL, false, 0, "4000 0500 0100 0400 1e",
	"< ACL Data TX: Handle 64 flags 0x00 dlen 5                   #3 [hci0] 0.008000\n"
	"      ATT: Handle Value Confirmation (0x1e) len 0\n" },
	{ REC_ACL, true, 0, "4020 0500 0100 0400 13",
	"> ACL Data RX: Handle 64 flags 0x02 dlen 5                   #4 [hci0] 0.009000\n"
	"      ATT: Write Response (0x13) len 0\n" },
	{ REC_SCO, true, 0, "4000 02 0102",
	"> SCO Data RX: Handle 64 flags 0x00 dlen 2                   #5 [hci0] 0.010000\n" },
	{ REC_SYSTEM_NOTE, false, RECORD_NO_ADAPTER, "4c696e757820766572 00",
	"= Note: Linux ver                                                      0.011000\n" },
	{ REC_USER_LOGGING, false, 0, "06 0b 626c7565746f6f74686400 68656c6c6f00",
	"= bluetoothd: hello                                             [hci0] 0.012000\n" },
	{ REC_USER_LOGGING, false, 0, "03 0b 626c7565746f6f74686400 68656c6c6f00",
	"= bluetoothd: hello                                             [hci0] 0.013000\n" },
	{ REC_CLOSE_INDEX, false, 0, "",
	"= Close Index: 00:AA:01:00:00:42                                [hci0] 0.014000\n" },
	{ REC_DEL_INDEX, false, 0, "",
	"= Delete Index: 00:AA:01:00:00:42                               [hci0] 0.015000\n" },
	{ REC_VENDOR_DIAG, true, 0, "0102",
	"= Vendor Diagnostic (len 2)                                     [hci0] 0.016000\n"
	"        01 02                                            ..              \n" },
	{ REC_OTHER, false, 0, "0102",
	"* Unknown packet (code 200 len 2)                               [hci0] 0.017000\n"
	"        01 02                                            ..              \n" },
	/* of a TTY stream; btmon has no time there */
	{ REC_DROPS, false, RECORD_NO_ADAPTER, "01 02 03 04 05 06 ff",
	"* Drops: cmd 1 evt 2 acl_tx 3 acl_rx 4 sco_tx 5 sco_rx 6 other 255     0.018000\n" },
};
/* clang-format on */

static void packets_are_counted_per_adapter(void **state)
{
	struct decoding d;

	(void)state;
	decoding_start_text(&d, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(two_adapters); i++) {
		const struct monitor_step *s = &two_adapters[i];

		d.adapter = s->adapter;
		decode_sample(
		    &d, &(struct sample){ s->type, s->received, s->hex });
		check_text(&d, s->hex, s->want);
	}
	decoding_end(&d);
}

/* Width and clock: the right part is at the end of the line, a long name
 * gives way. */
static void header_follows_the_options(void **state)
{
	static const struct {
		struct text_options opt;
		const char *want;
	} rows[] = {
		/* clang-format off */
	{ { 0 },
	"< HCI Command: LE Long Term Key Requ.. (0x08|0x001b) plen 2  #1 [hci0] 0.123456\n"
	"        Handle: 64\n" },
	{ { .time = TEXT_TIME_CLOCK },
	"< HCI Command: LE Long Term K.. (0x08|0x001b) plen 2  #1 [hci0] 08:30:00.123456\n"
	"        Handle: 64\n" },
	{ { .time = TEXT_TIME_DATE },
	"< HCI Command: LE... (0x08|0x001b) plen 2  #1 [hci0] 2026-11-21 08:30:00.123456\n"
	"        Handle: 64\n" },
	{ { .time = TEXT_TIME_DATE, .utc_offset = 19800 },
	"< HCI Command: LE... (0x08|0x001b) plen 2  #1 [hci0] 2026-11-21 14:00:00.123456\n"
	"        Handle: 64\n" },
	{ { .time = TEXT_TIME_DATE, .utc_offset = -32400 },
	"< HCI Command: LE... (0x08|0x001b) plen 2  #1 [hci0] 2026-11-20 23:30:00.123456\n"
	"        Handle: 64\n" },
	{ { .width = 120 },
	"< HCI Command: LE Long Term Key Request Neg Reply (0x08|0x001b) plen 2"
	"                               #1 [hci0] 0.123456\n"
	"        Handle: 64\n" },
	{ { .width = 60 },
	"< HCI Command: L.. (0x08|0x001b) plen 2  #1 [hci0] 0.123456\n"
	"        Handle: 64\n" },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		static const char hex[] = "1b20 02 4000";
		struct decoding d;

		decoding_start_text(&d, &rows[i].opt);
		d.adapter = 0;
		d.ns += 123456789;
		decode_sample(&d, &(struct sample){ REC_COMMAND, false, hex });
		check_text(&d, hex, rows[i].want);
		decoding_end(&d);
	}
}

/* A clock that was set back, as btmon shows it within a second; it shows more
 * than that as 18446744073709551615.750000. */
static void time_may_run_backwards(void **state)
{
	static const struct {
		int64_t ms;
		const char *want;
	} rows[] = {
		{ 500, " 0.500000\n" },
		{ 400, " 0.400000\n" },
		{ -250, " -0.250000\n" },
		{ -1000, " -1.000000\n" },
		{ -3600250, " -3600.250000\n" },
		{ 86400000, " 86400.000000\n" },
	};
	struct decoding d;

	(void)state;
	decoding_start_text(&d, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t n = strlen(rows[i].want);

		d.ns = SAMPLE_SECOND * 1000000000 +
		       (uint64_t)(rows[i].ms * 1000000);
		decode_sample(
		    &d, &(struct sample){ REC_COMMAND, false, "030c00" });
		assert_int_equal(d.out.len, 80);
		assert_memory_equal(
		    d.out.data + d.out.len - n, rows[i].want, n);
	}
	decoding_end(&d);
}

static size_t without_colors(const struct buf *in, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < in->len; i++) {
		if (in->data[i] == '\x1b')
			while (in->data[i] != 'm')
				i++;
		else
			out[n++] = (char)in->data[i];
	}
	return n;
}

/* Colours change no character, and each ends before its line does. */
static void colors_are_only_added(void **state)
{
	static const struct text_options color = { .color = true };
	static const char off[] = "\x1b[0m\n";
	struct decoding plain, colored;

	(void)state;
	decoding_start_text(&plain, NULL);
	decoding_start_text(&colored, &color);
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		char *text;

		decode_sample(&plain, &samples[i]);
		decode_sample(&colored, &samples[i]);
		text = malloc(colored.out.len);
		assert_non_null(text);
		assert_int_equal(
		    without_colors(&colored.out, text), plain.out.len);
		assert_memory_equal(text, plain.out.data, plain.out.len);
		free(text);
		assert_true(colored.out.len > plain.out.len);
		assert_non_null(memmem(
		    colored.out.data, colored.out.len, off, sizeof(off) - 1));
	}
	decoding_end(&plain);
	decoding_end(&colored);
}

/* Names of devices reach the terminal as text, whatever they hold. */
static void peer_text_is_made_safe(void **state)
{
	struct decoding d;

	(void)state;
	decoding_start_text(&d, NULL);
	decode_sample(&d, &(struct sample){ REC_COMMAND, false,
			      "0820 20 0d 0c09 1b5b324a c39f 0a ff c29b 41 "
			      "00000000000000000000000000000000"
			      "0000" });
	assert_non_null(strstr(as_text(&d),
	    "Name (complete): \\x1b[2J\xc3\x9f\\x0a\\xff\\xc2\\x9b"
	    "A\n"));
	decoding_end(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STEPS_TEST(bring_up),
		STEPS_TEST(advertise_and_scan),
		STEPS_TEST(connect_and_encrypt),
		STEPS_TEST(malformed),
		STEPS_TEST(past_the_end),
		STEPS_TEST(fragments),
		STEPS_TEST(broken_fragments),
		PDUS_TEST(pairing),
		PDUS_TEST(attributes),
		PDUS_TEST(signalling),
		cmocka_unit_test(public_addresses_name_their_maker),
		cmocka_unit_test(fragments_end_with_their_link),
		cmocka_unit_test(channels_are_followed_after_many_others),
		cmocka_unit_test(packets_are_counted_per_adapter),
		cmocka_unit_test(header_follows_the_options),
		cmocka_unit_test(time_may_run_backwards),
		cmocka_unit_test(colors_are_only_added),
		STEPS_TEST(daemons_log),
		cmocka_unit_test(peer_text_is_made_safe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Where the symptoms were seen. Every source is public. */
#include "cli/explain.h"

/* clang-format off */
const struct code_case code_cases[] = {
	{ "D1", "An Apple Watch failed NimBLE's pairing with 0x08, which the program reported as a "
		"DHKey failure; the cause is open.",
		"DerekSeaman/irk-capture#28" },
	{ "D9", "An OMRON BP5465 fails the first try of a phone with 0x04; the second succeeds.",
		"eigger/hass-omron#91" },
	{ "D9", "A Tion breezer and an ESP32-C6 get through every second time; the others end with "
		"fail_reason 81, which is 0x04.",
		"dentra/esphome-tion#64" },
	{ "D10", "Both sides used private addresses, and the check was computed over the wrong "
		"ones.", "apache/mynewt-nimble#323" },
	{ "D10", "The first pairing works, later ones fail until the board is switched off: "
		"reported as a state that is kept.",
		"bluekitchen/btstack#505" },
	{ "D10", "A controller behind another chip fails every Secure Connections pairing; legacy "
		"pairing works.",
		"espressif/esp-hosted-mcu#241" },
	{ "D11", "An OMRON cuff hangs up in the pairing where no agent answers on the host.",
		"eigger/hass-omron#125" },
	{ "D14", "An oven controller shows its PIN and never answers a request that follows its "
		"Security Request at once.",
		"h2zero/NimBLE-Arduino#1182" },
	{ "D19", "The device was reset, the central kept its bond: each reconnection fails until "
		"it forgets.", "espressif/esp-idf#18795" },
	{ "D19", "A cuff drops the bond when the host turns its notifications off.",
		"eigger/hass-omron#136" },
	{ "D19", "A central deletes its key on 0x06 and pairs anew.", "h2zero/NimBLE-Arduino#116" },
	{ "D21", "The central encrypted with its own LTK instead of the peripheral's, after legacy "
		"pairing.", "ThomasGerstenberg/blatann#61" },
	{ "D21", "A controller library broke encryption with most phones; an update mended it.",
		"espressif/esp-idf#15887" },
	{ "D21", "A keyboard pairs with one adapter and gets 0x3d with another.",
		"bluez/bluez#2461" },
	{ "D22", "Notifications on an encrypted link end in 0x3d.",
		"lancaster-university/microbit-dal#61" },
	{ "D23", "A reconnection after one or two seconds fails, after an idle gap it works, with "
		"the same key.", "esp-rs/esp-hal#5877" },
	{ "D24", "A noisy place gives 0x3e; trying again at once helps.", "noble/noble#174" },
	{ "D24", "Only a board in a closed case gives 0x3e.", "espressif/esp-idf#2810" },
	{ "D26", "A CYW43439 ends the link when the peripheral asks for other parameters after 40 "
		"seconds.", "raspberrypi/pico-sdk#3051" },
	{ "D26", "A controller whose LTK request event was masked left the encryption unanswered.",
		"nrfconnect/sdk-nrf#3695" },
	{ "D27", "A CYW43438 has no LL privacy: only the address on air can be connected.",
		"bluez/bluetooth-next#715" },
	{ "D34", "A stale bond at the host: no Pairing Request was ever sent.",
		"eigger/hass-omron#165" },
	{ "D37", "A cuff's registration is a protocol of its own, above pairing.",
		"eigger/hass-omron#130" },
	{ "esp 102", "A link that is lost while it is encrypted gives 0x66, and Bluedroid deletes "
		"the bond.", "espressif/esp-idf#6766" },
	{ "esp 102", "An iPhone and an ESP32 as its notification display.",
		"espressif/esp-idf#14977" },
	{ "esp 88", "A phone's first try fails with 88, the second works.",
		"espressif/esp-idf#2215" },
	{ "nimble 1288", "An Apple Watch failed the pairing with 0x08.",
		"DerekSeaman/irk-capture#28" },
	{ "windows 15", "The dialog of Windows 11 has to be answered within two seconds, or this "
		"or 19 comes.", "hbldh/bleak#1528" },
	{ "windows 19", "An STM32WB that has to be bonded to be read; every protection level gives "
		"this.", "hbldh/bleak#789" },
	{ "zephyr 9", "Bleak on Windows asks for no protection, and the device reports 9.",
		"hbldh/bleak#1372" },
};
/* clang-format on */

const size_t n_code_cases = sizeof(code_cases) / sizeof(code_cases[0]);

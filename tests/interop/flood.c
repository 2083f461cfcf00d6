/* flood N: N lines for Linux's Bluetooth monitor, as bluetoothd logs them, faster
 * than anybody reads. */
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>

#define BTPROTO_HCI	    1
#define HCI_CHANNEL_LOGGING 4

int main(int argc, char **argv)
{
	static const struct {
		sa_family_t family;
		uint16_t dev, channel;
	} address = { AF_BLUETOOTH, UINT16_MAX, HCI_CHANNEL_LOGGING };
	/* opcode 0, no adapter, length; priority 6, the name and the text, each
	 * with its end */
	static const uint8_t line[] = "\0\0\xff\xff\x0e\0\x06\x06"
				      "flood\0"
				      "water";
	int fd = socket(AF_BLUETOOTH, SOCK_RAW, BTPROTO_HCI);

	if (argc != 2 || bind(fd, (const void *)&address, sizeof(address)))
		return 1;
	for (int i = atoi(argv[1]); i > 0; i--)
		if (send(fd, line, sizeof(line), 0) < 0)
			return 1;
	return 0;
}

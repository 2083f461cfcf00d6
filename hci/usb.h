/* Bluetooth controllers on USB, for `pairscope controllers`; hci/transport.h has
 * how one is opened. None where the program was built without libusb. */
#ifndef HCI_USB_H
#define HCI_USB_H

#include <stddef.h>
#include <stdint.h>

struct usb_controller {
	uint16_t vid, pid;
	int hci; /* of Linux, whose driver has it; -1: none has */
};

/* Fill at most `max` entries; returns how many. */
size_t usb_controllers(struct usb_controller *out, size_t max);

#endif

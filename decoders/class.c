/* Class of Device, Assigned Numbers 2.8. */
#include "decoders/packet.h"

static const char *const major_text[] = {
	"Miscellaneous",
	"Computer (desktop, notebook, PDA, organizers)",
	"Phone (cellular, cordless, payphone, modem)",
	"LAN /Network Access point",
	"Audio/Video (headset, speaker, stereo, video, vcr)",
	"Peripheral (mouse, joystick, keyboards)",
	"Imaging (printing, scanner, camera, display)",
	"Wearable",
	"Toy",
	"Health",
	[31] = "Uncategorized, specific device code not specified",
};
static const struct names major_names = NAMES_DENSE(major_text);

#define UNCATEGORIZED "Uncategorized, code for device not assigned"

static const char *const computer_text[] = { UNCATEGORIZED,
	"Desktop workstation", "Server-class computer", "Laptop",
	"Handheld PC/PDA (clam shell)", "Palm sized PC/PDA",
	"Wearable computer (Watch sized)", "Tablet" };

static const char *const phone_text[] = { UNCATEGORIZED, "Cellular", "Cordless",
	"Smart phone", "Wired modem or voice gateway", "Common ISDN Access" };

static const char *const av_text[] = { UNCATEGORIZED, "Wearable Headset Device",
	"Hands-free Device", NULL, "Microphone", "Loudspeaker", "Headphones",
	"Portable Audio", "Car audio", "Set-top box", "HiFi Audio Device",
	"VCR", "Video Camera", "Camcorder", "Video Monitor",
	"Video Display and Loudspeaker", "Video Conferencing", NULL,
	"Gaming/Toy" };

static const char *const wearable_text[] = { NULL, "Wrist Watch", "Pager",
	"Jacket", "Helmet", "Glasses" };

static const struct names minor_names[32] = {
	[1] = NAMES_DENSE(computer_text),
	[2] = NAMES_DENSE(phone_text),
	[4] = NAMES_DENSE(av_text),
	[7] = NAMES_DENSE(wearable_text),
};

static const char *const service_text[] = {
	[13] = "Limited Discoverable Mode",
	[16] = "Positioning (Location identification)",
	"Networking (LAN, Ad hoc)",
	"Rendering (Printing, Speaker)",
	"Capturing (Scanner, Microphone)",
	"Object Transfer (v-Inbox, v-Folder)",
	"Audio (Speaker, Microphone, Headset)",
	"Telephony (Cordless telephony, Modem, Headset)",
	"Information (WEB-server, WAP-server)",
};
static const struct bits service_bits = { .names = NAMES_DENSE(service_text) };

static void put_named(
    struct packet *p, const char *name, uint8_t value, const char *text)
{
	if (text)
		put_word(p, name, value, text);
	else
		put_value(p, FIELD_HEX, name, value, NULL, 1);
}

void put_class(struct packet *p)
{
	const uint8_t *at = take(p, 3);
	uint32_t v = at ? (uint32_t)get_le(at, 3) : 0;
	uint8_t major = v >> 8 & 31, minor = v >> 2 & 63;

	if (!at)
		return;
	put_value(p, FIELD_HEX, "Class", v, at, 3);
	p->depth++;
	if (v & 3) { /* only format 0 is defined */
		put_value(p, FIELD_HEX, "Format type", v & 3, NULL, 1);
		put_error(p, "invalid format type");
		p->depth--;
		return;
	}
	put_named(p, "Major class", major, names_find(&major_names, major));
	put_named(
	    p, "Minor class", minor, names_find(&minor_names[major], minor));
	p->depth--;
	/* btmon takes bit 14 for an error; it is LE audio since 2021. */
	put_bit_names(
	    p, v & (v & 0xc000 ? 0x2000 : 0xff2000), 6, &service_bits);
	if (v & 0xc000) {
		p->depth++;
		put_error(p, "invalid service class");
		p->depth--;
	}
}

/* Codecs of the Advanced Audio Distribution Profile, A2DP 1.3 clause 4, and
 * those of vendors. A codec is a list of bit fields over its octets. */
#include "decoders/bredr.h"
#include "decoders/names.h"

enum {
	CODEC_SBC,
	CODEC_MPEG12,
	CODEC_AAC,
	CODEC_ATRAC = 4,
	CODEC_VENDOR = 255
};

struct choice {
	uint16_t bit;
	const char *text;
};

enum part_type {
	PART_CHOICE, /* a mask in a capability, one of it in a configuration */
	PART_MASK,   /* a mask in both */
	PART_NUMBER,
	PART_RATE,
	PART_FLAG,    /* Yes or No */
	PART_PAYLOAD, /* a flag with words of its own */
	PART_INDEX,   /* meant while the lowest bit above it, VBR, is not set */
};

/* The octets of a codec are one number, first octet highest. */
struct part {
	uint8_t type; /* enum part_type */
	uint8_t shift;
	uint32_t mask; /* after the shift */
	const char *name;
	const struct choice *choices; /* in the order of the text */
	uint8_t n;
};

struct codec {
	uint32_t vendor; /* 0: one of A2DP's own */
	uint16_t id;
	uint8_t size; /* octets */
	const char *name;
	const struct part *parts;
	uint8_t n;
};

/* clang-format off */
static const struct choice rates_high[] = { { 0x80, "16000" }, { 0x40, "32000" }, { 0x20, "44100" }, { 0x10, "48000" } };
static const struct choice modes[] = { { 0x08, "Mono" }, { 0x04, "Dual Channel" }, { 0x02, "Stereo" }, { 0x01, "Joint Stereo" } };
static const struct choice blocks[] = { { 0x80, "4" }, { 0x40, "8" }, { 0x20, "12" }, { 0x10, "16" } };
static const struct choice subbands[] = { { 0x08, "4" }, { 0x04, "8" } };
static const struct choice allocations[] = { { 0x02, "SNR" }, { 0x01, "Loudness" } };
static const struct choice layers[] = { { 0x80, "Layer I (mp1)" }, { 0x40, "Layer II (mp2)" }, { 0x20, "Layer III (mp3)" } };
static const struct choice mpeg_rates[] = {
	{ 0x20, "16000" }, { 0x10, "22050" }, { 0x08, "24000" },
	{ 0x04, "32000" }, { 0x02, "44100" }, { 0x01, "48000" },
};
static const struct choice mpeg_bitrates[] = {
	{ 0x0001, "0000" }, { 0x0002, "0001" }, { 0x0004, "0010" }, { 0x0008, "0011" },
	{ 0x0010, "0100" }, { 0x0020, "0101" }, { 0x0040, "0110" }, { 0x0080, "0111" },
	{ 0x0100, "1000" }, { 0x0200, "1001" }, { 0x0400, "1010" }, { 0x0800, "1011" },
	{ 0x1000, "1100" }, { 0x2000, "1101" }, { 0x4000, "1110" },
};
static const struct choice aac_types[] = {
	{ 0x80, "MPEG-2 AAC LC" }, { 0x40, "MPEG-4 AAC LC" }, { 0x20, "MPEG-4 AAC LTP" },
	{ 0x10, "MPEG-4 AAC scalable" }, { 0x08, "RFA (b3)" }, { 0x04, "RFA (b2)" },
	{ 0x02, "RFA (b1)" }, { 0x01, "RFA (b0)" },
};
static const struct choice aac_rates[] = {
	{ 0x8000, "8000" }, { 0x4000, "11025" }, { 0x2000, "12000" }, { 0x1000, "16000" },
	{ 0x0800, "22050" }, { 0x0400, "24000" }, { 0x0200, "32000" }, { 0x0100, "44100" },
	{ 0x0080, "48000" }, { 0x0040, "64000" }, { 0x0020, "88200" }, { 0x0010, "96000" },
};
static const struct choice aac_channels[] = { { 0x08, "1" }, { 0x04, "2" } };
static const struct choice aptx_modes[] = { { 0x01, "Mono" }, { 0x02, "Stereo" } };
static const struct choice directions[] = { { 0x01, "Sink" }, { 0x02, "Source" } };
static const struct choice sink_rates[] = { { 0x01, "48000" }, { 0x02, "44100" } };
static const struct choice source_rates[] = { { 0x20, "16000" } };

#define CHOICE(shift_, mask_, name_, c) { PART_CHOICE, shift_, mask_, name_, c, ARRAY_SIZE(c) }
#define PART(type_, shift_, mask_, name_) { PART_##type_, shift_, mask_, name_, NULL, 0 }

static const struct part sbc[] = {
	CHOICE(24, 0xf0, "Frequency", rates_high),
	CHOICE(24, 0x0f, "Channel Mode", modes),
	CHOICE(16, 0xf0, "Block Length", blocks),
	CHOICE(16, 0x0c, "Subbands", subbands),
	CHOICE(16, 0x03, "Allocation Method", allocations),
	PART(NUMBER, 8, 0xff, "Minimum Bitpool"),
	PART(NUMBER, 0, 0xff, "Maximum Bitpool"),
};
static const struct part mpeg12[] = {
	CHOICE(24, 0xe0, "Layer", layers),
	PART(FLAG, 24, 0x10, "CRC"),
	CHOICE(24, 0x0f, "Channel Mode", modes),
	PART(PAYLOAD, 16, 0x40, "Media Payload Format"),
	CHOICE(16, 0x3f, "Frequency", mpeg_rates),
	{ PART_INDEX, 0, 0x7fff, "Bitrate Index", mpeg_bitrates, ARRAY_SIZE(mpeg_bitrates) },
	PART(FLAG, 0, 0x8000, "VBR"),
};
static const struct part aac[] = {
	CHOICE(40, 0xff, "Object Type", aac_types),
	CHOICE(24, 0xfff0, "Frequency", aac_rates),
	CHOICE(24, 0x0c, "Channels", aac_channels),
	PART(RATE, 0, 0x7fffff, "Bitrate"),
	PART(FLAG, 0, 0x800000, "VBR"),
};
static const struct part aptx[] = {
	CHOICE(0, 0xf0, "Frequency", rates_high),
	CHOICE(0, 0x0f, "Channel Mode", aptx_modes),
};
static const struct part aptx_hd[] = {
	CHOICE(32, 0xf0, "Frequency", rates_high),
	CHOICE(32, 0x0f, "Channel Mode", aptx_modes),
};
static const struct part aptx_ll[] = {
	CHOICE(8, 0xf0, "Frequency", rates_high),
	CHOICE(8, 0x0f, "Channel Mode", aptx_modes),
};
static const struct part faststream[] = {
	{ PART_MASK, 8, 0xff, "Direction", directions, ARRAY_SIZE(directions) },
	CHOICE(0, 0x0f, "Sink Frequency", sink_rates),
	CHOICE(0, 0xf0, "Source Frequency", source_rates),
};

static const struct codec codecs[] = {
	{ 0, CODEC_SBC, 4, "SBC", sbc, ARRAY_SIZE(sbc) },
	{ 0, CODEC_MPEG12, 4, "MPEG-1,2 Audio", mpeg12, ARRAY_SIZE(mpeg12) },
	{ 0, CODEC_AAC, 6, "MPEG-2,4 AAC", aac, ARRAY_SIZE(aac) },
	{ 0, CODEC_ATRAC, 0, "ATRAC Family", NULL, 0 },
	{ 0, CODEC_VENDOR, 0, "Non-A2DP", NULL, 0 },
	{ 0x0000000a, 0x0001, 2, "FastStream", faststream, ARRAY_SIZE(faststream) },
	{ 0x0000000a, 0x0002, 2, "aptX Low Latency", aptx_ll, ARRAY_SIZE(aptx_ll) },
	{ 0x0000004f, 0x0001, 1, "aptX", aptx, ARRAY_SIZE(aptx) },
	{ 0x000000d7, 0x0024, 5, "aptX HD", aptx_hd, ARRAY_SIZE(aptx_hd) },
	{ 0x0000012d, 0x00aa, 2, "LDAC", NULL, 0 },
};
/* clang-format on */

static const struct codec *codec_find(uint32_t vendor, uint16_t id)
{
	for (size_t i = 0; i < ARRAY_SIZE(codecs); i++)
		if (codecs[i].vendor == vendor && codecs[i].id == id)
			return &codecs[i];
	return NULL;
}

/* At least two digits, as many as there are. */
static uint8_t digits_of(uint32_t v)
{
	uint8_t digits = 2;

	while (digits < 8 && v >> 4 * digits)
		digits++;
	return digits;
}

static void put_mask(struct packet *p, const struct part *part, uint32_t v,
    uint8_t digits, const uint8_t *at)
{
	struct field f = {
		.kind = FIELD_BITS,
		.name = part->name,
		.value = v,
		.digits = digits,
		.len = 1,
	};

	put_field(p, &f, at);
	p->depth++;
	for (unsigned i = 0; i < part->n; i++) {
		f = (struct field){
			.kind = FIELD_BIT,
			.name = "Bit",
			.bare = true,
			.value = part->choices[i].bit,
			.text = part->choices[i].text,
		};
		if (v & part->choices[i].bit)
			put_field(p, &f, NULL);
	}
	p->depth--;
}

/* One bit should be set; the first of them counts. */
static void put_choice(struct packet *p, const struct part *part, uint32_t v,
    uint8_t digits, const uint8_t *at)
{
	struct field f = {
		.kind = FIELD_ENUM,
		.name = part->name,
		.text = "Unknown",
		.value = v,
		.digits = digits,
		.len = 1,
	};

	for (unsigned i = part->n; i-- > 0;)
		if (v & part->choices[i].bit)
			f.text = part->choices[i].text;
	put_field(p, &f, at);
}

static void put_part(struct packet *p, const struct codec *codec,
    const struct part *part, const uint8_t *data, bool configured)
{
	static const struct scale scale_bps = { .mul = 1, .unit = "bps" };
	uint64_t all = get_be(data, codec->size);
	uint32_t v = (uint32_t)(all >> part->shift) & part->mask;
	const uint8_t *at = data + codec->size - 1 - part->shift / 8;
	struct field f = {
		.kind = FIELD_WORD,
		.name = part->name,
		.value = v,
		.len = 1,
	};

	switch ((enum part_type)part->type) {
	case PART_CHOICE:
	case PART_MASK:
		if (configured && part->type == PART_CHOICE)
			put_choice(p, part, v, digits_of(v), at);
		else
			put_mask(p, part, v, digits_of(v), at);
		return;
	case PART_INDEX:
		if (all >> part->shift & (part->mask + 1))
			return;
		if (configured)
			put_choice(p, part, v, 4, at);
		else
			put_mask(p, part, v, 4, at);
		return;
	case PART_NUMBER:
		f.kind = FIELD_UINT;
		break;
	case PART_RATE:
		f.kind = FIELD_SCALED;
		f.scale = &scale_bps;
		break;
	case PART_FLAG:
		f.text = v ? "Yes" : "No";
		break;
	case PART_PAYLOAD:
		f.text = v ? "RFC-2250 RFC-3119" : "RFC-2250";
		break;
	}
	put_field(p, &f, at);
}

static void put_parts(struct packet *p, const struct codec *codec,
    const uint8_t *data, bool configured)
{
	for (unsigned i = 0; i < codec->n; i++)
		put_part(p, codec, &codec->parts[i], data, configured);
}

static void put_at_depth(struct packet *p, uint8_t depth)
{
	const uint8_t here = p->depth;

	p->depth = depth;
	put_rest(p);
	p->depth = here;
}

/* btmon has no names for LDAC's octets. */
static void put_ldac(struct packet *p)
{
	put_hex(p, "Unknown", 2);
}

static bool put_vendor_codec(struct packet *p, bool configured)
{
	const uint8_t *at = p->r.p;
	const struct codec *codec;
	uint32_t vendor;
	uint16_t id;
	struct field f = { .kind = FIELD_ENUM, .name = "Vendor ID" };

	if (rd_left(&p->r) < 6)
		return false;
	vendor = rd_u32(&p->r);
	id = rd_u16(&p->r);
	f.value = vendor;
	f.digits = 8;
	f.len = 4;
	f.text = name_company((uint16_t)vendor);
	if (!f.text || vendor > UINT16_MAX)
		f.text = "not assigned";
	put_field(p, &f, at);
	codec = vendor ? codec_find(vendor, id) : NULL;
	f.name = "Vendor Specific Codec ID";
	f.text = codec ? codec->name : "Unknown";
	f.value = id;
	f.digits = 4;
	f.len = 2;
	put_field(p, &f, at + 4);
	if (!codec) {
		put_at_depth(p, 1);
		return true;
	}
	if (rd_left(&p->r) != codec->size)
		return false;
	p->depth++;
	if (codec->parts)
		put_parts(p, codec, p->r.p, configured);
	else
		put_ldac(p);
	p->depth--;
	if (codec->parts == aptx_ll)
		put_word(p, "Bidirectional link", p->r.p[1] & 1,
		    p->r.p[1] & 1 ? "Yes" : "No");
	p->r.p = p->r.end;
	return true;
}

bool put_a2dp_codec(struct packet *p, bool configured)
{
	const uint8_t *at = p->r.p;
	const struct codec *codec;
	struct field f = {
		.kind = FIELD_ENUM,
		.name = "Media Codec",
		.digits = 2,
		.len = 1,
	};
	bool good;

	if (!rd_left(&p->r))
		return false;
	rd_skip(&p->r, 1);
	codec = codec_find(0, at[0]);
	f.value = at[0];
	f.text = codec ? codec->name : "Reserved";
	put_field(p, &f, at);
	p->depth++;
	if (at[0] == CODEC_VENDOR) {
		good = put_vendor_codec(p, configured);
	} else if (codec && codec->parts) {
		good = rd_left(&p->r) == codec->size;
		if (good) {
			put_parts(p, codec, p->r.p, configured);
			p->r.p = p->r.end;
		}
	} else {
		put_at_depth(p, 1);
		good = true;
	}
	p->depth--;
	return good;
}

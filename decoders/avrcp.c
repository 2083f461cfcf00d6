#include "decoders/avrcp.h"

enum { AVC_REJECTED = 0x0a, AVC_RESPONSES = 0x08 };
enum { STATUS_SUCCESS = 0x04 };
enum { PART_SINGLE, PART_START, PART_CONTINUING, PART_END };

static const char *const part_text[] = { "Single", "Start", "Continuing",
	"End" };

/* clang-format off */
static const char *const capability_text[] = { [2] = "CompanyID", "EventsID" };
static const char *const event_text[] = {
	[1] = "EVENT_PLAYBACK_STATUS_CHANGED", "EVENT_TRACK_CHANGED", "EVENT_TRACK_REACHED_END",
	"EVENT_TRACK_REACHED_START", "EVENT_PLAYBACK_POS_CHANGED", "EVENT_BATT_STATUS_CHANGED",
	"EVENT_SYSTEM_STATUS_CHANGED", "EVENT_PLAYER_APPLICATION_SETTING_CHANGED",
	"EVENT_NOW_PLAYING_CONTENT_CHANGED", "EVENT_AVAILABLE_PLAYERS_CHANGED",
	"EVENT_ADDRESSED_PLAYER_CHANGED", "EVENT_UIDS_CHANGED", "EVENT_VOLUME_CHANGED",
};
static const char *const setting_text[] = {
	[1] = "Equalizer ON/OFF Status", "Repeat Mode Status", "Shuffle ON/OFF Status",
	"Scan ON/OFF Status",
};
static const char *const equalizer_text[] = { [1] = "OFF", "ON" };
static const char *const repeat_text[] = {
	[1] = "OFF", "Single Track Repeat", "All Track Repeat", "Group Repeat",
};
static const char *const shuffle_text[] = { [1] = "OFF", "All Track Shuffle", "Group Shuffle" };
static const char *const scan_text[] = { [1] = "OFF", "All Track Scan", "Group Scan" };
static const char *const element_text[] = {
	[1] = "Title", "Artist", "Album", "Track", "Track Total", "Genre", "Track duration",
};
static const struct name charset_rows[] = {
	{ 0x0001, "Reserved" }, { 0x0002, "Reserved" }, { 0x0003, "ASCII" },
	{ 0x0004, "ISO_8859-1" }, { 0x0005, "ISO_8859-2" }, { 0x0006, "ISO_8859-3" },
	{ 0x0007, "ISO_8859-4" }, { 0x0008, "ISO_8859-5" }, { 0x0009, "ISO_8859-6" },
	{ 0x000a, "ISO_8859-7" }, { 0x000b, "ISO_8859-8" }, { 0x000c, "ISO_8859-9" },
	{ 0x006a, "UTF-8" },
};
static const struct name play_rows[] = {
	{ 0x00, "STOPPED" }, { 0x01, "PLAYING" }, { 0x02, "PAUSED" }, { 0x03, "FWD_SEEK" },
	{ 0x04, "REV_SEEK" }, { 0xff, "ERROR" },
};
static const char *const battery_text[] = {
	"NORMAL", "WARNING", "CRITICAL", "EXTERNAL", "FULL_CHARGE",
};
static const char *const system_text[] = { "POWER_ON", "POWER_OFF", "UNPLUGGED" };
static const char *const scope_text[] = {
	"Media Player List", "Media Player Virtual Filesystem", "Search", "Now Playing",
};
static const char *const status_text[] = {
	"Invalid Command", "Invalid Parameter", "Not Found", "Internal Error", "Success",
	"UID Changed", NULL, "Invalid Direction", "Not a Directory", "Does Not Exist",
	"Invalid Scope", "Range Out of Bounds", "UID is a Directory", "Media in Use",
	"Now Playing List Full", "Search Not Supported", "Search in Progress",
	"Invalid Player ID", "Player Not Browsable", "Player Not Addressed",
	"No Valid Search Result", "No Available Players", "Addressed Player Changed",
};
static const char *const folder_text[] = {
	"Mixed", "Titles", "Albums", "Artists", "Genres", "Playlists", "Years",
};
static const char *const playable_text[] = { "False", "True" };
static const char *const media_text[] = { "Audio", "Video" };
static const char *const item_text[] = { [1] = "Media Player", "Folder", "Media Element" };
static const char *const direction_text[] = { "Folder Up", "Folder Down" };
static const struct names folder_names = NAMES_DENSE(folder_text);
static const struct names playable_names = NAMES_DENSE(playable_text);
static const struct names media_names = NAMES_DENSE(media_text);
static const struct names item_names = NAMES_DENSE(item_text);
static const struct names direction_names = NAMES_DENSE(direction_text);
static const struct names capability_names = NAMES_DENSE(capability_text);
static const struct names event_names = NAMES_DENSE(event_text);
static const struct names setting_names = NAMES_DENSE(setting_text);
static const struct names element_names = NAMES_DENSE(element_text);
static const struct names charset_names = NAMES_SPARSE(charset_rows);
static const struct names play_names = NAMES_SPARSE(play_rows);
static const struct names battery_names = NAMES_DENSE(battery_text);
static const struct names system_names = NAMES_DENSE(system_text);
static const struct names scope_names = NAMES_DENSE(scope_text);
static const struct names status_names = NAMES_DENSE(status_text);

/* Of the settings, by number. */
static const struct names value_names[] = {
	[1] = NAMES_DENSE(equalizer_text),
	[2] = NAMES_DENSE(repeat_text),
	[3] = NAMES_DENSE(shuffle_text),
	[4] = NAMES_DENSE(scan_text),
};
/* clang-format on */

/* Every function here takes what it shows, and returns false when there is too
 * little. */

static bool take_be(
    struct packet *p, unsigned size, uint64_t *v, const uint8_t **at)
{
	if (rd_left(&p->r) < size)
		return false;
	*at = rd_bytes(&p->r, size);
	*v = get_be(*at, size);
	return true;
}

static bool put_plain(struct packet *p, const char *name, unsigned size)
{
	const uint8_t *at;
	uint64_t v;

	if (!take_be(p, size, &v, &at))
		return false;
	put_value(p, FIELD_HEX, name, v, at, size);
	return true;
}

/* "EventID: 0x01 (EVENT_PLAYBACK_STATUS_CHANGED)" */
static bool put_named(struct packet *p, const char *name, unsigned size,
    const struct names *names, const char *unknown, uint64_t *out)
{
	struct field f = {
		.kind = FIELD_WORD,
		.name = "Text",
		.join = " (",
		.after = ")",
	};
	const uint8_t *at;
	uint64_t v;

	if (!take_be(p, size, &v, &at))
		return false;
	put_value(p, FIELD_HEX, name, v, at, size);
	f.text = names_find(names, (uint32_t)v);
	if (!f.text)
		f.text = unknown;
	put_field(p, &f, NULL);
	if (out)
		*out = v;
	return true;
}

/* "Interval: 0x00000005 (5 seconds)" */
static bool put_counted(
    struct packet *p, const char *name, unsigned size, const char *after)
{
	const uint8_t *at;
	uint64_t v;

	if (!take_be(p, size, &v, &at))
		return false;
	put_value(p, FIELD_HEX, name, v, at, size);
	join_uint(p, "Number", v, " (", after);
	return true;
}

static bool put_uid(struct packet *p, const char *name)
{
	return put_counted(p, name, 8, ")");
}

static bool put_text(struct packet *p, const char *name, size_t n)
{
	const uint8_t *at;
	struct field f = { .kind = FIELD_STRING, .name = name };

	if (n > rd_left(&p->r))
		n = rd_left(&p->r);
	at = rd_bytes(&p->r, n);
	f.data = at;
	while (f.len < n && at[f.len])
		f.len++;
	put_field(p, &f, at);
	return true;
}

static bool put_count(struct packet *p, const char *name, uint64_t *n)
{
	if (rd_left(&p->r))
		*n = p->r.p[0];
	return put_plain(p, name, 1);
}

static bool put_setting(struct packet *p, uint64_t *setting)
{
	return put_named(
	    p, "AttributeID", 1, &setting_names, "Unknown", setting);
}

static bool put_setting_value(
    struct packet *p, uint64_t setting, const char *unknown)
{
	static const struct names none = { 0 };
	bool known = setting && setting < ARRAY_SIZE(value_names);

	return put_named(p, "ValueID", 1, known ? &value_names[setting] : &none,
	    known ? "Reserved" : unknown, NULL);
}

static bool put_settings(struct packet *p)
{
	uint64_t n = 0;

	if (!put_count(p, "AttributeCount", &n))
		return false;
	while (n--)
		if (!put_setting(p, NULL))
			return false;
	return true;
}

static bool put_setting_pairs(struct packet *p, const char *name)
{
	uint64_t n = 0, setting;

	if (!put_count(p, name, &n))
		return false;
	while (n--)
		if (!put_setting(p, &setting) ||
		    !put_setting_value(p, setting, "Unknown"))
			return false;
	return true;
}

static bool get_capabilities(struct packet *p)
{
	return put_named(
	    p, "CapabilityID", 1, &capability_names, "Unknown", NULL);
}

static bool capabilities(struct packet *p)
{
	uint64_t kind, n = 0;

	if (!put_named(
		p, "CapabilityID", 1, &capability_names, "Unknown", &kind) ||
	    !put_count(p, "CapabilityCount", &n))
		return false;
	while (n--) {
		if (kind == 2 && !put_plain(p, "CompanyID", 3))
			return false;
		if (kind == 3 && !put_named(p, "EventsID", 1, &event_names,
				     "Reserved", NULL))
			return false;
	}
	return true;
}

static bool nothing(struct packet *p)
{
	(void)p;
	return true;
}

static bool settings(struct packet *p)
{
	return !rd_left(&p->r) || put_settings(p);
}

static bool one_setting(struct packet *p)
{
	return put_setting(p, NULL);
}

static bool put_setting_values(struct packet *p, uint8_t setting)
{
	uint64_t n = 0;

	if (!put_count(p, "ValueCount", &n))
		return false;
	while (n--)
		if (!put_setting_value(p, setting, "Illegal"))
			return false;
	return true;
}

static bool current_values(struct packet *p)
{
	return put_setting_pairs(p, "ValueCount");
}

static bool set_values(struct packet *p)
{
	return put_setting_pairs(p, "AttributeCount");
}

static bool put_charset(struct packet *p, const char *name)
{
	return put_named(p, name, 2, &charset_names, "Unknown", NULL);
}

static bool put_short_text(struct packet *p)
{
	uint64_t n = 0;

	return put_count(p, "StringLength", &n) && put_text(p, "String", n);
}

static bool setting_texts(struct packet *p)
{
	uint64_t n = 0;

	if (!put_count(p, "AttributeCount", &n))
		return false;
	while (n--)
		if (!put_setting(p, NULL) || !put_charset(p, "CharsetID") ||
		    !put_short_text(p))
			return false;
	return true;
}

static bool get_value_texts(struct packet *p)
{
	uint64_t setting;

	return put_setting(p, &setting) &&
	       put_setting_values(p, (uint8_t)setting);
}

static bool put_value_texts(struct packet *p, uint8_t setting)
{
	uint64_t n = 0;

	if (!put_count(p, "ValueCount", &n))
		return false;
	while (n--)
		if (!put_setting_value(p, setting, "Illegal") ||
		    !put_charset(p, "CharsetID") || !put_short_text(p))
			return false;
	return true;
}

static bool charsets(struct packet *p)
{
	uint64_t n = 0;

	if (!put_count(p, "CharsetCount", &n))
		return false;
	while (n--)
		if (!put_charset(p, "CharsetID"))
			return false;
	return true;
}

static bool get_elements(struct packet *p)
{
	struct field f = {
		.kind = FIELD_HEX,
		.name = "Identifier",
		.digits = 1,
		.len = 8,
	};
	const uint8_t *at;
	uint64_t n = 0;

	if (!take_be(p, 8, &f.value, &at))
		return false;
	while (f.digits < 16 && f.value >> 4 * f.digits)
		f.digits++;
	put_field(p, &f, at);
	join_word(p, "Text", f.value ? "Reserved)" : "PLAYING)", " (");
	if (!put_count(p, "AttributeCount", &n))
		return false;
	while (n--)
		if (!put_named(
			p, "AttributeID", 4, &element_names, "Reserved", NULL))
			return false;
	return true;
}

/* The attributes that are left of those that were counted; the last one of a
 * part may go on in the next. */
static bool put_counted_elements(struct packet *p, struct avrcp *e)
{
	while (e->left && rd_left(&p->r)) {
		const uint8_t *at;
		uint64_t n;
		size_t have;

		if (!put_named(
			p, "Attribute", 4, &element_names, "Reserved", NULL) ||
		    !put_charset(p, "CharsetID") || !take_be(p, 2, &n, &at))
			return false;
		put_value(p, FIELD_HEX, "AttributeValueLength", n, at, 2);
		have = rd_left(&p->r);
		put_text(p, "AttributeValue", n);
		e->left--;
		e->octets = n > have ? (uint16_t)(n - have) : 0;
	}
	return true;
}

static bool put_elements(struct packet *p, struct avrcp *e, uint8_t part)
{
	uint64_t n = 0;
	bool good;

	if (part == PART_SINGLE || part == PART_START) {
		if (!put_count(p, "AttributeCount", &n))
			return false;
		e->left = (uint8_t)n;
		e->octets = 0;
	} else if (e->octets) {
		size_t have = rd_left(&p->r);

		put_text(p, "ContinuingAttributeValue", e->octets);
		e->octets = e->octets > have ? (uint16_t)(e->octets - have) : 0;
	}
	good = put_counted_elements(p, e);
	if (part == PART_SINGLE || part == PART_END)
		e->left = 0;
	return good;
}

static bool put_play_status(struct packet *p)
{
	return put_named(p, "PlayStatus", 1, &play_names, "Unknown", NULL);
}

static bool play_status(struct packet *p)
{
	return put_counted(p, "SongLength", 4, " milliseconds)") &&
	       put_counted(p, "SongPosition", 4, " milliseconds)") &&
	       put_play_status(p);
}

/* "50.39% (64/127)" */
static bool volume(struct packet *p)
{
	struct field f = {
		.kind = FIELD_DECIMAL,
		.name = "Volume",
		.exponent = -2,
		.len = 1,
	};
	const uint8_t *at;
	uint64_t v;

	if (!take_be(p, 1, &v, &at))
		return false;
	v &= 0x7f;
	f.value = (v * 20000 + 127) / 254;
	put_field(p, &f, at);
	join_uint(p, "Steps", v, "% (", "/127)");
	return true;
}

static bool put_event(struct packet *p, uint64_t *event)
{
	return put_named(p, "EventID", 1, &event_names, "Reserved", event);
}

static bool register_notification(struct packet *p)
{
	return put_event(p, NULL) && put_counted(p, "Interval", 4, " seconds)");
}

static bool addressed_player(struct packet *p)
{
	return put_counted(p, "PlayerID", 2, ")") &&
	       put_counted(p, "UIDCounter", 2, ")");
}

static bool notification(struct packet *p)
{
	uint64_t event;

	if (!put_event(p, &event))
		return false;
	switch (event) {
	case 0x01:
		return put_play_status(p);
	case 0x02:
		return put_uid(p, "Identifier");
	case 0x05:
		return put_counted(p, "Position", 4, " milliseconds)");
	case 0x06:
		return put_named(
		    p, "BatteryStatus", 1, &battery_names, "Reserved", NULL);
	case 0x07:
		return put_named(
		    p, "SystemStatus", 1, &system_names, "UNKNOWN", NULL);
	case 0x08:
		return put_setting_pairs(p, "AttributeCount");
	case 0x0b:
		return addressed_player(p);
	case 0x0c:
		return put_counted(p, "UIDCounter", 2, ")");
	case 0x0d:
		return volume(p);
	}
	return true;
}

static bool set_addressed_player(struct packet *p)
{
	return put_counted(p, "PlayerID", 2, ")");
}

static bool status(struct packet *p)
{
	return put_named(p, "Status", 1, &status_names, "Unknown", NULL);
}

static bool item(struct packet *p)
{
	return put_named(p, "Scope", 1, &scope_names, "Unknown", NULL) &&
	       put_uid(p, "UID") && put_counted(p, "UIDCounter", 2, ")");
}

/* The browsing channel. */

static bool browsed_player(struct packet *p)
{
	return put_counted(p, "PlayerID", 2, ")");
}

/* Of every answer: false also when it says no more than that it failed. */
static bool put_success(struct packet *p, bool *good)
{
	uint64_t v = 0;

	*good = put_named(p, "Status", 1, &status_names, "Unknown", &v);
	return *good && v == STATUS_SUCCESS;
}

static bool put_long_text(
    struct packet *p, const char *length, const char *name)
{
	const uint8_t *at;
	uint64_t n;

	if (!take_be(p, 2, &n, &at))
		return false;
	put_value(p, FIELD_HEX, length, n, at, 2);
	join_uint(p, "Number", n, " (", ")");
	if (rd_left(&p->r) < n)
		return false;
	return put_text(p, name, n);
}

/* "Folder: ABC" */
static bool put_folder(struct packet *p)
{
	const uint8_t *at;
	uint64_t n;

	if (!take_be(p, 2, &n, &at) || rd_left(&p->r) < n)
		return false;
	put_layout(p, at, 2);
	if (n)
		return put_text(p, "Folder", n);
	put_word(p, "Folder", 0, "<empty>");
	return true;
}

static bool path(struct packet *p)
{
	uint64_t depth = 0;
	bool good;

	if (!put_success(p, &good))
		return good;
	if (!put_counted(p, "UIDCounter", 2, ")") ||
	    !put_counted(p, "Number of Items", 4, ")") ||
	    !put_charset(p, "CharsetID"))
		return false;
	if (rd_left(&p->r))
		depth = p->r.p[0];
	if (!put_counted(p, "Folder Depth", 1, ")"))
		return false;
	while (depth--)
		if (!put_folder(p))
			return false;
	return true;
}

/* 0xff: none; 0: all. */
static bool put_attribute_ids(struct packet *p)
{
	uint64_t n = rd_left(&p->r) ? p->r.p[0] : 0;

	if (!put_counted(p, "AttributeCount", 1, ")"))
		return false;
	for (; n && n != 0xff; n--)
		if (!put_named(
			p, "AttributeID", 4, &element_names, "Reserved", NULL))
			return false;
	return true;
}

static bool put_attributes(struct packet *p)
{
	uint64_t n = rd_left(&p->r) ? p->r.p[0] : 0;

	if (!put_counted(p, "AttributeCount", 1, ")"))
		return false;
	while (n--)
		if (!put_named(p, "AttributeID", 4, &element_names, "Reserved",
			NULL) ||
		    !put_charset(p, "CharsetID") ||
		    !put_long_text(p, "AttributeLength", "AttributeValue"))
			return false;
	return true;
}

static bool get_folder_items(struct packet *p)
{
	return put_named(p, "Scope", 1, &scope_names, "Unknown", NULL) &&
	       put_counted(p, "StartItem", 4, ")") &&
	       put_counted(p, "EndItem", 4, ")") && put_attribute_ids(p);
}

/* "PlayerType: 0x0003 (Audio, Video)" */
static bool put_kinds(struct packet *p, const char *name, unsigned size,
    const char *const *text, unsigned n)
{
	struct field f = {
		.kind = FIELD_HEX,
		.name = name,
		.digits = size == 1 ? 4 : 8,
		.len = size,
	};
	const char *join = " (";
	const uint8_t *at;
	unsigned kinds;

	if (!take_be(p, size, &f.value, &at))
		return false;
	put_field(p, &f, at);
	kinds = (unsigned)(f.value & ((1u << n) - 1));
	f = (struct field){ .kind = FIELD_WORD, .name = "Text" };
	for (unsigned i = 0; i < n; i++) {
		if (!(kinds >> i & 1))
			continue;
		f.text = text[i];
		f.join = join;
		f.after = kinds >> i > 1 ? NULL : ")";
		put_field(p, &f, NULL);
		join = ", ";
	}
	if (!kinds)
		join_word(p, "Text", "None)", join);
	return true;
}

/* The keys that a player knows, 0 to 57, have no names here. */
static bool put_player_features(struct packet *p)
{
	enum { SIZE = 16, FIRST = 58 };
	static const char *const text[] = {
		"Advanced Control Player",
		"Browsing",
		"Searching",
		"AddToNowPlaying",
		"Unique UIDs",
		"OnlyBrowsableWhenAddressed",
		"OnlySearchableWhenAddressed",
		"NowPlaying",
		"UIDPersistency",
		"NumberOfItems",
		"CoverArt",
	};
	const uint8_t *at = rd_bytes(&p->r, SIZE);
	struct field f = {
		.kind = FIELD_HEX,
		.name = "Features",
		.data = at,
		.len = SIZE,
	};

	if (!at)
		return false;
	put_field(p, &f, at);
	p->depth++;
	for (unsigned i = 0; i < ARRAY_SIZE(text); i++) {
		unsigned bit = FIRST + i;
		struct field name = {
			.kind = FIELD_BIT,
			.name = "Bit",
			.bare = true,
			.value = bit,
			.text = text[i],
		};

		if (at[bit / 8] >> bit % 8 & 1)
			put_field(p, &name, NULL);
	}
	p->depth--;
	return true;
}

static bool player_item(struct packet *p)
{
	static const char *const types[] = { "Audio", "Video",
		"Audio Broadcasting", "Video Broadcasting" };
	static const char *const subtypes[] = { "Audio Book", "Podcast" };

	return put_counted(p, "PlayerID", 2, ")") &&
	       put_kinds(p, "PlayerType", 1, types, ARRAY_SIZE(types)) &&
	       put_kinds(
		   p, "PlayerSubType", 4, subtypes, ARRAY_SIZE(subtypes)) &&
	       put_play_status(p) && put_player_features(p) &&
	       put_charset(p, "CharsetID") &&
	       put_long_text(p, "NameLength", "Name");
}

static bool folder_item(struct packet *p)
{
	return put_uid(p, "FolderUID") &&
	       put_named(p, "FolderType", 1, &folder_names, "Reserved", NULL) &&
	       put_named(
		   p, "IsPlayable", 1, &playable_names, "Reserved", NULL) &&
	       put_charset(p, "CharsetID") &&
	       put_long_text(p, "NameLength", "Name");
}

static bool element_item(struct packet *p)
{
	return put_uid(p, "ElementUID") &&
	       put_named(p, "ElementType", 1, &media_names, "Reserved", NULL) &&
	       put_charset(p, "CharsetID") &&
	       put_long_text(p, "NameLength", "Name") && put_attributes(p);
}

static bool put_item(struct packet *p)
{
	static bool (*const kinds[])(struct packet * p) = {
		[1] = player_item,
		folder_item,
		element_item,
	};
	struct field f = {
		.kind = FIELD_WORD,
		.name = "Text",
		.join = " (",
		.after = ") ", /* as btmon */
	};
	const uint8_t *at;
	struct rd rest;
	uint64_t kind, n;
	bool good = true;

	if (!take_be(p, 1, &kind, &at))
		return false;
	put_value(p, FIELD_HEX, "Item", kind, at, 1);
	f.text = names_find(&item_names, (uint32_t)kind);
	if (!f.text)
		f.text = "Unknown";
	put_field(p, &f, NULL);
	if (!take_be(p, 2, &n, &at))
		return false;
	put_value(p, FIELD_HEX, "Length", n, at, 2);
	join_uint(p, "Number", n, " (", ")");
	if (rd_left(&p->r) < n)
		return false;
	at = rd_bytes(&p->r, n);
	rest = p->r;
	p->r = rd_over(at, n);
	if (kind < ARRAY_SIZE(kinds) && kinds[kind])
		good = kinds[kind](p);
	else
		put_label(p, "Unknown Media Item type");
	put_rest(p);
	p->r = rest;
	return good;
}

static bool folder_items(struct packet *p)
{
	uint64_t n = 0;
	bool good;

	if (!put_success(p, &good))
		return good;
	if (!put_counted(p, "UIDCounter", 2, ")"))
		return false;
	if (rd_left(&p->r) >= 2)
		n = get_be(p->r.p, 2);
	if (!put_counted(p, "NumOfItems", 2, ")"))
		return false;
	while (n--)
		if (!put_item(p))
			return false;
	return true;
}

static bool change_path(struct packet *p)
{
	return put_counted(p, "UIDCounter", 2, ")") &&
	       put_named(
		   p, "Direction", 1, &direction_names, "Reserved", NULL) &&
	       put_uid(p, "FolderUID");
}

/* Four octets, of which btmon's width shows four digits. */
static bool put_number_of_items(struct packet *p)
{
	struct field f = {
		.kind = FIELD_HEX,
		.name = "Number of Items",
		.digits = 4,
		.len = 4,
	};
	const uint8_t *at;

	if (!take_be(p, 4, &f.value, &at))
		return false;
	while (f.digits < 8 && f.value >> 4 * f.digits)
		f.digits++;
	put_field(p, &f, at);
	join_uint(p, "Number", f.value, " (", ")");
	return true;
}

static bool path_changed(struct packet *p)
{
	bool good;

	return put_success(p, &good) ? put_number_of_items(p) : good;
}

static bool get_item_attributes(struct packet *p)
{
	return item(p) && put_attribute_ids(p);
}

static bool item_attributes(struct packet *p)
{
	bool good;

	return put_success(p, &good) ? put_attributes(p) : good;
}

static bool get_total(struct packet *p)
{
	return put_named(p, "Scope", 1, &scope_names, "Unknown", NULL);
}

static bool found(struct packet *p)
{
	bool good;

	if (!put_success(p, &good))
		return good;
	return put_counted(p, "UIDCounter", 2, ")") && put_number_of_items(p);
}

static bool search(struct packet *p)
{
	return put_charset(p, "CharsetID") &&
	       put_long_text(p, "Length", "String");
}

typedef bool avrcp_fn(struct packet *p);

enum {
	LIST_SETTING_VALUES = 0x12,
	GET_VALUE_TEXTS = 0x16,
	GET_ELEMENT_ATTRIBUTES = 0x20,
};

/* clang-format off */
static const struct pdu {
	uint8_t id;
	const char *name;
	avrcp_fn *command, *response; /* NULL: the octets are dumped */
} pdus[] = {
	{ 0x10, "GetCapabilities", get_capabilities, capabilities },
	{ 0x11, "ListPlayerApplicationSettingAttributes", nothing, settings },
	{ LIST_SETTING_VALUES, "ListPlayerApplicationSettingValues", one_setting, NULL },
	{ 0x13, "GetCurrentPlayerApplicationSettingValue", put_settings, current_values },
	{ 0x14, "SetPlayerApplicationSettingValue", set_values, nothing },
	{ 0x15, "GetPlayerApplicationSettingAttributeText", put_settings, setting_texts },
	{ GET_VALUE_TEXTS, "GetPlayerApplicationSettingValueText", get_value_texts, NULL },
	{ 0x17, "InformDisplayableCharacterSet", charsets, nothing },
	{ 0x18, "InformBatteryStatusOfCT", NULL, NULL },
	{ GET_ELEMENT_ATTRIBUTES, "GetElementAttributes", get_elements, NULL },
	{ 0x30, "GetPlayStatus", nothing, play_status },
	{ 0x31, "RegisterNotification", register_notification, notification },
	{ 0x40, "RequestContinuingResponse", NULL, NULL },
	{ 0x41, "AbortContinuingResponse", NULL, NULL },
	{ 0x50, "SetAbsoluteVolume", volume, volume },
	{ 0x60, "SetAddressedPlayer", set_addressed_player, status },
	{ 0x70, "SetBrowsedPlayer", NULL, NULL },
	{ 0x71, "GetFolderItems", NULL, NULL },
	{ 0x72, "ChangePath", NULL, NULL },
	{ 0x73, "GetItemAttributes", NULL, NULL },
	{ 0x74, "PlayItem", item, status },
	{ 0x75, "GetTotalNumOfItems", NULL, NULL },
	{ 0x80, "Search", NULL, NULL },
	{ 0x90, "AddToNowPlaying", item, status },
	{ 0xa0, "GeneralReject", NULL, NULL },
};
/* clang-format on */

/* clang-format off */
/* Of the browsing channel; the names are above. */
static const struct browsing {
	uint8_t id;
	avrcp_fn *command, *response;
} browsing[] = {
	{ 0x70, browsed_player, path },
	{ 0x71, get_folder_items, folder_items },
	{ 0x72, change_path, path_changed },
	{ 0x73, get_item_attributes, item_attributes },
	{ 0x75, get_total, found },
	{ 0x80, search, found },
	{ 0xa0, status, status },
};
/* clang-format on */

static const struct pdu *pdu_find(uint8_t id)
{
	for (size_t i = 0; i < ARRAY_SIZE(pdus); i++)
		if (pdus[i].id == id)
			return &pdus[i];
	return NULL;
}

static bool put_parameters(struct packet *p, struct channel *c,
    const struct pdu *pdu, uint8_t type, uint8_t part)
{
	bool response = type >= AVC_RESPONSES;
	struct avrcp *answer = &c->avrcp[p->rec->received == response];
	avrcp_fn *fn;

	if (type == AVC_REJECTED)
		return put_named(p, "Error", 1, &status_names, "Unknown", NULL);
	if (!pdu)
		return true;
	switch (response ? pdu->id : 0) {
	case LIST_SETTING_VALUES:
		return put_setting_values(p, answer->setting);
	case GET_VALUE_TEXTS:
		return put_value_texts(p, answer->setting);
	case GET_ELEMENT_ATTRIBUTES:
		return put_elements(p, answer, part);
	}
	if (!response)
		answer->setting = rd_left(&p->r) ? p->r.p[0] : 0;
	fn = response ? pdu->response : pdu->command;
	return !fn || fn(p);
}

bool put_avrcp(struct packet *p, struct channel *c, uint8_t type)
{
	uint8_t id = rd_u8(&p->r), part = rd_u8(&p->r);
	const uint8_t *len = rd_bytes(&p->r, 2);
	const struct pdu *pdu = pdu_find(id);
	bool good;

	if (!len)
		return false;
	put_layout(p, len - 2, 4);
	put_word(p, "AVRCP", id, pdu ? pdu->name : "Unknown");
	join_word(p, "Part",
	    part < ARRAY_SIZE(part_text) ? part_text[part] : "Unknown", " pt ");
	join_hex(p, "Length", get_be16(len), 4, " len ");
	if (rd_left(&p->r) != get_be16(len))
		return false;
	p->depth++;
	good = put_parameters(p, c, pdu, type, part);
	p->depth--;
	return good;
}

/* AVRCP 1.6, 6.10 to 6.13: as above without parts. */
bool put_avrcp_browsing(struct packet *p, bool response)
{
	uint8_t id = rd_u8(&p->r);
	const uint8_t *len = rd_bytes(&p->r, 2);
	const struct pdu *pdu = pdu_find(id);
	const struct browsing *row = browsing;
	avrcp_fn *fn;
	bool good = true;

	if (!len)
		return false;
	put_layout(p, len - 1, 3);
	put_word(p, "AVRCP", id, pdu ? pdu->name : "Unknown");
	join_hex(p, "Length", get_be16(len), 4, ": len ");
	if (rd_left(&p->r) != get_be16(len))
		return false;
	while (row < browsing + ARRAY_SIZE(browsing) && row->id != id)
		row++;
	p->depth++;
	if (row < browsing + ARRAY_SIZE(browsing)) {
		fn = response ? row->response : row->command;
		good = fn(p);
	}
	p->depth--;
	return good;
}

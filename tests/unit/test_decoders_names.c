/* Names of assigned numbers, against lists that others keep of them. */
#include "tests/unit/test_decoders.h"

#include <errno.h>
#include <stdio.h>

#include "base/uuid.h"
#include "decoders/hci.h"
#include "decoders/names.h"
#include "decoders/names_tables.h"

/* Where our name is another one than the lists', with ours. The lists are
 * younger; ours are the names that btmon 5.66 prints, misspelled or not, because
 * our text has to match its text, and the few that it lacks are tshark's. */
/* clang-format off */
static const struct name companies[] = {
	/* The same company, spelled otherwise, or with its former name. */
	{ 0x003c, "BlackBerry Limited (formerly Research In Motion)" },
	{ 0x008c, "Gimbal Inc. (formerly Qualcomm Labs, Inc. and "
		"Qualcomm Retail Solutions, Inc.)" },
	{ 0x008f, "Telit Wireless Solutions GmbH (formerly Stollmann E+V GmbH)" },
	{ 0x00a9, "MARELLI EUROPE S.P.A. (formerly Magneti Marelli S.p.A.)" },
	{ 0x00e4, "L.S. Research Inc." },
	{ 0x00ea, "Nielsen-Kellerman Company" },
	{ 0x010d, "DENSO TEN LIMITED (formerly Fujitsu Ten LImited)" },
	{ 0x0165, "Milwaukee Tool (Formally Milwaukee Electric Tools)" },
	{ 0x0171, "Amazon.com Services, LLC (formerly Amazon Fulfillment Service)" },
	{ 0x0179, "LAPIS Semiconductor Co., Ltd." },
	{ 0x019a, "TRON Forum (formerly T-Engine Forum)" },
	{ 0x01a6, "Wille Engineering (formerly as Asandoo GmbH)" },
	{ 0x02a5, "Tendyron Corporation ( 天地融科技股份有限公司 )" },
	{ 0x02c5, "Lenovo (Singapore) Pte Ltd. ( 联想（新加坡） )" },
	{ 0x02fa, "CoSTAR Technologies" },
	{ 0x031f, "MetaSystem S.p.A" },
	{ 0x034e, "Safe Trust Inc." },
	{ 0x037f, "Société des Produits Nestlé S.A. (formerly Nestec S.A.)" },
	{ 0x040a, "Openmatics" },
	{ 0x0464, "Bellman & Symfon" },
	{ 0x04df, "Emerson" },
	{ 0x0517, "Amtronic Sverige AB (formerly Amcore AB)" },
	{ 0x0560, "Sarita CareTech APS (formerly Sarita CareTech IVS)" },
	{ 0x060f, "Signify Netherlands" },
	{ 0x069a, "Adero, Inc. (formerly as TrackR, Inc.)" },
	{ 0x06e0, "Avaya" },
	{ 0x07dc, "ThingOS GmbH" },
	{ 0x0829, "HEXAGON" },
	{ 0x0862, "SmartDrive Inc." },
	{ 0x0871, "Dension Elektronikai Kft. (formerly: Dension Audio Systems Ltd.)" },
	{ 0x0885, "LEVOLOR, INC." },
	{ 0x08ee, "ASKEY" },
	/* Renamed, or sold, since btmon 5.66. */
	{ 0x0000, "Ericsson Technology Licensing" },
	{ 0x000a, "Cambridge Silicon Radio" },
	{ 0x0015, "RTX Telecom A/S" },
	{ 0x0025, "NXP Semiconductors (formerly Philips Semiconductors)" },
	{ 0x003a, "Panasonic Corporation (formerly Matsushita Electric Industrial Co., Ltd.)" },
	{ 0x0065, "Hewlett-Packard Company" },
	{ 0x0067, "GN Netcom A/S" },
	{ 0x006a, "MindTree Ltd." },
	{ 0x0077, "Laird Technologies" },
	{ 0x0082, "Sennheiser Communications A/S" },
	{ 0x0089, "GN ReSound A/S" },
	{ 0x00ba, "Starkey Laboratories Inc." },
	{ 0x00ce, "Elgato Systems GmbH" },
	{ 0x00d2, "Dialog Semiconductor B.V." },
	{ 0x00db, "Biosentronics" },
	{ 0x00fa, "Crystal Code AB" },
	{ 0x0107, "William Demant Holding A/S" },
	{ 0x011b, "Aruba Networks" },
	{ 0x016a, "Cooper-Atkins Corporation" },
	{ 0x017c, "Daimler AG" },
	{ 0x0180, "Gigaset Communications GmbH" },
	{ 0x018e, "Fitbit, Inc." },
	{ 0x01a4, "Mine Safety Appliances" },
	{ 0x01ab, "Facebook, Inc." },
	{ 0x01bf, "Hong Kong HunterSun Electronic Limited" },
	{ 0x01dd, "Koninklijke Philips Electronics N.V." },
	{ 0x022b, "Tesla Motors" },
	{ 0x0272, "Alps Electric Co., Ltd." },
	{ 0x0285, "Standard Innovation Inc." },
	{ 0x02a2, "LockedUp" },
	{ 0x02b2, "JouZen Oy" },
	{ 0x02bb, "Koha.,Co.Ltd" },
	{ 0x02c8, "VASCO Data Security International, Inc." },
	{ 0x02e5, "Espressif Incorporated ( 乐鑫信息科技(上海)有限公司 )" },
	{ 0x0304, "Proxy Technologies, Inc." },
	{ 0x031a, "Amber wireless GmbH" },
	{ 0x0334, "Corentium AS" },
	{ 0x035a, "Medicom Innovation Partner a/s" },
	{ 0x036e, "KeepTruckin Inc" },
	{ 0x03e0, "Actions (Zhuhai) Technology Co., Limited" },
	{ 0x03eb, "Evollve Inc." },
	{ 0x03fd, "Trimble Navigation Ltd." },
	{ 0x0409, "AXIS" },
	{ 0x0418, "Alpine Electronics Inc." },
	{ 0x0431, "Amway Corporation" },
	{ 0x0453, "GreenPeak Technologies BV" },
	{ 0x049f, "tictote AB" },
	{ 0x04d4, "5th Element Ltd" },
	{ 0x04d9, "RandMcNally" },
	{ 0x04f7, "Shenzhen Huiding Technology Co.,Ltd." },
	{ 0x0505, "Inplay Technologies LLC" },
	{ 0x0509, "myLIFTER Inc." },
	{ 0x0547, "LOGICDATA d.o.o." },
	{ 0x058c, "MERCK Kommanditgesellschaft auf Aktien" },
	{ 0x058e, "Oculus VR, LLC" },
	{ 0x05a0, "RCP Software Oy" },
	{ 0x05af, "ONvocal" },
	{ 0x05ee, "Glide Inc." },
	{ 0x0640, "Parkifi" },
	{ 0x065a, "Zound Industries International AB" },
	{ 0x06a4, "Sanyo Techno Solutions Tottori Co., Ltd." },
	{ 0x06df, "Hubbell Lighting, Inc." },
	{ 0x06f4, "Near Field Solutions Ltd" },
	{ 0x0715, "Vgyan Solutions" },
	{ 0x0719, "ECSG" },
	{ 0x0732, "Dairy Tech, Inc." },
	{ 0x0736, "FrancisFund, LLC" },
	{ 0x0792, "Provo Craft" },
	{ 0x07e3, "Audiowise Technology Inc." },
	{ 0x07e6, "Autogrow Systems Limited" },
	{ 0x07f1, "GSM Innovations Pty Ltd" },
	{ 0x0855, "Helios Hockey, Inc." },
	{ 0x085b, "RICOH ELECTRONIC DEVICES CO., LTD." },
	{ 0x0877, "Tome, Inc." },
	{ 0x0886, "Xsens Technologies B.V." },
	{ 0x08de, "Tyco Electronics Corporation a TE Connectivity Ltd Company" },
	{ 0x08e7, "Barrot Technology Limited" },
	{ 0x0943, "Inovonics Corp." },
	{ 0x0a89, "SES-Imagotag" },
	{ 0x0b0e, "Honda Lock Mfg. Co.,Ltd." },
	{ 0x0c5f, "Nanjing Linkpower Microelectronics Co.,Ltd" },
	{ 0xffff, "internal use" },
};

static const struct name services[] = {
	/* The same, spelled otherwise. */
	{ 0x1800, "Generic Access Profile" },
	{ 0x1801, "Generic Attribute Profile" },
	{ 0x181e, "Bond Management" },
	{ 0x1820, "Internet Protocol Support" },
	{ 0x1822, "Pulse Oximeter" },
	{ 0x1825, "Object Transfer" },
	{ 0x1827, "Mesh Provisioning" },
	{ 0x1828, "Mesh Proxy" },
	{ 0xfd69, "Samsung Electronics Co., Ltd." },
	{ 0xfd6b, " rapitag GmbH" },
	{ 0xfd70, "GuangDong Oppo Mobile Telecommunications Corp., Ltd." },
	{ 0xfdc8, "Hach – Danaher" },
	{ 0xfe26, "Google" },
	{ 0xfe27, "Google" },
	{ 0xfe86, "HUAWEI Technologies Co., Ltd. ( 华为技术有限公司 )" },
	{ 0xfe9f, "Google" },
	{ 0xfea0, "Google" },
	{ 0xfed8, "Google" },
	{ 0xfef3, "Google" },
	{ 0xfef4, "Google" },
	/* Renamed since btmon 5.66, or named after their owner. */
	{ 0x184b, "Telephony Bearer" },
	{ 0x184c, "Generic Telephony Bearer" },
	{ 0xfccc, "WiFi Alliance" },
	{ 0xfcfe, "Sennheiser Consumer Audio GmbH" },
	{ 0xfd0d, "Blecon Ltd" },
	{ 0xfd5f, "Oculus VR, LLC" },
	{ 0xfd62, "Fitbit, Inc." },
	{ 0xfd63, "Fitbit, Inc." },
	{ 0xfd6f, "Apple, Inc." },
	{ 0xfdb0, "Proxy Technologies, Inc." },
	{ 0xfdb1, "Proxy Technologies, Inc." },
	{ 0xfde2, "Google Inc." },
	{ 0xfdf0, "Google Inc." },
	{ 0xfe04, "OpenPath Security Inc" },
	{ 0xfe0f, "Signify Netherlands B.V. (formerly Philips Lighting B.V.)" },
	{ 0xfe10, "Lapis Semiconductor Co., Ltd." },
	{ 0xfe19, "Google, Inc" },
	{ 0xfe1e, "Smart Innovations Co., Ltd" },
	{ 0xfe2c, "Google" },
	{ 0xfe2d, "SMART INNOVATION Co.,Ltd" },
	{ 0xfe3b, "Dobly Laboratories" },
	{ 0xfe50, "Google Inc." },
	{ 0xfe55, "Google Inc." },
	{ 0xfe56, "Google Inc." },
	{ 0xfe59, "Nordic Semiconductor ASA" },
	{ 0xfe68, "Capsule Technologies Inc." },
	{ 0xfe69, "Capsule Technologies Inc." },
	{ 0xfeaa, "Google" },
	{ 0xfeb7, "Facebook, Inc." },
	{ 0xfeb8, "Facebook, Inc." },
	{ 0xfebb, "adafruit industries" },
	{ 0xfefe, "GN ReSound A/S" },
	{ 0xfffc, "AirFuel Alliance" },
	{ 0xfffd, "Fast IDentity Online Alliance (FIDO)" },
	{ 0xfffe, "Alliance for Wireless Power (A4WP)" },
};

static const struct name characteristics[] = {
	/* The same, spelled otherwise. */
	{ 0x2a40, "Ringer Control Point" },
	{ 0x2a5f, "PLX Continuous Measurement" },
	{ 0x2a67, "Location and Speed" },
	{ 0x2aa5, "Bond Management Feature" },
	{ 0x2ae3, "Chromatic Distance from Planckian" },
	{ 0x2ae5, "Chromaticity in CCT and Duv Values" },
	{ 0x2af3, "Energy in a Period of Day" },
	{ 0x2b02, "Mass Flow" },
	{ 0x2b07, "Relative Runtime in a Current Range" },
	{ 0x2b08, "Relative Runtime in a Generic Level Range" },
	{ 0x2b09, "Relative Value in a Voltage Range" },
	{ 0x2b0a, "Relative Value in an Illuminance Range" },
	{ 0x2b0b, "Relative Value in a Period of Day" },
	{ 0x2b0c, "Relative Value in a Temperature Range" },
	{ 0x2b0e, "Temperature 8 in a Period of Day" },
	{ 0x2b44, "Physical Activity Current Session" },
	{ 0x2b80, "Offset State" },
	/* The same in other words. */
	{ 0x2a2a, "IEEE 11073-20601 Regulatory Cert. Data List" },
	{ 0x2a93, "Sport Type for Aerobic/Anaerobic Thresholds" },
	{ 0x2b8c, "CO₂ Concentration" },
};

static const struct name descriptors[] = {
	/* The same, spelled otherwise. */
	{ 0x2905, "Characteristic Aggregate Formate" },
	/* The same in other words. */
	{ 0x2901, "Characteristic User Description" },
	{ 0x2904, "Characteristic Format" },
};

static const struct name appearances[] = {
	/* The category in front, or the same in other words. */
	{ 0x0301, "Thermometer: Ear" },
	{ 0x0381, "Blood Pressure: Arm" },
	{ 0x0382, "Blood Pressure: Wrist" },
	{ 0x0441, "Running Walking Sensor: In-Shoe" },
	{ 0x0442, "Running Walking Sensor: On-Shoe" },
	{ 0x0443, "Running Walking Sensor: On-Hip" },
	{ 0x0481, "Cycling: Cycling Computer" },
	{ 0x0482, "Cycling: Speed Sensor" },
	{ 0x0483, "Cycling: Cadence Sensor" },
	{ 0x0484, "Cycling: Power Sensor" },
	{ 0x0485, "Cycling: Speed and Cadence Sensor" },
	{ 0x04c5, "Rotary" },
	{ 0x04c6, "Touch-panel" },
	{ 0x0542, "Air Quality Sensor" },
	{ 0x0593, "High-bay / Low-bay Light" },
	{ 0x07c2, "LED Bulb" },
	{ 0x0c41, "Pulse Oximeter: Fingertip" },
	{ 0x0c42, "Pulse Oximeter: Wrist Worn" },
	{ 0x1441, "Location Display Device" },
	{ 0x1442, "Location and Navigation Display Device" },
};

static const struct uuid128_name services128[] = {
	{ "e95d0753251d470aa062fa1922dfa9a8", "MicroBit Accelerometer Service" },
	{ "e95d127b251d470aa062fa1922dfa9a8", "MicroBit IO PIN Service" },
	{ "e95d6100251d470aa062fa1922dfa9a8", "MicroBit Temperature Service" },
	{ "e95d93af251d470aa062fa1922dfa9a8", "MicroBit Event Service" },
	{ "e95d93b0251d470aa062fa1922dfa9a8", "MicroBit DFU Control Service" },
	{ "e95d9882251d470aa062fa1922dfa9a8", "MicroBit Button Service" },
	{ "e95dd91d251d470aa062fa1922dfa9a8", "MicroBit LED Service" },
	{ "e95df2d8251d470aa062fa1922dfa9a8", "MicroBit Magnetometer Service" },
};

static const struct uuid128_name characteristics128[] = {
	{ "6e400002b5a3f393e0a9e50e24dcca9e", "Nordic UART TX" },
	{ "6e400003b5a3f393e0a9e50e24dcca9e", "Nordic UART RX" },
	{ "a3c875018ed34bdf8a39a01bebede295", "Capabilities" },
	{ "a3c875028ed34bdf8a39a01bebede295", "Active Slot" },
	{ "a3c875038ed34bdf8a39a01bebede295", "Advertising Interval" },
	{ "a3c875048ed34bdf8a39a01bebede295", "Radio Tx Power" },
	{ "a3c875058ed34bdf8a39a01bebede295", "(Advanced) Advertised Tx Power" },
	{ "a3c875068ed34bdf8a39a01bebede295", "Lock State" },
	{ "a3c875078ed34bdf8a39a01bebede295", "Unlock" },
	{ "a3c875088ed34bdf8a39a01bebede295", "Public ECDH Key" },
	{ "a3c875098ed34bdf8a39a01bebede295", "EID Identity Key" },
	{ "a3c8750a8ed34bdf8a39a01bebede295", "ADV Slot Data" },
	{ "a3c8750b8ed34bdf8a39a01bebede295", "(Advanced) Factory reset" },
	{ "a3c8750c8ed34bdf8a39a01bebede295", "(Advanced) Remain Connectable" },
	{ "e95d0d2d251d470aa062fa1922dfa9a8", "MicroBit Scrolling Delay" },
	{ "e95d1b25251d470aa062fa1922dfa9a8", "MicroBit Temperature Period" },
	{ "e95d23c4251d470aa062fa1922dfa9a8", "MicroBit Client Requirements" },
	{ "e95d386c251d470aa062fa1922dfa9a8", "MicroBit Magnetometer Period" },
	{ "e95d5404251d470aa062fa1922dfa9a8", "MicroBit Client Events" },
	{ "e95d5899251d470aa062fa1922dfa9a8", "MicroBit PIN AD Configuration" },
	{ "e95d7b77251d470aa062fa1922dfa9a8", "MicroBit LED Matrix state" },
	{ "e95d8d00251d470aa062fa1922dfa9a8", "MicroBit PIN Data" },
	{ "e95d93b1251d470aa062fa1922dfa9a8", "MicroBit DFU Control" },
	{ "e95d93ee251d470aa062fa1922dfa9a8", "MicroBit LED Text" },
	{ "e95d9715251d470aa062fa1922dfa9a8", "MicroBit Magnetometer Bearing" },
	{ "e95d9775251d470aa062fa1922dfa9a8", "MicroBit Event Data" },
	{ "e95db84c251d470aa062fa1922dfa9a8", "MicroBit Requirements" },
	{ "e95dca4b251d470aa062fa1922dfa9a8", "MicroBit Accelerometer Data" },
	{ "e95dd822251d470aa062fa1922dfa9a8", "MicroBit PWM Control" },
	{ "e95dda90251d470aa062fa1922dfa9a8", "MicroBit Button A State" },
	{ "e95dda91251d470aa062fa1922dfa9a8", "MicroBit Button B State" },
	{ "e95dfb11251d470aa062fa1922dfa9a8", "MicroBit Magnetometer Data" },
	{ "e95dfb24251d470aa062fa1922dfa9a8", "MicroBit Accelerometer Period" },
};
/* clang-format on */

struct range {
	uint16_t first, last;
};

/* Assigned after our data was made: companies in the order in which they come,
 * UUIDs of members from the top down. */
static const struct range newer_companies[] = { { 0x0d4d, 0x1053 } };
static const struct range newer_services[] = {
	{ 0xfc75, 0xfc96 },
	{ 0xffef, 0xfff1 }, /* of services, not of members */
};
static const struct range newer_characteristics[] = {
	{ 0x1233, 0x1237 }, /* Google's, not assigned */
	{ 0x1524, 0x1524 }, /* Nordic's, not assigned */
	{ 0x2c05, 0x2c05 },
};
static const struct range newer_appearances[] = {
	{ 0x0800, 0x0aff }, /* window coverings to signage */
	{ 0x0d40, 0x0dff }, /* insulin pumps to spirometers */
};
/* Of these we name the category alone, as btmon does of computers. */
static const struct range coarse_appearances[] = {
	{ 0x0081, 0x008f },
	{ 0x00c2, 0x00c2 },
	{ 0x03c9, 0x03ca },
	{ 0x04c7, 0x04cd },
	{ 0x0502, 0x0503 },
	{ 0x0553, 0x0559 },
	{ 0x0595, 0x0599 },
	{ 0x0602, 0x060b },
	{ 0x0708, 0x0709 },
	{ 0x0788, 0x0789 },
	{ 0x07c7, 0x07c8 },
};

struct list {
	const char *file;
	const char *(*find)(uint16_t number);
	const struct name *other;
	size_t n_other;
	const struct range *newer;
	size_t n_newer;
	const struct uuid128_name *other128;
	size_t n_other128;
};

static const char *find_uuid(uint16_t number)
{
	struct uuid u = uuid_from16(number);

	return name_uuid(&u);
}

#define OTHER(rows)    .other = (rows), .n_other = ARRAY_SIZE(rows)
#define NEWER(rows)    .newer = (rows), .n_newer = ARRAY_SIZE(rows)
#define OTHER128(rows) .other128 = (rows), .n_other128 = ARRAY_SIZE(rows)

static const struct list company_list = { "companies.tsv", name_company,
	OTHER(companies), NEWER(newer_companies) };
static const struct list service_list = { "services.tsv", find_uuid,
	OTHER(services), NEWER(newer_services), OTHER128(services128) };
static const struct list characteristic_list = { "characteristics.tsv",
	find_uuid, OTHER(characteristics), NEWER(newer_characteristics),
	OTHER128(characteristics128) };
static const struct list descriptor_list = { "descriptors.tsv", find_uuid,
	OTHER(descriptors) };
static const struct list appearance_list = { "appearance.tsv", name_appearance,
	OTHER(appearances), NEWER(newer_appearances) };

static bool in_ranges(const struct range *r, size_t n, unsigned number)
{
	for (; n; r++, n--)
		if (number >= r->first && number <= r->last)
			return true;
	return false;
}

static const char *other_name(const struct list *list, unsigned number)
{
	for (size_t i = 0; i < list->n_other; i++)
		if (list->other[i].value == number)
			return list->other[i].text;
	return NULL;
}

static const char *other_name128(const struct list *list, const char *digits)
{
	for (size_t i = 0; i < list->n_other128; i++)
		if (!strcmp(list->other128[i].digits, digits))
			return list->other128[i].text;
	return NULL;
}

/* Equal, but for the spaces, some of them no-break ones, that btmon prints
 * after a few names. */
static bool same_name(const char *ours, const char *theirs)
{
	size_t n = strlen(theirs);

	if (strncmp(ours, theirs, n) != 0)
		return false;
	return strspn(ours + n, " \xc2\xa0") == strlen(ours + n);
}

struct tally {
	unsigned equal, other, newer, coarse;
};

static void check_number(const struct list *list, unsigned number,
    const char *category, const char *theirs, struct tally *tally)
{
	const char *ours = list->find((uint16_t)number);
	const char *other = other_name(list, number);

	if (!ours && in_ranges(list->newer, list->n_newer, number)) {
		tally->newer++;
	} else if (!ours) {
		fail_msg("%s: %04x %s has no name", list->file, number, theirs);
	} else if (same_name(ours, theirs)) {
		if (other)
			fail_msg("%s: %04x is equal", list->file, number);
		tally->equal++;
	} else if (other && same_name(ours, other)) {
		tally->other++;
	} else if (category && same_name(ours, category) &&
		   in_ranges(coarse_appearances, ARRAY_SIZE(coarse_appearances),
		       number)) {
		tally->coarse++;
	} else {
		fail_msg("%s: %04x is \"%s\", not \"%s\"", list->file, number,
		    ours, theirs);
	}
}

/* Of the UUIDs that makers chose themselves we know those that btmon does. */
static void check_uuid128(const struct list *list, const char *text,
    const char *theirs, struct tally *tally)
{
	struct uuid u;
	const char *ours, *other;
	char digits[33] = "";

	assert_true(uuid_parse(text, &u));
	for (size_t i = 0; i < 16; i++)
		snprintf(digits + 2 * i, 3, "%02x", u.b[15 - i]);
	ours = name_uuid(&u);
	other = other_name128(list, digits);
	if (!ours)
		tally->newer++;
	else if (!strcmp(ours, theirs))
		tally->equal++;
	else if (other && !strcmp(ours, other))
		tally->other++;
	else
		fail_msg("%s: %s is \"%s\", not \"%s\"", list->file, text, ours,
		    theirs);
}

/* Number, tab, name, and in the list of appearances a tab and the name of the
 * value in its category. */
static void check_line(const struct list *list, char *line, struct tally *tally)
{
	const char *number = strsep(&line, "\t"), *name = strsep(&line, "\t");
	const char *detail = strsep(&line, "\t");
	char *end;
	unsigned long value = strtoul(number, &end, 16);

	assert_non_null(name);
	if (strlen(number) == 36)
		check_uuid128(list, number, name, tally);
	else if (*end || strlen(number) != 4)
		fail_msg("%s: %s is no number", list->file, number);
	else if (list != &appearance_list)
		check_number(list, (unsigned)value, NULL, name, tally);
	else
		check_number(list, (unsigned)value, name,
		    detail && *detail ? detail : name, tally);
}

static void every_number_of_the_list(void **state)
{
	const struct list *list = *state;
	const char *shared = getenv("PAIRSCOPE_SHARED");
	struct tally tally = { 0 };
	char path[1024], *line = NULL;
	size_t cap = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/numbers/%s",
	    shared ? shared : "../shared", list->file);
	f = fopen(path, "r");
	if (!f) {
		printf("SKIPPED: %s: %s\n", path, strerror(errno));
		skip();
	}
	while (getline(&line, &cap, f) >= 0) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] != '#')
			check_line(list, line, &tally);
	}
	free(line);
	fclose(f);
	printf("%s: %u equal, %u named otherwise, %u by their category, "
	       "%u not known\n",
	    list->file, tally.equal, tally.other, tally.coarse, tally.newer);
	assert_int_equal(tally.other, list->n_other + list->n_other128);
	assert_true(tally.equal > tally.other);
}

static void check_sorted(const struct names *names)
{
	assert_non_null(names->rows);
	for (size_t i = 0; i < names->n; i++) {
		const struct name *row = &names->rows[i];

		if (i && row[-1].value >= row->value)
			fail_msg(
			    "%04x is after %04x", row->value, row[-1].value);
		assert_true(row->text && row->text[0]);
		assert_ptr_equal(names_find(names, row->value), row->text);
		if (i + 1 == names->n || row[1].value > row->value + 1)
			assert_null(names_find(names, row->value + 1));
	}
}

static void tables_are_sorted(void **state)
{
	(void)state;
	check_sorted(&company_names);
	check_sorted(&uuid16_names);
	check_sorted(&appearance_category_names);
	check_sorted(&appearance_names);
	for (size_t i = 0; i < n_uuid128_names; i++) {
		const char *digits = uuid128_names[i].digits;
		struct uuid u;

		assert_int_equal(strspn(digits, "0123456789abcdef"), 32);
		if (i)
			assert_true(
			    strcmp(uuid128_names[i - 1].digits, digits) < 0);
		unhex(digits, u.b, 16);
		for (size_t k = 0; k < 8; k++) {
			uint8_t b = u.b[k];

			u.b[k] = u.b[15 - k];
			u.b[15 - k] = b;
		}
		assert_ptr_equal(name_uuid(&u), uuid128_names[i].text);
		u.b[0] ^= 0x80;
		assert_null(name_uuid(&u));
	}
}

/* Commands and events are looked up by bisection as well, the commands in the
 * first table that can have them. */
static void commands_and_events_are_sorted(void **state)
{
	const struct {
		const struct command *rows;
		size_t n;
	} tables[] = {
		{ hci_link_commands, n_hci_link_commands },
		{ hci_baseband_commands, n_hci_baseband_commands },
		{ hci_info_commands, n_hci_info_commands },
		{ hci_le_commands, n_hci_le_commands },
		{ hci_le5_commands, n_hci_le5_commands },
		{ hci_le6_commands, n_hci_le6_commands },
	};
	unsigned last = 0;

	(void)state;
	for (size_t t = 0; t < ARRAY_SIZE(tables); t++)
		for (size_t i = 0; i < tables[t].n; i++) {
			const struct command *c = &tables[t].rows[i];

			assert_true(c->opcode > last);
			last = c->opcode;
			assert_string_equal(
			    name_hci_command(c->opcode), c->name);
		}
	for (unsigned code = 0; code < 256; code++)
		if (hci_le_event_find((uint8_t)code))
			assert_int_equal(
			    hci_le_event_find((uint8_t)code)->code, code);
	assert_int_equal(hci_le_events[n_hci_le_events - 1].code + 1,
	    hci_le6_events[0].code);
	for (size_t i = 0; i < n_hci_le6_events; i++)
		assert_ptr_equal(
		    hci_le_event_find((uint8_t)hci_le6_events[i].code),
		    &hci_le6_events[i]);
	for (unsigned code = 0; code < 256; code++)
		if (hci_event_find((uint8_t)code))
			assert_int_equal(
			    hci_event_find((uint8_t)code)->code, code);
}

/* Vol 3 Part H 3.5.5 */
static void smp_reasons(void **state)
{
	static const char *const want[] = { "Reserved", "Passkey entry failed",
		"OOB not available", "Authentication requirements",
		"Confirm value failed", "Pairing not supported",
		"Encryption key size", "Command not supported",
		"Unspecified reason", "Repeated attempts", "Invalid parameters",
		"DHKey check failed", "Numeric comparison failed",
		"BR/EDR pairing in progress",
		"Cross-transport Key Derivation/Generation not allowed",
		"Key rejected", "Busy", "Reserved" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(want); i++)
		assert_string_equal(name_smp_reason((uint8_t)i), want[i]);
	assert_string_equal(name_smp_reason(0xff), "Reserved");
}

/* Vol 3 Part F 3.4.1.1, and the last four of CSS Part B 1.2 */
static void att_errors(void **state)
{
	static const char *const want[] = { "Reserved", "Invalid Handle",
		"Read Not Permitted", "Write Not Permitted", "Invalid PDU",
		"Insufficient Authentication", "Request Not Supported",
		"Invalid Offset", "Insufficient Authorization",
		"Prepare Queue Full", "Attribute Not Found",
		"Attribute Not Long", "Insufficient Encryption Key Size",
		"Invalid Attribute Value Length", "Unlikely Error",
		"Insufficient Encryption", "Unsupported Group Type",
		"Insufficient Resources", "Database Out of Sync",
		"Value Not Allowed", "Reserved" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(want); i++)
		assert_string_equal(name_att_error((uint8_t)i), want[i]);
	assert_string_equal(name_att_error(0x80), "Reserved");
	assert_string_equal(name_att_error(0xfb), "Reserved");
	assert_string_equal(name_att_error(0xfc), "Write Request Rejected");
	assert_string_equal(name_att_error(0xfd), "CCC Improperly Configured");
	assert_string_equal(
	    name_att_error(0xfe), "Procedure Already in Progress");
	assert_string_equal(name_att_error(0xff), "Out of Range");
}

/* Vol 1 Part F 1.3 */
static void hci_statuses(void **state)
{
	static const char *const want[] = { "Success", "Unknown HCI Command",
		"Unknown Connection Identifier", "Hardware Failure",
		"Page Timeout", "Authentication Failure", "PIN or Key Missing",
		"Memory Capacity Exceeded", "Connection Timeout",
		"Connection Limit Exceeded",
		"Synchronous Connection Limit to a Device Exceeded",
		"ACL Connection Already Exists", "Command Disallowed",
		"Connection Rejected due to Limited Resources",
		"Connection Rejected due to Security Reasons",
		"Connection Rejected due to Unacceptable BD_ADDR",
		"Connection Accept Timeout Exceeded",
		"Unsupported Feature or Parameter Value",
		"Invalid HCI Command Parameters",
		"Remote User Terminated Connection",
		"Remote Device Terminated due to Low Resources",
		"Remote Device Terminated due to Power Off",
		"Connection Terminated By Local Host", "Repeated Attempts",
		"Pairing Not Allowed", "Unknown LMP PDU",
		"Unsupported Remote Feature / Unsupported LMP Feature",
		"SCO Offset Rejected", "SCO Interval Rejected",
		"SCO Air Mode Rejected",
		"Invalid LMP Parameters / Invalid LL Parameters",
		"Unspecified Error",
		"Unsupported LMP Parameter Value / "
		"Unsupported LL Parameter Value",
		"Role Change Not Allowed",
		"LMP Response Timeout / LL Response Timeout",
		"LMP Error Transaction Collision", "LMP PDU Not Allowed",
		"Encryption Mode Not Acceptable", "Link Key cannot be Changed",
		"Requested QoS Not Supported", "Instant Passed",
		"Pairing With Unit Key Not Supported",
		"Different Transaction Collision", "Reserved",
		"QoS Unacceptable Parameter", "QoS Rejected",
		"Channel Classification Not Supported", "Insufficient Security",
		"Parameter Out Of Manadatory Range", "Reserved",
		"Role Switch Pending", "Reserved", "Reserved Slot Violation",
		"Role Switch Failed", "Extended Inquiry Response Too Large",
		"Secure Simple Pairing Not Supported By Host",
		"Host Busy - Pairing",
		"Connection Rejected due to No Suitable Channel Found",
		"Controller Busy", "Unacceptable Connection Parameters",
		"Advertising Timeout",
		"Connection Terminated due to MIC Failure",
		"Connection Failed to be Established", "MAC Connection Failed",
		"Coarse Clock Adjustment Rejected but Will Try to Adjust "
		"Using Clock Dragging",
		"Type0 Submap Not Defined", "Unknown Advertising Identifier",
		"Limit Reached", "Operation Cancelled by Host",
		"Packet Too Long" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(want); i++)
		assert_string_equal(name_hci_status((uint8_t)i), want[i]);
	assert_string_equal(name_hci_status(0x48), "Unknown");
	assert_string_equal(name_hci_status(0xff), "Unknown");
}

static void versions_and_unknown_numbers(void **state)
{
	static const char *const versions[] = { "Bluetooth 1.0b",
		"Bluetooth 1.1", "Bluetooth 1.2", "Bluetooth 2.0",
		"Bluetooth 2.1", "Bluetooth 3.0", "Bluetooth 4.0",
		"Bluetooth 4.1", "Bluetooth 4.2", "Bluetooth 5.0",
		"Bluetooth 5.1", "Bluetooth 5.2", "Bluetooth 5.3" };
	struct uuid u;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(versions); i++)
		assert_string_equal(name_hci_version((uint8_t)i), versions[i]);
	assert_string_equal(name_hci_version(0xff), "Reserved");
	assert_null(name_company(0xfff0));
	assert_null(name_hci_command(0x2fff));
	assert_null(name_hci_command(0xffff));
	assert_null(name_appearance(0xffff));
	u = uuid_from16(0xd00d);
	assert_null(name_uuid(&u));
	/* The Base UUID is a prefix to 16 bits, and to nothing else. */
	assert_true(uuid_parse("0000180d-0000-1000-8000-00805f9b34fb", &u));
	assert_string_equal(name_uuid(&u), "Heart Rate");
	assert_true(uuid_parse("0001180d-0000-1000-8000-00805f9b34fb", &u));
	assert_null(name_uuid(&u));
	assert_true(uuid_parse("6e400001-b5a3-f393-e0a9-e50e24dcca9e", &u));
	assert_string_equal(name_uuid(&u), "Nordic UART Service");
}

#define LIST_TEST(list)                                               \
	{                                                             \
		.name = #list, .test_func = every_number_of_the_list, \
		.initial_state = (void *)&(list)                      \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIST_TEST(company_list),
		LIST_TEST(service_list),
		LIST_TEST(characteristic_list),
		LIST_TEST(descriptor_list),
		LIST_TEST(appearance_list),
		cmocka_unit_test(tables_are_sorted),
		cmocka_unit_test(commands_and_events_are_sorted),
		cmocka_unit_test(smp_reasons),
		cmocka_unit_test(att_errors),
		cmocka_unit_test(hci_statuses),
		cmocka_unit_test(versions_and_unknown_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <string.h>
#include <strings.h>

#include "cli/rules.h"

/* clang-format off */
const struct rule rules[] = {
	{ "D1", "the peer answers the Pairing Request with Unspecified Reason (0x08)",
		"it dislikes a bit of the request: no IdKey of ours, or SC, LinkKey, CT2, MITM\n"
		"it is not in pairing mode, or still bonded with another host\n"
		"the request came too early, or it is the first try, which it always fails\n"
		"it dislikes the type of our address",
		"another reason than 0x08 is progress: go on from that request\n"
		"pairscope pair TARGET --preset bluez --tries 2\n"
		"pairscope pair TARGET --preset bluez --keys-init enc,id,sign,link --tries 2\n"
		"pairscope pair TARGET --preset bluez --keys-init enc,id --keys-resp enc,id "
		"--tries 2\n"
		"pairscope pair TARGET --preset bluez --no-sc\n"
		"pairscope pair TARGET --preset bluez --authreq 0x0d\n"
		"pairscope pair TARGET --preset minimal\n"
		"pairscope pair TARGET --preset bluez --delay 500\n"
		"pairscope pair TARGET --preset bluez --own-address static\n"
		"all of these and more, one at a time, until one gets through:\n"
		"pairscope probe TARGET",
		"send the request that got through" },
	{ "D2", "the peer answers the Pairing Request with Authentication Requirements (0x03)",
		"one side wants Secure Connections only, the other has legacy pairing\n"
		"it wants protection against a man in the middle, and we said NoInputNoOutput\n"
		"it has an authenticated bond with us and refuses a weaker one",
		"pairscope pair TARGET\n"
		"pairscope pair TARGET --no-sc\n"
		"pairscope pair TARGET --io KeyboardDisplay --mitm\n"
		"clear the device's own list of bonds, then pair again",
		"ask for what the device wants" },
	{ "D3", "the peer answers with Pairing Not Supported (0x05)",
		"it never pairs, and needs no pairing\n"
		"it is not in pairing mode now",
		"pairscope discover TARGET\n"
		"pairscope read TARGET ATTRIBUTE --no-pair\n"
		"put the device in pairing mode, then:\n"
		"pairscope pair TARGET",
		"use it without pairing, or put it in pairing mode" },
	{ "D4", "pairing ends with Encryption Key Size (0x06)",
		"one side's longest key is shorter than what the other accepts",
		"pairscope pair TARGET --key-size 16 --min-key-size 7\n"
		"pairscope pair TARGET --key-size 7",
		"offer 16 octets, and accept what the device has" },
	{ "D5", "the peer answers a PDU with Command Not Supported (0x07)",
		"it is older than the PDU: Secure Connections, keypress notifications\n"
		"it does not take this PDU in its role: a Security Request goes to the central",
		"pairscope pair TARGET --no-sc",
		"legacy pairing, no keypress notifications" },
	{ "D6", "the peer answers with Repeated Attempts (0x09)",
		"pairing failed a short time ago, and it makes us wait\n"
		"the number is of another list: 9 in Zephyr's bt_security_err is \"unspecified\"",
		"wait 30 seconds, then twice as long\n"
		"pairscope pair TARGET\n"
		"take the battery out for a moment, then pair again\n"
		"pairscope pair TARGET --own-address rpa",
		"wait longer between tries" },
	{ "D7", "the peer answers the Pairing Request with Invalid Parameters (0x0a)",
		"it refuses AuthReq bits that were reserved when it was made: SC, keypress, CT2\n"
		"it refuses key distribution bits: LinkKey, Sign",
		"pairscope pair TARGET --authreq 0x01 --keys-init enc,id --keys-resp enc,id\n"
		"pairscope pair TARGET --authreq 0x01\n"
		"pairscope pair TARGET --keys-init enc,id --keys-resp enc,id",
		"clear the bits that it refuses" },
	{ "D8", "the response has the OOB flag, or a request without it ends with 0x13 or "
		"OOB Not Available (0x02)",
		"it pairs out of band only: a code on its label, NFC, a cloud service",
		"with a wrong key a device that wants one goes on, and fails 0x04 instead of "
		"0x13:\n"
		"pairscope pair TARGET --oob-tk 00000000000000000000000000000001",
		"give it the key: --oob-tk, or --oob for Secure Connections" },
	{ "D9", "legacy pairing: after the random values came Confirm Value Failed (0x04)",
		"the passkey was wrong, or nobody typed it\n"
		"the two sides computed over different bytes: addresses, request, response\n"
		"the device fails every first try",
		"pairscope pair TARGET --tries 2\n"
		"pairscope pair TARGET --io NoInputNoOutput --no-sc\n"
		"pairscope pair TARGET --own-address public",
		"the right passkey, or the second try" },
	{ "D10", "Secure Connections: DHKey Check Failed (0x0b)",
		"the two sides computed over different addresses: order, type, or a private one\n"
		"one side kept values of an earlier try\n"
		"one side's public key is wrong",
		"pairscope pair TARGET --own-address public\n"
		"pairscope pair TARGET --own-address rpa\n"
		"pairscope pair TARGET --tries 2\n"
		"pairscope pair TARGET --no-sc",
		"the address that works, or legacy pairing until the device is updated" },
	{ "D11", "Secure Connections: we failed with Numeric Comparison Failed (0x0c)",
		"nobody on our side confirmed the number: no agent was there\n"
		"the person said no",
		"pairscope pair TARGET --io DisplayYesNo --yes\n"
		"pairscope pair TARGET --io NoInputNoOutput",
		"answer the question: register an agent" },
	{ "D12", "Secure Connections: the peer failed with Numeric Comparison Failed (0x0c)",
		"the person at the device said no, or did not look\n"
		"it cannot ask, and MITM was demanded\n"
		"the numbers differed: somebody is between",
		"pairscope pair TARGET --io DisplayYesNo --mitm\n"
		"pairscope pair TARGET --io NoInputNoOutput",
		"confirm at the device, or do not ask for MITM" },
	{ "D13", "Cross-transport Key Derivation Not Allowed (0x0e), with LinkKey on both sides",
		"one side will not make a BR/EDR key from this pairing",
		"pairscope pair TARGET --keys-init enc,id --keys-resp enc,id",
		"leave LinkKey out" },
	{ "D14", "no answer to the Pairing Request for 30 seconds",
		"it came too soon after the peer's Security Request\n"
		"the device waits for a person\n"
		"it cannot answer such a request",
		"look at the device: is there a question, a lamp?\n"
		"pairscope pair TARGET --first security --delay 20\n"
		"pairscope pair TARGET --first security --delay 100\n"
		"pairscope pair TARGET --first security --delay 500\n"
		"pairscope pair TARGET --first security --delay 3000\n"
		"pairscope pair TARGET --preset minimal",
		"the delay that works" },
	{ "D15", "no answer to the Pairing Request, and the link is lost before 30 seconds",
		"the supervision timeout: the radio lost the device\n"
		"the device hangs up when nothing happens",
		"pairscope scan --address TARGET --duration 5\n"
		"pairscope pair TARGET --delay 0\n"
		"pairscope pair TARGET --timeout 60",
		"go closer; answer the device sooner" },
	{ "D16", "encryption starts, then promised keys do not come",
		"it waits for keys of ours that we promised\n"
		"it sends them in an order of its own, or forgets one",
		"pairscope pair TARGET --keys-init none --keys-resp enc\n"
		"pairscope pair TARGET --keys-init enc,id --keys-resp enc,id",
		"promise only what is delivered" },
	{ "D17", "keys were exchanged, then the peer failed with 0x08",
		"it refuses one of the keys\n"
		"the adapter is in a bad state",
		"pairscope pair TARGET --keys-init enc,id --keys-resp enc,id\n"
		"pairscope pair TARGET --keys-init enc --keys-resp enc\n"
		"unplug the adapter, plug it in, and pair again",
		"leave out the key that it refuses" },
	{ "D18", "the peer asked for security, and hung up (0x13)",
		"nobody answered its Security Request",
		"pairscope pair TARGET\n"
		"pairscope pair TARGET --delay 0",
		"answer it with pairing: register an agent" },
	{ "D19", "bonded, and starting encryption fails with PIN or Key Missing (0x06)",
		"the device has lost or deleted the bond\n"
		"it drops the bond when the host turns notifications off, or closes first",
		"pairscope bonds remove TARGET\n"
		"pairscope pair TARGET\n"
		"pairscope connect TARGET\n"
		"look in a capture of the session before: who closed, was 0 written to a CCCD?",
		"forget the bond on both sides and pair anew; let the device close" },
	{ "D20", "bonded, and the LTK request of the link layer got a negative reply",
		"our side lost the bond\n"
		"the private address was not resolved, so the bond was not found\n"
		"EDIV and Rand are not those of the bond",
		"pairscope bonds list\n"
		"pairscope bonds show TARGET\n"
		"pairscope scan --duration 5",
		"restore the bond, or forget it on both sides" },
	{ "D21", "starting encryption breaks the link with MIC Failure (0x3d)",
		"the two sides have different keys: the LTK of the other role, an old bond\n"
		"EDIV and Rand belong to another key\n"
		"one side cut the key to another size\n"
		"an error of the controller",
		"pairscope bonds show TARGET\n"
		"pairscope connect TARGET\n"
		"wait 10 seconds, then connect again\n"
		"pairscope bonds remove TARGET\n"
		"pairscope pair TARGET\n"
		"pairscope pair TARGET --no-sc",
		"forget the bond on both sides and pair anew; update the controller" },
	{ "D22", "MIC Failure (0x3d), but only under load",
		"an error of the controller with long or many packets",
		"pairscope subscribe TARGET ATTRIBUTE --duration 60\n"
		"the same with another adapter",
		"update the controller; send slower, in short packets" },
	{ "D23", "encryption works after a slow reconnection and fails after a fast one",
		"a controller still holds the state of the last link",
		"pairscope connect TARGET\n"
		"wait 1, 3, 10, 30 seconds between, and note which fail",
		"wait before connecting again; update the controller" },
	{ "D24", "Connection Failed to be Established (0x3e)",
		"the device is at the edge of its range\n"
		"it listens at another moment, or no more\n"
		"the address is no longer its own",
		"pairscope scan --address TARGET --duration 10 --duplicates\n"
		"pairscope connect TARGET --timeout 30",
		"go closer, and try again" },
	{ "D25", "the connection times out (0x08) after a change of PHY or of parameters",
		"two procedures ran into each other\n"
		"the radio: range, other senders",
		"pairscope -v connect TARGET\n"
		"pairscope scan --address TARGET --duration 10 --duplicates\n"
		"the same with an adapter without 2M PHY",
		"keep parameters and PHY as they are" },
	{ "D26", "LL Response Timeout (0x22), about 40 seconds after a procedure began",
		"one side's controller left a link layer procedure unanswered",
		"pairscope -v connect TARGET\n"
		"the last command without its event names the procedure; try another adapter",
		"update the firmware of the one that did not answer" },
	{ "D27", "connecting to an identity address times out",
		"the device is on air with a private address, and the controller cannot resolve",
		"pairscope scan --duration 10\n"
		"pairscope info",
		"connect to the address that is on air" },
	{ "D28", "Add Device to Resolving List fails with Unsupported Feature (0x11, 0x1a)",
		"the controller has no LL privacy",
		"pairscope info",
		"resolve in the host" },
	{ "D29", "ATT says Insufficient Authentication (0x05) or Encryption (0x0f), and nothing "
		"follows",
		"the central does not pair by itself",
		"pairscope read TARGET ATTRIBUTE --no-pair\n"
		"pairscope pair TARGET\n"
		"pairscope read TARGET ATTRIBUTE",
		"pair, then ask again" },
	{ "D30", "ATT says Insufficient Authentication (0x05) although the link is paired",
		"the attribute wants an authenticated key, and this was Just Works",
		"pairscope bonds show TARGET\n"
		"pairscope pair TARGET --io KeyboardDisplay --mitm\n"
		"pairscope read TARGET ATTRIBUTE --no-pair",
		"pair with a passkey or a comparison" },
	{ "D31", "ATT says Encryption Key Size Too Short (0x0c)",
		"the key is shorter than the attribute wants",
		"pairscope bonds show TARGET\n"
		"pairscope pair TARGET --key-size 16",
		"pair anew with 16 octets" },
	{ "D32", "ATT says Insufficient Authorization (0x08)",
		"the application of the device has to allow it first: an unlock, a password",
		"pairscope read TARGET ATTRIBUTE --no-pair\n"
		"pairscope pair TARGET\n"
		"pairscope read TARGET ATTRIBUTE --no-pair",
		"speak the protocol of its application; pairing changes nothing" },
	{ "D33", "iOS connects and never pairs",
		"no attribute is protected, so iOS has no reason to pair",
		"pairscope discover TARGET\n"
		"pairscope read TARGET ATTRIBUTE --no-pair",
		"protect one attribute, to be read after discovery" },
	{ "D34", "the host never sends a Pairing Request",
		"it has an old bond, and takes the device for paired",
		"pairscope bonds remove TARGET\n"
		"pairscope pair TARGET",
		"remove the old bond at the host" },
	{ "D35", "SMP packets come twice, or of two pairings at once",
		"two host stacks use the same controller",
		"stop the other one: systemctl stop bluetooth\n"
		"pairscope pair TARGET",
		"one host" },
	{ "D36", "Pairing Failed is answered with Pairing Failed",
		"one side answers what must not be answered",
		"pairscope -v pair TARGET",
		"never answer Pairing Failed" },
	{ "D37", "pairing is good, and the device stays in pairing mode",
		"its application registers the host on its own, above pairing",
		"pairscope discover TARGET\n"
		"capture what the maker's app writes after pairing, and write the same:\n"
		"pairscope write TARGET ATTRIBUTE VALUE",
		"do the registration of its application too" },
	{ "D38", "the response distributes keys that the request did not ask for",
		"an error of the device",
		"pairscope pair TARGET --keys-init enc,id --keys-resp enc,id",
		"use the keys that both sides named" },
	{ "D39", "numeric comparison: after the number was there, one side gave up (0x08) or "
		"went silent",
		"nobody saw or answered the question: a notification, a locked screen\n"
		"the pairing was asked for by a program, and no agent was there\n"
		"the person went away from the device",
		"look at both devices while they pair, and confirm on both\n"
		"pairscope pair TARGET --io DisplayYesNo --mitm --yes\n"
		"pairscope pair TARGET --io NoInputNoOutput",
		"confirm the number on both sides within 30 seconds" },
	{ "D40", "the peer's private address resolves to no bond",
		"the device was reset, and has a new identity key\n"
		"the host lost the identity key, or never got it: no IdKey was exchanged\n"
		"it is another device",
		"pairscope bonds list\n"
		"pairscope scan --duration 10\n"
		"pairscope bonds remove TARGET\n"
		"pairscope pair TARGET --keys-init enc,id --keys-resp enc,id",
		"forget the bond on both sides, and pair with IdKey both ways" },
	{ "D41", "a read or write right after discovery gets no answer",
		"the device holds the answer back until the link is encrypted\n"
		"the central waits for an answer, and so does not pair: iOS\n"
		"the device's server has stopped",
		"pairscope read TARGET ATTRIBUTE --no-pair\n"
		"pairscope pair TARGET\n"
		"pairscope read TARGET ATTRIBUTE",
		"answer with Insufficient Authentication (0x05) at once; the central then pairs" },
	{ "D42", "ATT says Insufficient Authentication (0x05) on a link that a bond encrypted",
		"the bond was made without protection against a man in the middle, and the "
		"attribute wants it\n"
		"the device's new firmware wants more than the old one",
		"pairscope bonds show TARGET\n"
		"pairscope bonds remove TARGET\n"
		"pairscope pair TARGET --io KeyboardDisplay --mitm\n"
		"pairscope read TARGET ATTRIBUTE --no-pair",
		"forget the bond on both sides; pair with a passkey or a comparison" },
	{ "D43", "a handle of the cached database is no longer right",
		"new firmware has other services, and the host still has the old list\n"
		"the device has no Service Changed characteristic, or its indication was missed",
		"pairscope discover TARGET\n"
		"pairscope read TARGET ATTRIBUTE",
		"discover again: forget the device at the host, or clear its cache" },
	{ "D44", "Secure Connections: Confirm Value Failed (0x04)",
		"the passkey was wrong, or nobody typed it\n"
		"the out-of-band data are old, or of another device\n"
		"one side computes it wrongly, or fails every first try\n"
		"somebody is between",
		"pairscope pair TARGET --mitm --tries 2\n"
		"pairscope pair TARGET --io NoInputNoOutput",
		"the right passkey, fresh out-of-band data" },
	{ "D45", "pairing began, and then one side went silent",
		"it waits for a person: a passkey to type, a question to answer\n"
		"its firmware has stopped at this packet\n"
		"the radio lost it",
		"look at the device: is there a question, a lamp?\n"
		"pairscope pair TARGET --io NoInputNoOutput\n"
		"pairscope pair TARGET --no-sc",
		"answer at the device within 30 seconds, or ask for a way that needs nobody" },
	{ "D46", "pairing began, and then one side gave up: 0x08, Passkey Entry Failed (0x01), or "
		"it hung up",
		"a person said no, or closed the question\n"
		"a program took the pairing back\n"
		"the device failed inside: Secure Connections is what most often does that",
		"pairscope pair TARGET --tries 2\n"
		"pairscope pair TARGET --no-sc\n"
		"pairscope pair TARGET --io NoInputNoOutput",
		"let it be; or legacy pairing, if that works" },
	{ "D47", "Secure Connections: encryption or keys before both DHKey Checks were there",
		"who goes on without it cannot make it: an attacker, or a tool that tests for this\n"
		"an error of its stack: a step is left out, or comes too early",
		"pairscope -v pair TARGET\n"
		"pairscope pair TARGET --no-sc\n"
		"look at which side lets it: one that encrypts then takes part with anybody",
		"update the side that goes on; give the other nothing, and remove the bond" },
	{ "D48", "the key of a pairing on this very link is refused: PIN or Key Missing (0x06)",
		"its stack dropped the pairing without a word, so it has no key for its controller\n"
		"its list of bonds is full, or it keeps none\n"
		"it looks for the key under another address or role",
		"pairscope pair TARGET --tries 2\n"
		"pairscope pair TARGET --no-sc\n"
		"pairscope -v connect TARGET",
		"delete bonds at the device, restart it, and pair anew" },
};
/* clang-format on */

const size_t n_rules = sizeof(rules) / sizeof(rules[0]);

const struct rule *rule_find(const char *id)
{
	for (size_t i = 0; i < n_rules; i++)
		if (!strcasecmp(rules[i].id, id))
			return &rules[i];
	return NULL;
}

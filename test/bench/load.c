/*
 * load.c: puts load on an iSCSI target and checks what comes back (RFC 7143, error recovery level 0).
 *
 * One thread for each session; each turn sends all commands the queue has room for in one write and parses all
 * responses that have come. Every digest received is checked; with --check every block carries its own address.
 *
 *   load HOST:PORT TARGET [name=value]...
 *     mode=read|write|mix|tur   block=4096   depth=32   sessions=1   seconds=3   order=random|sequential
 *     lun=0   share=70 (percent of reads in mix)   digests=0|1   span=BYTES (0: whole unit)   check=0|1
 *
 * Prints one line: operations/s, MB/s, latency in microseconds (mean, p50, p99), errors. Exit 0: all good.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <endian.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BHS = 48, SECTOR = 512, SEGMENT = 262144, INBOX = 4 << 20, BUCKETS = 4096, MAX_DEPTH = 256 };
enum { OP_COMMAND = 0x01, OP_LOGIN = 0x03, OP_DATA_OUT = 0x05, OP_NOP_OUT = 0x00 };
enum { OP_NOP_IN = 0x20, OP_RESPONSE = 0x21, OP_LOGIN_RESPONSE = 0x23, OP_DATA_IN = 0x25, OP_R2T = 0x31 };

static struct {
	char host[64], target[256], mode[16], order[16];
	int port, block, depth, sessions, seconds, lun, share, digests, check;
	uint64_t span;
} options = { .mode = "read", .order = "random", .block = 4096, .depth = 32, .sessions = 1, .seconds = 3, .share = 70 };

static _Atomic int stopping;

static void fail(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fputc('\n', stderr);
	exit(2);
}

static uint64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* -- CRC32C ------------------------------------------------------------------------------------------------------ */

__attribute__((target("sse4.2"))) static uint32_t crc32c(const uint8_t *p, size_t n)
{
	uint64_t crc = 0xffffffffu;
	for (; n >= 8; p += 8, n -= 8) {
		uint64_t word;
		memcpy(&word, p, 8);
		crc = __builtin_ia32_crc32di(crc, word);
	}
	uint32_t rest = (uint32_t)crc;
	while (n--)
		rest = __builtin_ia32_crc32qi(rest, *p++);
	return ~rest;
}

static void put_digest(uint8_t *where, uint32_t crc) { crc = htole32(crc); memcpy(where, &crc, 4); }

static int has_digest(const uint8_t *where, uint32_t crc)
{
	uint32_t seen;
	memcpy(&seen, where, 4);
	return le32toh(seen) == crc;
}

/* -- big-endian fields ------------------------------------------------------------------------------------------- */

static uint32_t get32(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return be32toh(v); }
static void set32(uint8_t *p, uint32_t v) { v = htobe32(v); memcpy(p, &v, 4); }
static void set64(uint8_t *p, uint64_t v) { v = htobe64(v); memcpy(p, &v, 8); }
static uint32_t get24(const uint8_t *p) { return (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2]; }
static void set24(uint8_t *p, uint32_t v) { p[0] = (uint8_t)(v >> 16); p[1] = (uint8_t)(v >> 8); p[2] = (uint8_t)v; }

/* -- a session --------------------------------------------------------------------------------------------------- */

struct command {
	uint64_t started, lba;
	int is_read, is_busy;
};

struct session {
	int socket, number, header_digest, data_digest, immediate, initial_r2t;
	uint32_t cmdsn, maxcmdsn, statsn, first_burst, segment;
	uint64_t blocks, next, seed, done, errors, total_us;
	uint32_t block_size, histogram[BUCKETS];
	struct command commands[MAX_DEPTH];
	int busy;
	uint8_t *out, *in, *data;
	size_t out_used, in_used;
	pthread_t thread;
};

static void send_all(struct session *s)
{
	for (size_t sent = 0; sent < s->out_used;) {
		ssize_t n = write(s->socket, s->out + sent, s->out_used - sent);
		if (n <= 0)
			fail("session %d: the target closed the connection", s->number);
		sent += (size_t)n;
	}
	s->out_used = 0;
}

/* One PDU into the output; `header` is complete but for the data segment length. */
static void put_pdu(struct session *s, uint8_t *header, const uint8_t *data, uint32_t length)
{
	if (s->out_used + BHS + 12 + length > INBOX)
		send_all(s);
	uint8_t *p = s->out + s->out_used;
	uint32_t padded = (length + 3) & ~3u;
	set24(header + 5, length);
	memcpy(p, header, BHS);
	p += BHS;
	if (s->header_digest) {
		put_digest(p, crc32c(p - BHS, BHS));
		p += 4;
	}
	memcpy(p, data, length);
	memset(p + length, 0, padded - length);
	if (s->data_digest && length)
		put_digest(p + padded, crc32c(p, padded)), p += 4;
	s->out_used = (size_t)(p + padded - s->out);
}

static void receive(struct session *s)
{
	ssize_t n = read(s->socket, s->in + s->in_used, INBOX - s->in_used);
	if (n <= 0)
		fail("session %d: the target closed the connection", s->number);
	s->in_used += (size_t)n;
}

/* Length of the whole PDU at the start of the input, 0 while it is incomplete. Checks its digests. */
static size_t whole_pdu(struct session *s, const uint8_t *p, size_t there, const uint8_t **data)
{
	if (there < BHS)
		return 0;
	uint32_t length = get24(p + 5), padded = (length + 3) & ~3u;
	size_t head = BHS + p[4] * 4u + (s->header_digest ? 4 : 0);
	size_t whole = head + padded + (s->data_digest && length ? 4 : 0);
	if (there < whole)
		return 0;
	if (s->header_digest && !has_digest(p + head - 4, crc32c(p, head - 4)))
		fail("session %d: header digest of PDU 0x%02x is wrong", s->number, p[0]);
	*data = p + head;
	if (s->data_digest && length && !has_digest(p + head + padded, crc32c(p + head, padded)))
		fail("session %d: data digest of PDU 0x%02x is wrong", s->number, p[0]);
	return whole;
}

static const char *value_of(const uint8_t *text, size_t length, const char *key)
{
	size_t n = strlen(key);
	for (size_t at = 0; at < length; at += strlen((const char *)text + at) + 1)
		if (!strncmp((const char *)text + at, key, n) && text[at + n] == '=')
			return (const char *)text + at + n + 1;
	return NULL;
}

static size_t add_key(char *text, size_t used, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	int n = vsnprintf(text + used, 4096 - used, format, list);
	va_end(list);
	return used + (size_t)n + 1;
}

static uint32_t number_of(const uint8_t *text, size_t length, const char *key, uint32_t standard)
{
	const char *value = value_of(text, length, key);
	return value ? (uint32_t)strtoul(value, NULL, 0) : standard;
}

static void take_login_response(struct session *s)
{
	const uint8_t *data = NULL;
	s->in_used = 0;
	while (!whole_pdu(s, s->in, s->in_used, &data))
		receive(s);
	if (s->in[0] != OP_LOGIN_RESPONSE || s->in[36] || s->in[37])
		fail("session %d: login refused with status 0x%02x%02x", s->number, s->in[36], s->in[37]);
	size_t length = get24(s->in + 5);
	const char *r2t = value_of(data, length, "InitialR2T"), *now = value_of(data, length, "ImmediateData");
	s->initial_r2t = r2t ? *r2t == 'Y' : s->initial_r2t;
	s->immediate = now ? *now == 'Y' : s->immediate;
	s->segment = number_of(data, length, "MaxRecvDataSegmentLength", s->segment);
	s->first_burst = number_of(data, length, "FirstBurstLength", s->first_burst);
	s->statsn = get32(s->in + 24) + 1;
}

static void login(struct session *s)
{
	s->initial_r2t = s->immediate = 1;
	s->segment = 8192;
	s->first_burst = 65536;
	char text[4096] = "";
	size_t n = 0;
	const char *digest = options.digests ? "CRC32C" : "None";
	n = add_key(text, n, "InitiatorName=iqn.2026-01.test.tscst:load%d", s->number);
	n = add_key(text, n, "TargetName=%s", options.target);
	n = add_key(text, n, "SessionType=Normal");
	n = add_key(text, n, "HeaderDigest=%s", digest);
	n = add_key(text, n, "DataDigest=%s", digest);
	n = add_key(text, n, "InitialR2T=No");
	n = add_key(text, n, "ImmediateData=Yes");
	n = add_key(text, n, "MaxRecvDataSegmentLength=%d", SEGMENT);
	n = add_key(text, n, "MaxBurstLength=%d", SEGMENT);
	n = add_key(text, n, "FirstBurstLength=65536");
	n = add_key(text, n, "MaxOutstandingR2T=1");
	n = add_key(text, n, "DefaultTime2Wait=2");
	n = add_key(text, n, "DefaultTime2Retain=0");
	n = add_key(text, n, "ErrorRecoveryLevel=0");
	n = add_key(text, n, "MaxConnections=1");
	n = add_key(text, n, "DataPDUInOrder=Yes");
	n = add_key(text, n, "DataSequenceInOrder=Yes");
	uint8_t header[BHS] = { 0x40 | OP_LOGIN, 0x87 }; /* T, operational stage, next: full feature */
	memcpy(header + 8, (uint8_t[6]){ 0x80, 0, 0, (uint8_t)(getpid() >> 8), (uint8_t)getpid(), (uint8_t)s->number }, 6);
	set32(header + 24, 1);
	do {
		put_pdu(s, header, (const uint8_t *)text, (uint32_t)n);
		send_all(s);
		take_login_response(s);
		n = 0; /* a target that has more to say gets empty requests until it agrees to go on */
		memcpy(header + 14, s->in + 14, 2);
		set32(header + 28, s->statsn);
	} while ((s->in[1] & 0x83) != 0x83);
	s->maxcmdsn = get32(s->in + 32);
	s->header_digest = s->data_digest = options.digests;
	s->cmdsn = 1;
	s->in_used = 0;
}

/* -- commands ---------------------------------------------------------------------------------------------------- */

static uint64_t random64(struct session *s)
{
	s->seed ^= s->seed << 13;
	s->seed ^= s->seed >> 7;
	return s->seed ^= s->seed << 17;
}

/* Every sector begins with its own address, so that a check needs no copy of what was written. */
static void stamp(struct session *s, uint8_t *data, uint64_t lba)
{
	for (uint32_t at = 0; at < (uint32_t)options.block; at += SECTOR)
		set64(data + at, lba * s->block_size / SECTOR + at / SECTOR + 1);
}

static void put_data_out(struct session *s, uint32_t tag, uint32_t ttt, uint32_t offset, uint32_t length)
{
	for (uint32_t sent = 0, number = 0; sent < length; number++) {
		uint32_t part = length - sent < s->segment ? length - sent : s->segment;
		uint8_t header[BHS] = { OP_DATA_OUT, sent + part == length ? 0x80 : 0 };
		header[9] = (uint8_t)options.lun;
		set32(header + 16, tag);
		set32(header + 20, ttt);
		set32(header + 28, s->statsn);
		set32(header + 36, number);
		set32(header + 40, offset + sent);
		put_pdu(s, header, s->data + offset + sent, part);
		sent += part;
	}
}

static void put_command(struct session *s, uint32_t tag)
{
	struct command *c = &s->commands[tag];
	uint32_t length = (uint32_t)options.block, blocks = length / s->block_size;
	uint64_t places = s->blocks / blocks;
	int is_tur = options.mode[0] == 't';
	c->is_read = options.mode[0] == 'r' || (options.mode[0] == 'm' && (int)(random64(s) % 100) < options.share);
	c->lba = (options.order[0] == 's' ? s->next++ % places : random64(s) % places) * blocks;
	c->started = now_ns();
	c->is_busy = 1;
	s->busy++;

	uint8_t header[BHS] = { OP_COMMAND, (uint8_t)(0x80 | (is_tur ? 0 : c->is_read ? 0x40 : 0x20) | 1) };
	header[9] = (uint8_t)options.lun;
	set32(header + 16, tag);
	set32(header + 24, s->cmdsn++);
	set32(header + 28, s->statsn);
	if (!is_tur) {
		set32(header + 20, length);
		header[32] = c->is_read ? 0x88 : 0x8a;
		set64(header + 34, c->lba);
		set32(header + 42, blocks);
	}
	if (is_tur || c->is_read) {
		put_pdu(s, header, s->data, 0);
		return;
	}
	stamp(s, s->data, c->lba);
	uint32_t burst = s->first_burst < length ? s->first_burst : length;
	uint32_t now = !s->immediate ? 0 : burst < s->segment ? burst : s->segment;
	if (!s->initial_r2t && now < burst)
		header[1] &= 0x7f; /* unsolicited Data-Out follows */
	put_pdu(s, header, s->data, now);
	if (!s->initial_r2t && now < burst)
		put_data_out(s, tag, 0xffffffffu, now, burst - now);
}

static void ended(struct session *s, uint32_t tag, int status)
{
	struct command *c = &s->commands[tag];
	uint64_t us = (now_ns() - c->started) / 1000;
	c->is_busy = 0;
	s->busy--;
	s->done++;
	s->total_us += us;
	s->histogram[us / 10 < BUCKETS ? us / 10 : BUCKETS - 1]++;
	if (status)
		s->errors++;
}

static void check(struct session *s, const struct command *c, const uint8_t *data, uint32_t offset, uint32_t length)
{
	uint8_t expected[8];
	for (uint32_t at = 0; at < length; at += SECTOR) {
		set64(expected, c->lba * s->block_size / SECTOR + (offset + at) / SECTOR + 1);
		if (offset % SECTOR == 0 && memcmp(expected, data + at, 8))
			s->errors++;
	}
}

static void answer_ping(struct session *s, const uint8_t *p)
{
	if (get32(p + 20) == 0xffffffffu)
		return;
	uint8_t header[BHS] = { 0x40 | OP_NOP_OUT, 0x80 };
	memcpy(header + 8, p + 8, 8);
	set32(header + 16, 0xffffffffu);
	memcpy(header + 20, p + 20, 4);
	set32(header + 24, s->cmdsn);
	set32(header + 28, s->statsn);
	put_pdu(s, header, s->data, 0);
}

static void take(struct session *s, const uint8_t *p, const uint8_t *data)
{
	uint32_t tag = get32(p + 16);
	int opcode = p[0] & 0x3f;
	if (opcode != OP_NOP_IN && (tag >= MAX_DEPTH || !s->commands[tag].is_busy))
		fail("session %d: PDU 0x%02x for unknown task 0x%08x", s->number, opcode, tag);
	s->maxcmdsn = get32(p + 32);
	switch (opcode) {
	case OP_RESPONSE:
		s->statsn = get32(p + 24) + 1;
		ended(s, tag, p[3] | p[2]);
		break;
	case OP_DATA_IN:
		if (options.check)
			check(s, &s->commands[tag], data, get32(p + 40), get24(p + 5));
		if (p[1] & 1) {
			s->statsn = get32(p + 24) + 1;
			ended(s, tag, p[3]);
		}
		break;
	case OP_R2T:
		stamp(s, s->data, s->commands[tag].lba);
		put_data_out(s, tag, get32(p + 20), get32(p + 40), get32(p + 44));
		break;
	case OP_NOP_IN:
		answer_ping(s, p);
		break;
	default:
		fail("session %d: unexpected PDU 0x%02x", s->number, opcode);
	}
}

static void take_all(struct session *s)
{
	size_t at = 0, length;
	const uint8_t *data = NULL;
	receive(s);
	while ((length = whole_pdu(s, s->in + at, s->in_used - at, &data))) {
		take(s, s->in + at, data);
		at += length;
	}
	memmove(s->in, s->in + at, s->in_used - at);
	s->in_used -= at;
}

static void put_commands(struct session *s)
{
	for (uint32_t tag = 0; tag < (uint32_t)options.depth && (int32_t)(s->maxcmdsn - s->cmdsn) >= 0; tag++)
		if (!s->commands[tag].is_busy)
			put_command(s, tag);
}

/* One command on its own before the load: its data, or a failure. A unit attention is taken once or twice. */
static const uint8_t *single(struct session *s, const uint8_t *cdb, size_t size, uint32_t expected)
{
	for (int attempt = 0; attempt < 4; attempt++) {
		uint8_t header[BHS] = { OP_COMMAND, (uint8_t)(0x81 | (expected ? 0x40 : 0)) };
		header[9] = (uint8_t)options.lun;
		set32(header + 20, expected);
		set32(header + 24, s->cmdsn++);
		set32(header + 28, s->statsn);
		memcpy(header + 32, cdb, size);
		put_pdu(s, header, s->data, 0);
		send_all(s);
		s->in_used = 0;
		const uint8_t *data = NULL;
		size_t first;
		while (!(first = whole_pdu(s, s->in, s->in_used, &data)))
			receive(s);
		int has_status = (s->in[0] & 0x3f) == OP_RESPONSE || (s->in[1] & 1);
		const uint8_t *last = s->in, *unused = NULL;
		while (!has_status && !whole_pdu(s, s->in + first, s->in_used - first, &unused))
			receive(s);
		if (!has_status)
			last = s->in + first;
		s->statsn = get32(last + 24) + 1;
		s->maxcmdsn = get32(last + 32);
		s->in_used = 0;
		if (last[3] == 0)
			return data;
	}
	fail("session %d: command 0x%02x is refused again and again", s->number, cdb[0]);
	return NULL;
}

static void prepare(struct session *s)
{
	single(s, (uint8_t[6]){ 0 }, 6, 0);
	const uint8_t *capacity = single(s, (uint8_t[16]){ [0] = 0x9e, [1] = 0x10, [13] = 32 }, 16, 32);
	uint64_t last;
	memcpy(&last, capacity, 8);
	s->block_size = get32(capacity + 8);
	s->blocks = be64toh(last) + 1;
	if (options.span && options.span / s->block_size < s->blocks)
		s->blocks = options.span / s->block_size;
	if (s->blocks < (uint64_t)options.block / s->block_size)
		fail("the unit is smaller than one block of %d bytes", options.block);
}

static void *run(void *argument)
{
	struct session *s = argument;
	while (!stopping || s->busy) {
		if (!stopping)
			put_commands(s);
		if (s->out_used)
			send_all(s);
		take_all(s);
	}
	return NULL;
}

static void open_session(struct session *s, int number)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)options.port) };
	inet_pton(AF_INET, options.host, &address.sin_addr);
	s->number = number;
	s->seed = 0x9e3779b97f4a7c15u * (uint64_t)(number + 1);
	s->out = malloc(INBOX + BHS);
	s->in = malloc(INBOX);
	s->data = calloc(1, (size_t)options.block + SEGMENT);
	s->socket = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(s->socket, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	if (connect(s->socket, (struct sockaddr *)&address, sizeof address))
		fail("cannot connect to %s:%d", options.host, options.port);
	login(s);
	prepare(s);
}

/* -- options and report ------------------------------------------------------------------------------------------ */

static void set_option(const char *text)
{
	const char *equals = strchr(text, '=');
	size_t n = equals ? (size_t)(equals - text) : 0;
	const char *value = equals ? equals + 1 : "";
	struct { const char *name; int *number; } numbers[] = {
		{ "block", &options.block }, { "depth", &options.depth }, { "sessions", &options.sessions },
		{ "seconds", &options.seconds }, { "lun", &options.lun }, { "share", &options.share },
		{ "digests", &options.digests }, { "check", &options.check },
	};
	for (size_t at = 0; at < sizeof numbers / sizeof *numbers; at++)
		if (strlen(numbers[at].name) == n && !strncmp(text, numbers[at].name, n)) {
			*numbers[at].number = atoi(value);
			return;
		}
	if (!strncmp(text, "mode=", 5))
		snprintf(options.mode, sizeof options.mode, "%s", value);
	else if (!strncmp(text, "order=", 6))
		snprintf(options.order, sizeof options.order, "%s", value);
	else if (!strncmp(text, "span=", 5))
		options.span = strtoull(value, NULL, 0);
	else
		fail("unknown option %s", text);
}

static uint64_t percentile(const uint32_t *histogram, uint64_t total, double share)
{
	uint64_t seen = 0;
	for (int at = 0; at < BUCKETS; at++)
		if ((seen += histogram[at]) >= (uint64_t)((double)total * share))
			return (uint64_t)at * 10;
	return BUCKETS * 10;
}

static int report(struct session *sessions, double seconds)
{
	static uint32_t histogram[BUCKETS];
	uint64_t done = 0, errors = 0, total = 0;
	for (int at = 0; at < options.sessions; at++) {
		done += sessions[at].done;
		errors += sessions[at].errors;
		total += sessions[at].total_us;
		for (int bucket = 0; bucket < BUCKETS; bucket++)
			histogram[bucket] += sessions[at].histogram[bucket];
	}
	int is_tur = options.mode[0] == 't';
	printf("{\"iops\":%.0f,\"mbps\":%.1f,\"mean\":%.1f,\"p50\":%lu,\"p99\":%lu,\"errors\":%lu}\n",
	       (double)done / seconds, is_tur ? 0 : (double)done * options.block / seconds / 1e6,
	       done ? (double)total / (double)done : 0, percentile(histogram, done, 0.5),
	       percentile(histogram, done, 0.99), errors);
	return errors ? 1 : 0;
}

int main(int count, char **words)
{
	if (count < 3)
		fail("usage: load HOST:PORT TARGET [name=value]...");
	if (sscanf(words[1], "%63[^:]:%d", options.host, &options.port) != 2)
		fail("%s is no HOST:PORT", words[1]);
	snprintf(options.target, sizeof options.target, "%s", words[2]);
	for (int at = 3; at < count; at++)
		set_option(words[at]);
	if (options.depth < 1 || options.depth > MAX_DEPTH || options.block % SECTOR)
		fail("depth is 1 to %d, block a multiple of %d", MAX_DEPTH, SECTOR);

	struct session *sessions = calloc((size_t)options.sessions, sizeof *sessions);
	for (int at = 0; at < options.sessions; at++)
		open_session(&sessions[at], at);
	uint64_t started = now_ns();
	for (int at = 0; at < options.sessions; at++)
		pthread_create(&sessions[at].thread, NULL, run, &sessions[at]);
	usleep((useconds_t)options.seconds * 1000000u);
	stopping = 1;
	for (int at = 0; at < options.sessions; at++)
		pthread_join(sessions[at].thread, NULL);
	return report(sessions, (double)(now_ns() - started) / 1e9);
}

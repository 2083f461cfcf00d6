/* The commands, each in the file that its name says. They return a status, with
 * any error said. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

struct args;
struct session;

int cmd_bonds(struct session *s, const struct args *a);
int cmd_compare(struct session *s, const struct args *a);
int cmd_connect(struct session *s, const struct args *a);
int cmd_controllers(struct session *s, const struct args *a);
int cmd_convert(struct session *s, const struct args *a);
int cmd_decode(struct session *s, const struct args *a);
int cmd_diagnose(struct session *s, const struct args *a);
int cmd_disconnect(struct session *s, const struct args *a);
int cmd_discover(struct session *s, const struct args *a);
int cmd_hci(struct session *s, const struct args *a);
int cmd_doctor(struct session *s, const struct args *a);
int cmd_explain(struct session *s, const struct args *a);
int cmd_help(struct session *s, const struct args *a);
int cmd_info(struct session *s, const struct args *a);
int cmd_pair(struct session *s, const struct args *a);
int cmd_probe(struct session *s, const struct args *a);
int cmd_proxy(struct session *s, const struct args *a);
int cmd_quit(struct session *s, const struct args *a);
int cmd_read(struct session *s, const struct args *a);
int cmd_report(struct session *s, const struct args *a);
int cmd_run(struct session *s, const struct args *a);
int cmd_scan(struct session *s, const struct args *a);
int cmd_serve(struct session *s, const struct args *a);
int cmd_shell(struct session *s, const struct args *a);
int cmd_subscribe(struct session *s, const struct args *a);
int cmd_wait(struct session *s, const struct args *a);
int cmd_write(struct session *s, const struct args *a);

/* How long a command looks for a device, unless told. */
#define DEFAULT_TIMEOUT_USEC (10 * USEC_PER_SEC)

#endif

#ifndef CHARNESS_SYSTEM_H
#define CHARNESS_SYSTEM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// The commit that this executable was built from, or "" where the build did not say.
const char *harness_build_commit(void);

// "static" where the executable carries everything, else "dynamic".
const char *harness_build_kind(void);

// The environment's "NAME=value" lines, ended by NULL; the system owns them.
char **harness_environment(void);

// Opens /dev/null on each of descriptors 0, 1, 2 that is closed, so that no file of ours takes their
// place. 1 and 2 are opened for reading only: writing to them then fails instead of vanishing.
// Also ignores SIGPIPE and SIGXFSZ, so that a closed pipe and a file at its limit are errors of write() and not the
// end of the process.
void harness_settle_descriptors(void);

// Lets the heap grow in steps of a quarter of a megabyte and keeps what was freed: a page given back is asked for again,
// and a short program spends more on pages than on its work.
void harness_settle_memory(void);

// The number of columns of the terminal behind the descriptor, or 0.
int harness_terminal_width(int descriptor);

// When a process started, in the kernel's own unit (a tick since boot on Linux, a microsecond on macOS),
// or -1 with errno set where there is no such process. A zombie counts as gone (ESRCH). Together with
// the process's number and the boot it names a process for ever.
int64_t harness_process_start(pid_t process);

// An identity of the present boot as text; returns its length, or -1 with errno set.
int harness_boot_identity(char *buffer, int capacity);

// A descriptor that is readable once the process has ended, or -1 where the kernel cannot tell.
int harness_watch_process(pid_t process);

// From now on SIGINT, SIGTERM and SIGHUP write their number as one byte to the descriptor.
// Signals that were ignored stay ignored. Returns 0 or an errno.
int harness_catch_signals(int descriptor);

// The last signal that was caught since then, 0 where none was.
int harness_caught_signal(void);

// Whether this process was told to ignore a signal, as by nohup.
int harness_ignores_signal(int number);

// Gives the signals back what they did before, and writes no more.
void harness_release_signals(void);

// Dies of the signal as if nobody had caught it, so that the caller's caller sees the truth.
void harness_die_of(int signal);

// The time of day in the user's zone: seconds to add to UTC at that moment.
int harness_zone_offset(int64_t seconds_since_1970);

// The first place of the part in the text, or NULL.
const void *harness_find(const void *text, size_t length, const void *part, size_t part_length);

// Removes a folder with all that is in it, following no link and leaving no file system. Returns 0 or an errno.
int harness_remove_tree(const char *folder);

// Whether the folder lies on a network's or a virtual machine's shared file system; 0 where unknown.
int harness_is_shared_file_system(const char *folder);

// Whether this process may write files up to some size only.
int harness_limits_files(void);

// How many bytes this user may still write where the folder lies, or -1 with errno set.
int64_t harness_free_space(const char *folder);

#endif

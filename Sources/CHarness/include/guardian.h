#ifndef CHARNESS_GUARDIAN_H
#define CHARNESS_GUARDIAN_H

#include <stdint.h>
#include <sys/types.h>

// A program to start. Every pointer belongs to the caller and is read before the call returns.
struct harness_program {
    const char *path;           // absolute
    char *const *arguments;     // ended by NULL
    char *const *environment;   // ended by NULL
    const char *directory;      // where it starts, or NULL for here
    int input, output, errors;  // descriptors that become its 0, 1, 2; -1 is /dev/null
};

// When a guardian ends everything by itself, whether its owner still runs, sleeps or is stopped.
struct harness_limits {
    int64_t deadline_ms;      // from now; 0 is never
    int64_t grace_ms;         // between the polite signal at the deadline and the end
    int ends_with_program;    // whether what the program leaves behind ends with it
};

enum harness_report_kind {
    HARNESS_STARTED = 1,  // process: the program's number; value: the guardian's
    HARNESS_FAILED,       // value: errno of what kept it from starting; stage: which call
    HARNESS_EXITED,       // value: the wait status; times and memory of the program
    HARNESS_TIMED_OUT,    // the deadline has passed
    HARNESS_LOST,         // the guardian itself was killed; its warden ends what is left
    HARNESS_ENDED,        // value: how many processes beside the program were ended; stage: how many remain
};

enum harness_stage { HARNESS_STAGE_FORK = 1, HARNESS_STAGE_DIRECTORY, HARNESS_STAGE_EXECUTE };

// What a guardian sends, one after another.
struct harness_report {
    int32_t kind, process, value, stage;
    int64_t user_us, system_us, memory_kib;
};

struct harness_guardian {
    pid_t warden;  // our child; wait for it after HARNESS_ENDED or end of file
    int reports;   // to receive from, non-blocking
    int orders;    // to send to; closing it, or dying, ends everything
};

// Forks a guardian: a process of plain C that adopts every orphan below it, starts the program in a process
// group of its own, reports, and kills every descendant when a limit is reached, when it is told to, or when
// its owner is gone. A second process, its warden, does the same should the guardian be killed, and wakes it
// should it be stopped. Signals are reset, masks cleared, all other descriptors closed.
// Returns 0 or an errno; what keeps the program from starting comes as a report.
int harness_guard(const struct harness_program *program, struct harness_limits limits, struct harness_guardian *guardian);

// Orders: a signal to the program's process group, or (0) the end of everything. An owner who is gone for the
// guardian is no error.
void harness_order(int orders, uint8_t signal);

// Starts the program plainly, as a child of this process, by posix_spawn. Returns 0 or an errno.
int harness_spawn(const struct harness_program *program, pid_t *process);

// A pipe whose ends close on exec and are numbered above 2, whatever is closed. Returns 0 or an errno.
int harness_pipe(int ends[2]);

#endif

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

enum harness_report_kind {
    HARNESS_STARTED = 1,  // process: the program's number
    HARNESS_FAILED,       // value: errno of what kept it from starting; stage: which call
    HARNESS_EXITED,       // value: the wait status; times and memory of the program
    HARNESS_ENDED,        // value: how many descendants beside the program were killed; stage: how many remain
};

enum harness_stage { HARNESS_STAGE_FORK = 1, HARNESS_STAGE_DIRECTORY, HARNESS_STAGE_EXECUTE };

// What a guardian writes to its report pipe, whole, one after another.
struct harness_report {
    int32_t kind, process, value, stage;
    int64_t user_us, system_us, memory_kib;
};

// What its owner writes to its order pipe. End of file is the same as HARNESS_ORDER_END.
enum harness_order_kind { HARNESS_ORDER_SIGNAL = 1, HARNESS_ORDER_END = 2 };

struct harness_order {
    uint8_t kind, signal;
};

struct harness_guardian {
    pid_t process;  // the guardian's own number; wait for it after HARNESS_ENDED or end of file
    int reports;    // read end, non-blocking
    int orders;     // write end; closing it, or dying, ends everything
};

// Forks a guardian: a process of plain C that leads a session of its own, adopts every orphan below it,
// starts the program in a process group of its own, reports, and kills every descendant when it is told
// to or when its owner is gone. Signals are reset, masks cleared, all other descriptors closed.
// Returns 0 or an errno; what keeps the program from starting comes as a report.
int harness_guard(const struct harness_program *program, struct harness_guardian *guardian);

// Starts the program plainly, as a child of this process, by posix_spawn. Returns 0 or an errno.
int harness_spawn(const struct harness_program *program, pid_t *process);

// A pipe whose ends close on exec and are numbered above 2, whatever is closed. Returns 0 or an errno.
int harness_pipe(int ends[2]);

#endif

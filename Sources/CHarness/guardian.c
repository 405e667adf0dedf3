// Everything here between fork() and _exit() calls only what POSIX allows after a fork, or the kernel itself:
// no allocation, no stdio, no locks.
#define _GNU_SOURCE
#include "guardian.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

enum { KILL_MILLISECONDS = 2000, MAX_PROCESSES = 1 << 16 };

static int wake_descriptor = -1;

static void wake(int signal) {
    (void)signal;
    int problem = errno;
    (void)!write(wake_descriptor, "", 1);
    errno = problem;
}

static void close_others(const int *kept, int count) {
    int next = 3;
    // kept is in ascending order
    for (int i = 0; i <= count; i++) {
        int end = i < count ? kept[i] : -1;
#ifdef SYS_close_range
        if (i == count || end > next) {
            unsigned last = i == count ? ~0U : (unsigned)end - 1;
            if (syscall(SYS_close_range, (unsigned)next, last, 0) == 0) {
                next = end + 1;
                continue;
            }
        }
#endif
        if (i == count) {
            struct rlimit limit;
            end = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 65536 ? (int)limit.rlim_cur : 65536;
        }
        for (int descriptor = next; descriptor < end; descriptor++) close(descriptor);
        next = end + 1;
    }
}

static void reset_signals(void) {
    for (int number = 1; number < NSIG; number++) {
        if (number != SIGKILL && number != SIGSTOP) signal(number, SIG_DFL);
    }
#ifdef __linux__
    // The C library keeps these two for itself, and leaves them ignored in what posix_spawn started.
    unsigned long default_action[8] = {0};
    for (int number = 32; number <= 33; number++) syscall(SYS_rt_sigaction, number, default_action, NULL, 8);
#endif
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void report(int descriptor, struct harness_report message) {
    // Smaller than PIPE_BUF: it arrives whole or not at all. Nobody reading is no reason to stop.
    while (write(descriptor, &message, sizeof message) < 0 && errno == EINTR) continue;
}

static long long milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// --- the program

struct failure {
    int32_t stage, problem;
};

static void run_program(const struct harness_program *program, const int streams[3], int failures, pid_t guardian) {
    struct failure failure = {HARNESS_STAGE_EXECUTE, 0};
    setpgid(0, 0);
#ifdef __linux__
    // Should the guardian be killed, the program at least goes with it.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != guardian) _exit(127);
#endif
    for (int i = 0; i < 3; i++) {
        if (dup2(streams[i], i) < 0) goto failed;
    }
    close_others(&failures, 1);
    if (program->directory && chdir(program->directory) < 0) {
        failure.stage = HARNESS_STAGE_DIRECTORY;
        goto failed;
    }
    reset_signals();
    execve(program->path, program->arguments, program->environment);
failed:
    failure.problem = errno;
    (void)!write(failures, &failure, sizeof failure);
    _exit(127);
}

// --- the descendants

#ifdef __linux__

struct process {
    pid_t number, parent;
};

struct directory_entry {
    uint64_t inode;
    int64_t next;
    unsigned short length;
    unsigned char type;
    char name[];
};

static pid_t parent_of(pid_t process) {
    char path[32] = "/proc/", text[512];
    char digits[12];
    int count = 0;
    for (pid_t rest = process; rest > 0; rest /= 10) digits[count++] = (char)('0' + rest % 10);
    int at = 6;
    while (count > 0) path[at++] = digits[--count];
    memcpy(path + at, "/stat", 6);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return -1;
    ssize_t length = read(descriptor, text, sizeof text - 1);
    close(descriptor);
    if (length <= 0) return -1;
    text[length] = 0;
    char *rest = strrchr(text, ')');
    // ") S 123 …"; a zombie needs no killing, only its parent's wait
    if (!rest || rest[1] != ' ' || rest[3] != ' ' || rest[2] == 'Z' || rest[2] == 'X') return -1;
    pid_t parent = 0;
    for (rest += 4; *rest >= '0' && *rest <= '9'; rest++) parent = parent * 10 + (*rest - '0');
    return parent;
}

static int holds(const struct process *table, int count, pid_t number) {
    for (int i = 0; i < count; i++) {
        if (table[i].number == number) return 1;
    }
    return 0;
}

// Fills the table with every living descendant of this process; returns how many, or -1 without /proc.
static int find_descendants(struct process *table) {
    char buffer[8192];
    int all = 0, found = 0;
    pid_t self = getpid();
    int folder = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return -1;
    for (;;) {
        long count = syscall(SYS_getdents64, folder, buffer, sizeof buffer);
        if (count <= 0) break;
        for (long at = 0; at < count;) {
            struct directory_entry *entry = (struct directory_entry *)(buffer + at);
            at += entry->length;
            pid_t number = 0;
            const char *c = entry->name;
            for (; *c >= '0' && *c <= '9'; c++) number = number * 10 + (*c - '0');
            if (*c != 0 || number <= 0 || number == self || all == MAX_PROCESSES) continue;
            pid_t parent = parent_of(number);
            if (parent > 0) table[all++] = (struct process){number, parent};
        }
    }
    close(folder);
    // The front of the table holds those known to be ours; it grows until nobody joins.
    for (int before = -1; found != before;) {
        before = found;
        for (int i = found; i < all; i++) {
            if (table[i].parent != self && !holds(table, found, table[i].parent)) continue;
            struct process ours = table[i];
            table[i] = table[found];
            table[found++] = ours;
        }
    }
    return found;
}

static int signal_descendants(struct process *table, pid_t group) {
    if (!table) return kill(-group, SIGKILL) == 0;
    // Stopped first, so that what forks faster than we look cannot outrun us.
    int count = find_descendants(table), before = -1;
    for (int round = 0; round < 16 && count > 0 && count != before; round++) {
        for (int i = 0; i < count; i++) kill(table[i].number, SIGSTOP);
        before = count;
        count = find_descendants(table);
    }
    if (count < 0) return kill(-group, SIGKILL) == 0;
    for (int i = 0; i < count; i++) kill(table[i].number, SIGKILL);
    return count;
}

#else

struct process;

static int signal_descendants(struct process *table, pid_t group) {
    (void)table;
    return kill(-group, SIGKILL) == 0;
}

#endif

struct guard {
    int orders, reports, wake;
    pid_t program;
    int has_program;
};

// Waits for whoever has ended. Returns 0 when no child is left.
static int reap(struct guard *guard) {
    for (;;) {
        int status;
        struct rusage use;
        pid_t process = wait4(-1, &status, WNOHANG, &use);
        if (process == 0) return 1;
        if (process < 0) {
            if (errno == EINTR) continue;
            return 0;
        }
        if (process != guard->program || !guard->has_program) continue;
        guard->has_program = 0;
        report(guard->reports, (struct harness_report){
            .kind = HARNESS_EXITED, .process = process, .value = status,
            .user_us = (int64_t)use.ru_utime.tv_sec * 1000000 + use.ru_utime.tv_usec,
            .system_us = (int64_t)use.ru_stime.tv_sec * 1000000 + use.ru_stime.tv_usec,
            .memory_kib = use.ru_maxrss,
        });
    }
}

static void drain(int descriptor) {
    char drained[64];
    while (read(descriptor, drained, sizeof drained) > 0) continue;
}

static void end_everything(struct guard *guard) {
    struct process *table = NULL;
#ifdef __linux__
    size_t size = sizeof(struct process) * MAX_PROCESSES;
    table = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (table == MAP_FAILED) table = NULL;
#endif
    int killed = 0, left = 0;
    long long deadline = milliseconds() + KILL_MILLISECONDS;
    while (reap(guard)) {
        int count = signal_descendants(table, guard->program);
        int others = count - guard->has_program;
        if (others > killed) killed = others;
        if (milliseconds() > deadline) {
            left = count > 0 ? count : 1;
            break;
        }
        struct pollfd ready = {.fd = guard->wake, .events = POLLIN};
        poll(&ready, 1, 2);
        drain(guard->wake);
    }
    report(guard->reports, (struct harness_report){.kind = HARNESS_ENDED, .value = killed, .stage = left});
}

static int start_program(struct guard *guard, const struct harness_program *program, const int streams[3]) {
    int failures[2];
    struct failure failure = {HARNESS_STAGE_FORK, 0};
    pid_t self = getpid();
    if ((errno = harness_pipe(failures)) != 0) goto failed;
    pid_t process = fork();
    if (process < 0) goto failed;
    if (process == 0) {
        close(failures[0]);
        run_program(program, streams, failures[1], self);
    }
    setpgid(process, process);
    close(failures[1]);
    ssize_t count;
    while ((count = read(failures[0], &failure, sizeof failure)) < 0 && errno == EINTR) continue;
    close(failures[0]);
    guard->program = process;
    if (count == 0) {
        guard->has_program = 1;
        report(guard->reports, (struct harness_report){.kind = HARNESS_STARTED, .process = process});
        return 1;
    }
    waitpid(process, NULL, 0);
    report(guard->reports, (struct harness_report){
        .kind = HARNESS_FAILED, .value = failure.problem, .stage = failure.stage});
    return 0;
failed:
    report(guard->reports, (struct harness_report){
        .kind = HARNESS_FAILED, .value = errno, .stage = HARNESS_STAGE_FORK});
    return 0;
}

static void watch(struct guard *guard) {
    for (;;) {
        struct pollfd ready[2] = {{.fd = guard->orders, .events = POLLIN}, {.fd = guard->wake, .events = POLLIN}};
        if (poll(ready, 2, -1) < 0 && errno != EINTR) return;
        if (ready[1].revents) {
            drain(guard->wake);
            reap(guard);
        }
        if (!ready[0].revents) continue;
        struct harness_order order;
        ssize_t count = read(guard->orders, &order, sizeof order);
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (count < (ssize_t)sizeof order || order.kind == HARNESS_ORDER_END) return;
        if (order.kind == HARNESS_ORDER_SIGNAL && guard->has_program) kill(-guard->program, order.signal);
    }
}

static void guard_program(const struct harness_program *program, int orders, int reports) {
    int wakes[2], streams[3] = {program->input, program->output, program->errors};
    setsid();
#ifdef __linux__
    prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
    reset_signals();
    static const int ignored[] = {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) signal(ignored[i], SIG_IGN);
    if (pipe(wakes) < 0) _exit(1);
    for (int i = 0; i < 2; i++) {
        fcntl(wakes[i], F_SETFL, O_NONBLOCK);
        fcntl(wakes[i], F_SETFD, FD_CLOEXEC);
    }
    wake_descriptor = wakes[1];
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = wake;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGCHLD, &action, NULL);

    int none = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int i = 0; i < 3; i++) {
        if (streams[i] < 0) streams[i] = none;
    }
    // The program's streams move out of the way of 0, 1, 2, which dup2 is about to overwrite one by one.
    for (int i = 0; i < 3; i++) {
        if (streams[i] < 3) streams[i] = fcntl(streams[i], F_DUPFD_CLOEXEC, 3);
    }
    struct guard guard = {.orders = orders, .reports = reports, .wake = wakes[0]};
    int is_running = start_program(&guard, program, streams);

    // From here on nobody's pipe may stay open because of us.
    int kept[4] = {orders, reports, wakes[0], wakes[1]};
    for (int i = 1; i < 4; i++) {
        for (int j = i; j > 0 && kept[j] < kept[j - 1]; j--) {
            int other = kept[j];
            kept[j] = kept[j - 1];
            kept[j - 1] = other;
        }
    }
    for (int i = 0; i < 3; i++) dup2(none, i);
    close_others(kept, 4);
    if (chdir("/") < 0) { /* holding the folder is no harm */ }

    if (is_running) {
        watch(&guard);
        end_everything(&guard);
    }
    _exit(0);
}

int harness_guard(const struct harness_program *program, struct harness_guardian *guardian) {
    int orders[2], reports[2];
    int problem = harness_pipe(orders);
    if (problem) return problem;
    problem = harness_pipe(reports);
    if (problem) {
        close(orders[0]), close(orders[1]);
        return problem;
    }
    // No handler of the owner's may run in the guardian before it has its own.
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    pid_t process = fork();
    if (process == 0) {
        close(orders[1]);
        close(reports[0]);
        guard_program(program, orders[0], reports[1]);
    }
    problem = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    close(orders[0]);
    close(reports[1]);
    if (process < 0) {
        close(orders[1]), close(reports[0]);
        return problem;
    }
    fcntl(reports[0], F_SETFL, O_NONBLOCK);
    *guardian = (struct harness_guardian){.process = process, .reports = reports[0], .orders = orders[1]};
    return 0;
}

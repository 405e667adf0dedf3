// Everything here between fork() and _exit() calls only what POSIX allows after a fork, or the kernel itself:
// no allocation, no stdio, no locks.
//
// owner ── warden ── guardian ── program ── whatever it starts
//
// The guardian is the nearest subreaper above the program: each descendant that loses its parent becomes its
// child. To end everything it kills its children until it has none; theirs have by then become its own.
// The warden is the next subreaper: should the guardian be killed, the same falls to it.
#define _GNU_SOURCE
#include "guardian.h"
#include "internal.h"
#include "system.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

enum { KILL_MILLISECONDS = 2000 };

struct guard {
    int orders, reports;
    int wake;           // readable after a child has changed
    int above;          // readable once the process above us is gone, or -1
    int owner;          // the same for our owner
    pid_t program;
    int is_running;     // whether the program itself is
    int strays;         // how many others have been ended
    int is_ending;
};

static int wake_descriptor = -1;

static void wake(int signal) {
    (void)signal;
    int problem = errno;
    (void)!write(wake_descriptor, "", 1);
    errno = problem;
}

static void drain(int descriptor) {
    char drained[64];
    while (read(descriptor, drained, sizeof drained) > 0) continue;
}

static void close_range_of(int first, int last) {
    if (first > last) return;
#ifdef SYS_close_range
    if (syscall(SYS_close_range, (unsigned)first, (unsigned)last, 0) == 0) return;
#endif
    struct rlimit limit;
    int end = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 65536 ? (int)limit.rlim_cur : 65536;
    for (int descriptor = first; descriptor <= last && descriptor < end; descriptor++) close(descriptor);
}

// Closes every descriptor above 2 but those given.
static void close_others(int *kept, int count) {
    for (int i = 1; i < count; i++) {
        for (int j = i; j > 0 && kept[j] < kept[j - 1]; j--) {
            int other = kept[j];
            kept[j] = kept[j - 1];
            kept[j - 1] = other;
        }
    }
    int next = 3;
    for (int i = 0; i < count; i++) {
        if (kept[i] < next) continue;
        close_range_of(next, kept[i] - 1);
        next = kept[i] + 1;
    }
    close_range_of(next, 0x7FFFFFFF);
}

static void set_signals(void (*action)(int)) {
    for (int number = 1; number < NSIG; number++) {
        if (number != SIGKILL && number != SIGSTOP) signal(number, action);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

// For the program: every signal does what it does by default.
static void reset_signals(void) {
    set_signals(SIG_DFL);
#ifdef __linux__
    // The C library keeps these two for itself, and leaves them ignored in what posix_spawn started.
    unsigned long default_action[8] = {0};
    for (int number = 32; number <= 33; number++) syscall(SYS_rt_sigaction, number, default_action, NULL, 8);
#endif
}

static void report(const struct guard *guard, struct harness_report message) {
    // Nobody receiving is no reason to stop, and an owner who sleeps is not waited for.
    while (send(guard->reports, &message, sizeof message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno == EINTR) continue;
}

static long long milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int socket_pair(int ends[2]) {
    // No pipe: a process of the same user could open that through /proc and hold it open.
#ifdef SOCK_CLOEXEC
    int type = SOCK_STREAM | SOCK_CLOEXEC;
#else
    int type = SOCK_STREAM;
#endif
    if (socketpair(AF_UNIX, type, 0, ends) < 0) return errno;
    return harness_settle_pair(ends);
}

// What the warden and the guardian have in common: a session, adoption, no signal that ends them.
static void become_keeper(struct guard *guard) {
    int wakes[2];
    setsid();
#ifdef __linux__
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_NAME, "harness-guard");
    prctl(PR_SET_DUMPABLE, 0);  // nobody of the same user looks into our descriptors
#endif
    set_signals(SIG_IGN);
    if (socket_pair(wakes) != 0) _exit(1);
    for (int i = 0; i < 2; i++) fcntl(wakes[i], F_SETFL, O_NONBLOCK);
    wake_descriptor = wakes[1];
    guard->wake = wakes[0];
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = wake;
    sigemptyset(&action.sa_mask);
    sigaction(SIGCHLD, &action, NULL);
}

// --- the program

struct failure {
    int32_t stage, problem;
};

static void run_program(const struct harness_program *program, const int streams[3], int failures, pid_t guardian) {
    struct failure failure = {HARNESS_STAGE_EXECUTE, 0};
    setpgid(0, 0);
#ifdef __linux__
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

static int start_program(struct guard *guard, const struct harness_program *program, const int streams[3]) {
    int failures[2];
    struct failure failure = {HARNESS_STAGE_FORK, 0};
    pid_t self = getpid();
    failure.problem = harness_pipe(failures);
    if (failure.problem) goto failed;
    pid_t process = fork();
    if (process == 0) {
        close(failures[0]);
        run_program(program, streams, failures[1], self);
    }
    failure.problem = errno;
    close(failures[1]);
    if (process < 0) {
        close(failures[0]);
        goto failed;
    }
    setpgid(process, process);
    ssize_t count;
    while ((count = read(failures[0], &failure, sizeof failure)) < 0 && errno == EINTR) continue;
    close(failures[0]);
    if (count == 0) {
        guard->program = process;
        guard->is_running = 1;
        report(guard, (struct harness_report){.kind = HARNESS_STARTED, .process = process, .value = self});
        return 1;
    }
    while (waitpid(process, NULL, 0) < 0 && errno == EINTR) continue;
failed:
    report(guard, (struct harness_report){.kind = HARNESS_FAILED, .value = failure.problem, .stage = failure.stage});
    return 0;
}

// --- the end of everything

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
        if (process != guard->program) {
            guard->strays += guard->is_ending;
            continue;
        }
        guard->program = 0;
        guard->is_running = 0;
        report(guard, (struct harness_report){
            .kind = HARNESS_EXITED, .process = process, .value = status,
            .user_us = (int64_t)use.ru_utime.tv_sec * 1000000 + use.ru_utime.tv_usec,
            .system_us = (int64_t)use.ru_stime.tv_sec * 1000000 + use.ru_stime.tv_usec,
            .memory_kib = use.ru_maxrss,
        });
    }
}

// Returns how many remain; they are reported unless somebody else will try.
static int end_everything(struct guard *guard, pid_t group, int is_last) {
    long long deadline = milliseconds() + KILL_MILLISECONDS;
    int left = 0;
    reap(guard);
    guard->is_ending = 1;
    while (reap(guard)) {
        int count = harness_kill_children(group);
        if (milliseconds() > deadline) {
            left = count > 0 ? count : 1;
            break;
        }
        struct pollfd ready = {.fd = guard->wake, .events = POLLIN};
        poll(&ready, 1, 2);
        drain(guard->wake);
    }
    if (left == 0 || is_last) {
        report(guard, (struct harness_report){.kind = HARNESS_ENDED, .value = guard->strays, .stage = left});
    }
    return left;
}

// --- the guardian

// Returns when everything is to end.
static void watch(struct guard *guard, struct harness_limits limits) {
    long long deadline = limits.deadline_ms > 0 ? milliseconds() + limits.deadline_ms : -1;
    int is_late = 0;
    for (;;) {
        int wait = 1000;  // should a wake-up be lost, or taken from us
        if (deadline >= 0) {
            long long rest = deadline - milliseconds();
            if (rest <= 0 && is_late) return;
            if (rest <= 0) {
                is_late = 1;
                report(guard, (struct harness_report){.kind = HARNESS_TIMED_OUT});
                if (guard->is_running) kill(-guard->program, SIGTERM);
                deadline += limits.grace_ms;
                continue;
            }
            if (rest < wait) wait = (int)rest;
        }
        struct pollfd ready[4] = {
            {.fd = guard->orders, .events = POLLIN},
            {.fd = guard->wake, .events = POLLIN},
            {.fd = guard->above, .events = POLLIN},
            {.fd = guard->owner, .events = POLLIN},
        };
        if (poll(ready, 4, wait) < 0) {
            if (errno == EINTR) continue;
            return;
        }
        drain(guard->wake);
        reap(guard);
        if (!guard->is_running && (limits.ends_with_program || is_late)) return;
        if (ready[3].revents) return;
        if (ready[2].revents) return;
        if (!ready[0].revents) continue;
        uint8_t order;
        ssize_t count = recv(guard->orders, &order, 1, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0 || order == 0) return;
        if (guard->is_running) kill(-guard->program, order);
    }
}

static void run_guardian(const struct harness_program *program, struct harness_limits limits, struct guard guard, pid_t warden, pid_t owner) {
    int streams[3] = {program->input, program->output, program->errors};
    become_keeper(&guard);
    guard.above = harness_watch_process(warden);
    guard.owner = harness_watch_process(owner);
    if (getppid() != warden) _exit(1);
    int none = open("/dev/null", O_RDWR | O_CLOEXEC);
    // The program's streams move out of the way of 0, 1, 2, which dup2 is about to overwrite one by one.
    for (int i = 0; i < 3; i++) streams[i] = fcntl(streams[i] < 0 ? none : streams[i], F_DUPFD_CLOEXEC, 3);
    int is_started = start_program(&guard, program, streams);

    // From here on nobody's pipe may stay open because of us.
    for (int i = 0; i < 3; i++) dup2(none, i);
    int kept[] = {guard.orders, guard.reports, guard.wake, wake_descriptor, guard.above, guard.owner};
    close_others(kept, 6);
    if (chdir("/") < 0) { /* holding the folder is no harm */ }
    if (is_started) {
        pid_t group = guard.program;
        watch(&guard, limits);
        // What is left over falls to the warden.
        if (end_everything(&guard, group, 0) > 0) _exit(2);
    }
    _exit(0);
}

// --- the warden

static void run_warden(const struct harness_program *program, struct harness_limits limits, struct guard guard, pid_t owner) {
    become_keeper(&guard);
#ifdef __linux__
    // Should somebody have stopped us, the end of our owner wakes us.
    prctl(PR_SET_PDEATHSIG, SIGCONT);
    if (getppid() != owner) _exit(1);
#endif
    pid_t self = getpid();
    pid_t guardian = fork();
    if (guardian == 0) run_guardian(program, limits, guard, self, owner);
    if (guardian < 0) {
        report(&guard, (struct harness_report){.kind = HARNESS_FAILED, .value = errno, .stage = HARNESS_STAGE_FORK});
        _exit(1);
    }
    close(guard.orders);
    int kept[] = {guard.reports, guard.wake, wake_descriptor};
    int none = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int i = 0; i < 3; i++) dup2(none, i);
    close_others(kept, 3);
    if (chdir("/") < 0) { /* holding the folder is no harm */ }
    for (;;) {
        int status;
        pid_t process = waitpid(-1, &status, WUNTRACED);
        if (process < 0 && errno == EINTR) continue;
        if (process < 0) _exit(0);
        if (process != guardian) continue;
        if (WIFSTOPPED(status)) {
            kill(guardian, SIGCONT);
            continue;
        }
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0) _exit(0);
        // It was killed, or could not end everything: its children are ours now.
        if (WIFSIGNALED(status)) report(&guard, (struct harness_report){.kind = HARNESS_LOST});
        end_everything(&guard, 0, 1);
        _exit(0);
    }
}

int harness_guard(const struct harness_program *program, struct harness_limits limits, struct harness_guardian *guardian) {
    int orders[2], reports[2];
    int problem = socket_pair(orders);
    if (problem) return problem;
    problem = socket_pair(reports);
    if (problem) {
        close(orders[0]), close(orders[1]);
        return problem;
    }
    // No handler of the owner's may run in the warden before it has its own.
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    pid_t owner = getpid();
    pid_t process = fork();
    if (process == 0) {
        close(orders[1]);
        close(reports[0]);
        run_warden(program, limits, (struct guard){.orders = orders[0], .reports = reports[1], .above = -1, .owner = -1}, owner);
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
    *guardian = (struct harness_guardian){.warden = process, .reports = reports[0], .orders = orders[1]};
    return 0;
}

void harness_order(int orders, uint8_t signal) {
    while (send(orders, &signal, 1, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno == EINTR) continue;
}

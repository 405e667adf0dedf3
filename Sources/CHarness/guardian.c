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
#include "keeper.h"
#include "system.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

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
    keeper_close_others(&failures, 1);
    if (program->directory && chdir(program->directory) < 0) {
        failure.stage = HARNESS_STAGE_DIRECTORY;
        goto failed;
    }
    keeper_reset_signals();
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
        keeper_report(guard, (struct harness_report){.kind = HARNESS_STARTED, .process = process, .value = self});
        return 1;
    }
    while (waitpid(process, NULL, 0) < 0 && errno == EINTR) continue;
failed:
    keeper_report(guard, (struct harness_report){.kind = HARNESS_FAILED, .value = failure.problem, .stage = failure.stage});
    return 0;
}

// --- the guardian

// Returns when everything is to end.
static void watch(struct guard *guard, struct harness_limits limits) {
    long long deadline = limits.deadline_ms > 0 ? keeper_milliseconds() + limits.deadline_ms : -1;
    int is_late = 0;
    for (;;) {
        int wait = 1000;  // should a wake-up be lost, or taken from us
        if (deadline >= 0) {
            long long rest = deadline - keeper_milliseconds();
            if (rest <= 0 && is_late) return;
            if (rest <= 0) {
                is_late = 1;
                keeper_report(guard, (struct harness_report){.kind = HARNESS_TIMED_OUT});
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
        keeper_drain(guard->wake);
        keeper_reap(guard);
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
    keeper_begin(&guard);
    guard.above = harness_watch_process(warden);
    guard.owner = harness_watch_process(owner);
    if (getppid() != warden) _exit(1);
    int none = open("/dev/null", O_RDWR | O_CLOEXEC);
    // The program's streams move out of the way of 0, 1, 2, which dup2 is about to overwrite one by one.
    for (int i = 0; i < 3; i++) streams[i] = fcntl(streams[i] < 0 ? none : streams[i], F_DUPFD_CLOEXEC, 3);
    int is_started = start_program(&guard, program, streams);

    // From here on nobody's pipe may stay open because of us.
    for (int i = 0; i < 3; i++) dup2(none, i);
    int kept[] = {guard.orders, guard.reports, guard.wake, keeper_wake_descriptor(), guard.above, guard.owner};
    keeper_close_others(kept, 6);
    if (chdir("/") < 0) { /* holding the folder is no harm */ }
    if (is_started) {
        pid_t group = guard.program;
        watch(&guard, limits);
        // What is left over falls to the warden.
        if (keeper_end_everything(&guard, group, 0) > 0) _exit(2);
    }
    _exit(0);
}

// --- the warden

static void run_warden(const struct harness_program *program, struct harness_limits limits, struct guard guard, pid_t owner) {
    keeper_begin(&guard);
#ifdef __linux__
    // Should somebody have stopped us, the end of our owner wakes us.
    prctl(PR_SET_PDEATHSIG, SIGCONT);
    if (getppid() != owner) _exit(1);
#endif
    pid_t self = getpid();
    pid_t guardian = fork();
    if (guardian == 0) run_guardian(program, limits, guard, self, owner);
    if (guardian < 0) {
        keeper_report(&guard, (struct harness_report){.kind = HARNESS_FAILED, .value = errno, .stage = HARNESS_STAGE_FORK});
        _exit(1);
    }
    close(guard.orders);
    int kept[] = {guard.reports, guard.wake, keeper_wake_descriptor()};
    int none = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int i = 0; i < 3; i++) dup2(none, i);
    keeper_close_others(kept, 3);
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
        if (WIFSIGNALED(status)) keeper_report(&guard, (struct harness_report){.kind = HARNESS_LOST});
        keeper_end_everything(&guard, 0, 1);
        _exit(0);
    }
}

int harness_guard(const struct harness_program *program, struct harness_limits limits, struct harness_guardian *guardian) {
    int orders[2], reports[2];
    int problem = keeper_socket_pair(orders);
    if (problem) return problem;
    problem = keeper_socket_pair(reports);
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

// What the warden and the guardian have in common. Between fork() and _exit() only calls that POSIX allows after a
// fork, or the kernel itself: no allocation, no stdio, no locks.
#define _GNU_SOURCE
#include "keeper.h"
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
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

static int wake_descriptor = -1;

static void wake(int signal) {
    (void)signal;
    int problem = errno;
    (void)!write(wake_descriptor, "", 1);
    errno = problem;
}

void keeper_drain(int descriptor) {
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
void keeper_close_others(int *kept, int count) {
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
void keeper_reset_signals(void) {
    set_signals(SIG_DFL);
#ifdef __linux__
    // The C library keeps these two for itself, and leaves them ignored in what posix_spawn started.
    unsigned long default_action[8] = {0};
    for (int number = 32; number <= 33; number++) syscall(SYS_rt_sigaction, number, default_action, NULL, 8);
#endif
}

void keeper_report(const struct guard *guard, struct harness_report message) {
    // Nobody receiving is no reason to stop, and an owner who sleeps is not waited for.
    while (send(guard->reports, &message, sizeof message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno == EINTR) continue;
}

long long keeper_milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int keeper_socket_pair(int ends[2]) {
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
void keeper_begin(struct guard *guard) {
    int wakes[2];
    setsid();
#ifdef __linux__
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_NAME, "harness-guard");
    prctl(PR_SET_DUMPABLE, 0);  // nobody of the same user looks into our descriptors
#endif
    set_signals(SIG_IGN);
    if (keeper_socket_pair(wakes) != 0) _exit(1);
    for (int i = 0; i < 2; i++) fcntl(wakes[i], F_SETFL, O_NONBLOCK);
    wake_descriptor = wakes[1];
    guard->wake = wakes[0];
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = wake;
    sigemptyset(&action.sa_mask);
    sigaction(SIGCHLD, &action, NULL);
}

// Waits for whoever has ended. Returns 0 when no child is left.
int keeper_reap(struct guard *guard) {
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
        keeper_report(guard, (struct harness_report){
            .kind = HARNESS_EXITED, .process = process, .value = status,
            .user_us = (int64_t)use.ru_utime.tv_sec * 1000000 + use.ru_utime.tv_usec,
            .system_us = (int64_t)use.ru_stime.tv_sec * 1000000 + use.ru_stime.tv_usec,
            .memory_kib = use.ru_maxrss,
        });
    }
}

// Returns how many remain; they are reported unless somebody else will try.
int keeper_end_everything(struct guard *guard, pid_t group, int is_last) {
    long long deadline = keeper_milliseconds() + KILL_MILLISECONDS;
    int left = 0;
    keeper_reap(guard);
    guard->is_ending = 1;
    while (keeper_reap(guard)) {
        int count = harness_kill_children(group);
        if (keeper_milliseconds() > deadline) {
            left = count > 0 ? count : 1;
            break;
        }
        struct pollfd ready = {.fd = guard->wake, .events = POLLIN};
        poll(&ready, 1, 2);
        keeper_drain(guard->wake);
    }
    if (left == 0 || is_last) {
        keeper_report(guard, (struct harness_report){.kind = HARNESS_ENDED, .value = guard->strays, .stage = left});
    }
    return left;
}

int keeper_wake_descriptor(void) { return wake_descriptor; }

#define _GNU_SOURCE
#include "guardian.h"
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

int harness_settle_pair(int ends[2]) {
    for (int i = 0; i < 2; i++) {
        int settled = ends[i] > 2 ? ends[i] : fcntl(ends[i], F_DUPFD_CLOEXEC, 3);
        if (settled < 0 || fcntl(settled, F_SETFD, FD_CLOEXEC) < 0) {
            int problem = errno;
            close(ends[0]);
            close(ends[1]);
            return problem;
        }
        if (settled != ends[i]) close(ends[i]);
        ends[i] = settled;
    }
    return 0;
}

int harness_pipe(int ends[2]) {
#ifdef __linux__
    // At once, so that no other thread's child inherits them in between.
    if (pipe2(ends, O_CLOEXEC) < 0) return errno;
#else
    if (pipe(ends) < 0) return errno;
#endif
    return harness_settle_pair(ends);
}

static int add_stream(posix_spawn_file_actions_t *actions, int from, int to) {
    if (from >= 0) return posix_spawn_file_actions_adddup2(actions, from, to);
    return posix_spawn_file_actions_addopen(actions, to, "/dev/null", to == 0 ? O_RDONLY : O_WRONLY, 0);
}

int harness_spawn(const struct harness_program *program, pid_t *process) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    int problem = posix_spawn_file_actions_init(&actions);
    if (problem) return problem;
    problem = posix_spawnattr_init(&attributes);
    if (!problem) {
        if (!problem) problem = posix_spawnattr_setsigdefault(&attributes, &all);
        if (!problem) problem = posix_spawnattr_setsigmask(&attributes, &none);
        if (!problem) problem = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
        if (!problem) problem = add_stream(&actions, program->input, 0);
        if (!problem) problem = add_stream(&actions, program->output, 1);
        if (!problem) problem = add_stream(&actions, program->errors, 2);
        if (!problem && program->directory) problem = posix_spawn_file_actions_addchdir_np(&actions, program->directory);
        if (!problem) {
            problem = posix_spawn(process, program->path, &actions, &attributes, program->arguments, program->environment);
        }
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return problem;
}

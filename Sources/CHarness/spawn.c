#define _GNU_SOURCE
#include "guardian.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

// Moves both ends above 2 and makes them close on exec. Returns 0 or an errno; then both are closed.
int harness_settle_pair(int ends[2]) {
    int problem = 0;
    for (int i = 0; i < 2; i++) {
        int raw = ends[i];
        ends[i] = problem ? -1 : fcntl(raw, F_DUPFD_CLOEXEC, 3);
        if (ends[i] < 0 && !problem) problem = errno;
        close(raw);
    }
    if (problem && ends[0] >= 0) close(ends[0]);
    return problem;
}

int harness_pipe(int ends[2]) {
    if (pipe(ends) < 0) return errno;
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

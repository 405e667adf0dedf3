#ifndef CHARNESS_INTERNAL_H
#define CHARNESS_INTERNAL_H

#include <sys/types.h>

// In spawn.c. Moves both ends above 2 and makes them close on exec. Returns 0 or an errno; then both are closed.
int harness_settle_pair(int ends[2]);

// In children.c. Kills every child of this process; returns how many there were, or -1 where that cannot be known.
int harness_kill_children(pid_t group);

// In children.c, on Linux. The parent of the process or thread that has this number in the folder /proc; -1 where it
// is gone. Allowed after a fork.
pid_t harness_parent_of(const char *name, int folder);

#endif

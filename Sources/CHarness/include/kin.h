#ifndef CHARNESS_KIN_H
#define CHARNESS_KIN_H

#include <stdint.h>
#include <sys/types.h>

// Whether a process is below another: 1 yes, 0 no or gone, -1 not known. Where the other adopts orphans, exact.
int harness_is_below(pid_t process, pid_t ancestor);

// The children of all threads of a process: how many (at most `capacity` are written), or -1 where the kernel
// does not tell. Some may be missed while they change.
int harness_children(pid_t process, pid_t *found, int capacity);

// The numbers of all processes, likewise.
int harness_processes(pid_t *found, int capacity);

// Sets held[i] where the process has a descriptor of the socket with inodes[i]. Returns 1 where its descriptors
// could be read, 0 where it is gone, -1 where they may not be read.
int harness_holds_sockets(pid_t process, const uint64_t *inodes, int count, uint8_t *held);

#endif

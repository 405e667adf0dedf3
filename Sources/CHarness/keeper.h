#ifndef CHARNESS_KEEPER_H
#define CHARNESS_KEEPER_H

#include "guardian.h"

// A process that keeps others: the guardian, or the warden above it.
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

// Begins a session of its own, adopts orphans, is ended by no signal, and learns of its children by guard->wake.
void keeper_begin(struct guard *guard);

// The other end of guard->wake, which must stay open.
int keeper_wake_descriptor(void);

// Empties a descriptor that does not block.
void keeper_drain(int descriptor);

// Closes every descriptor above 2 but those given, which are put into order.
void keeper_close_others(int *kept, int count);

// Gives every signal its default action, as a program expects it.
void keeper_reset_signals(void);

// Tells the owner, if it listens.
void keeper_report(const struct guard *guard, struct harness_report message);

// A clock that never goes back.
long long keeper_milliseconds(void);

// Two connected sockets. No pipe: a process of the same user could open that through /proc. Returns 0 or an errno.
int keeper_socket_pair(int ends[2]);

// Waits for whoever has ended, and reports the end of the program. Returns 0 when no child is left.
int keeper_reap(struct guard *guard);

// Kills children until there are none. Returns how many remain; they are reported unless somebody else will try.
int keeper_end_everything(struct guard *guard, pid_t group, int is_last);

#endif

#ifndef CHARNESS_NETWORK_H
#define CHARNESS_NETWORK_H

#include <stdint.h>
#include <sys/types.h>

// 4 or 6 where the text is an address of that family (no names, no zones), else 0.
int harness_address_family(const char *text);

// Begins to connect a non-blocking socket to an address. Returns 0 once connected, EINPROGRESS while it is
// under way (writable when it is decided), or an errno; then there is no descriptor.
int harness_connect(const char *address, uint16_t port, int *descriptor);

// What became of a connection under way: 0 or an errno. A socket that met itself counts as refused: with nobody
// on a port from the ephemeral range, the system may pick that very port as our own and join both ends.
int harness_connected(int descriptor);

// The port at our end, or 0.
uint16_t harness_local_port(int descriptor);

// send() without a signal where nobody receives any more.
ssize_t harness_send(int descriptor, const void *bytes, size_t count);

// Whether a connection is open and has nothing to read.
int harness_is_idle(int descriptor);

// Listens on a port of 127.0.0.1; the descriptor does not block and closes on exec. Returns 0 or an errno.
int harness_listen(uint16_t port, int *descriptor);

// The next connection that waits, blocking and closed on exec; -1 with errno set where none does.
int harness_accept(int descriptor);

// A port that nobody has on either loopback address, or 0 with errno set. Nobody else who asks here is given it while the
// descriptor that is written to `claim` is open, and no connection takes it by the way.
uint16_t harness_free_port(int *claim);

// A socket that accepts connections.
struct harness_listener {
    uint8_t family;       // 4 or 6
    uint8_t address[16];  // in network order; the first 4 for family 4
    uint64_t inode;
    uint32_t user;
    uint16_t port;
};

// Who listens on a TCP port (0: on any) in our network namespace: how many there are (at most `capacity` are written), or -1
// where the kernel does not answer.
int harness_listeners(uint16_t port, struct harness_listener *found, int capacity);

#endif

#define _GNU_SOURCE
#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

union address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
};

// Returns the length, or 0 where the text is no address.
static socklen_t parse(const char *text, uint16_t port, union address *address) {
    memset(address, 0, sizeof *address);
    if (inet_pton(AF_INET, text, &address->four.sin_addr) == 1) {
        address->four.sin_family = AF_INET;
        address->four.sin_port = htons(port);
        return sizeof address->four;
    }
    if (inet_pton(AF_INET6, text, &address->six.sin6_addr) == 1) {
        address->six.sin6_family = AF_INET6;
        address->six.sin6_port = htons(port);
        return sizeof address->six;
    }
    return 0;
}

int harness_address_family(const char *text) {
    union address address;
    if (!parse(text, 0, &address)) return 0;
    return address.any.sa_family == AF_INET ? 4 : 6;
}

static int open_socket(int family) {
#ifdef SOCK_CLOEXEC
    return socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
#else
    int descriptor = socket(family, SOCK_STREAM, 0);
    if (descriptor < 0) return descriptor;
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    int on = 1;
    setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
    return descriptor;
#endif
}

int harness_connect(const char *text, uint16_t port, int *result) {
    union address address;
    int on = 1;
    socklen_t length = parse(text, port, &address);
    if (!length) return EINVAL;
    int descriptor = open_socket(address.any.sa_family);
    if (descriptor < 0) return errno;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    int problem = connect(descriptor, &address.any, length) == 0 ? harness_connected(descriptor) : errno;
    if (problem == EINTR) problem = EINPROGRESS;  // it goes on by itself
    if (problem && problem != EINPROGRESS) {
        close(descriptor);
        return problem;
    }
    *result = descriptor;
    return problem;
}

int harness_connected(int descriptor) {
    int problem = 0;
    socklen_t length = sizeof problem;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &problem, &length) < 0) return errno;
    if (problem) return problem;
    union address ours, theirs;
    memset(&ours, 0, sizeof ours);
    memset(&theirs, 0, sizeof theirs);
    socklen_t our_length = sizeof ours, their_length = sizeof theirs;
    if (getsockname(descriptor, &ours.any, &our_length) < 0) return errno;
    if (getpeername(descriptor, &theirs.any, &their_length) < 0) return errno;
    return our_length == their_length && memcmp(&ours, &theirs, our_length) == 0 ? ECONNREFUSED : 0;
}

uint16_t harness_local_port(int descriptor) {
    union address address;
    socklen_t length = sizeof address;
    if (getsockname(descriptor, &address.any, &length) < 0) return 0;
    return ntohs(address.any.sa_family == AF_INET ? address.four.sin_port : address.six.sin6_port);
}

ssize_t harness_send(int descriptor, const void *bytes, size_t count) {
    ssize_t sent;
    while ((sent = send(descriptor, bytes, count, MSG_NOSIGNAL)) < 0 && errno == EINTR) continue;
    return sent;
}

int harness_is_idle(int descriptor) {
    char byte;
    return recv(descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

// Takes the port and gives it back. Returns the port, or 0 with errno set.
static uint16_t try_port(const char *text, uint16_t port) {
    union address address;
    socklen_t length = parse(text, port, &address);
    int descriptor = open_socket(address.any.sa_family);
    if (descriptor < 0) return 0;
    if (bind(descriptor, &address.any, length) == 0) port = harness_local_port(descriptor);
    else port = 0;
    int problem = errno;
    close(descriptor);
    errno = problem;
    return port;
}

static int is_free(uint16_t port) {
    if (!try_port("127.0.0.1", port)) return 0;
    // A machine without IPv6 has nobody there either.
    return try_port("::1", port) || errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL;
}

// Where the ports begin that the kernel hands to connections; one of those may be taken at any moment.
static unsigned first_passing_port(void) {
    unsigned first = 49152;
#ifdef __linux__
    char text[32] = {0};
    int file = open("/proc/sys/net/ipv4/ip_local_port_range", O_RDONLY | O_CLOEXEC);
    if (file < 0) return 32768;
    if (read(file, text, sizeof text - 1) <= 0 || (first = (unsigned)strtoul(text, NULL, 10)) == 0) first = 32768;
    close(file);
#endif
    return first;
}

// A name without a file, which goes when its last descriptor does, and holds where ports hold: in this network namespace.
static int claim_port(uint16_t port) {
#ifdef __linux__
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int length = snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "harness-port-%u", port);
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    if (bind(descriptor, (struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length)) == 0)
        return descriptor;
    int problem = errno;
    close(descriptor);
    errno = problem;
    return -1;
#else
    (void)port;
    return open("/dev/null", O_RDONLY | O_CLOEXEC);
#endif
}

uint16_t harness_free_port(int *claim) {
    enum { LOWEST = 10240 };
    unsigned end = first_passing_port();
    for (unsigned attempt = 0; attempt < 512; attempt++) {
        uint16_t port = try_port("127.0.0.1", 0);
        if (!port) return 0;
        if (attempt < 256 && end > LOWEST + 4096) port = (uint16_t)(LOWEST + (port * 31u + attempt * 97u) % (end - LOWEST));
        *claim = claim_port(port);
        if (*claim < 0 && errno == EADDRINUSE) continue;
        if (*claim < 0) return 0;
        if (is_free(port)) return port;
        int problem = errno;
        close(*claim);
        errno = problem;
        if (problem != EADDRINUSE && problem != EACCES) return 0;
    }
    return 0;
}

int harness_listen(uint16_t port, int *result) {
    union address address;
    socklen_t length = parse("127.0.0.1", port, &address);
    int on = 1, descriptor = open_socket(AF_INET);
    *result = -1;
    if (descriptor < 0) return errno;
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(descriptor, &address.any, length) < 0 || listen(descriptor, 128) < 0) {
        int problem = errno;
        close(descriptor);
        return problem;
    }
    *result = descriptor;
    return 0;
}

int harness_accept(int listener) {
    int descriptor;
    while ((descriptor = accept(listener, NULL, NULL)) < 0 && (errno == EINTR || errno == ECONNABORTED)) continue;
    if (descriptor < 0) return -1;
    int on = 1;
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return descriptor;
}

// Who listens, asked of the kernel by netlink: it walks its few listeners, where /proc/net/tcp walks the table of
// all connections, which takes milliseconds even when it is empty.
#define _GNU_SOURCE
#include "network.h"

#ifdef __linux__

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { LISTENING = 10 };  // TCP_LISTEN, which <netinet/tcp.h> and <linux/tcp.h> both define

struct list {
    uint16_t port;
    struct harness_listener *found;
    int capacity, count;
};

static void add(struct list *list, const struct inet_diag_msg *socket) {
    uint16_t port = ntohs(socket->id.idiag_sport);
    if (socket->idiag_state != LISTENING || (list->port && port != list->port)) return;
    if (list->count < list->capacity) {
        struct harness_listener *listener = &list->found[list->count];
        memset(listener, 0, sizeof *listener);
        listener->port = port;
        listener->family = socket->idiag_family == AF_INET ? 4 : 6;
        memcpy(listener->address, socket->id.idiag_src, listener->family == 4 ? 4 : 16);
        listener->inode = socket->idiag_inode;
        listener->user = socket->idiag_uid;
    }
    list->count++;
}

// Returns 0, or -1 where the kernel does not answer.
static int ask(int netlink, uint8_t family, struct list *list) {
    struct {
        struct nlmsghdr header;
        struct inet_diag_req_v2 question;
    } request;
    memset(&request, 0, sizeof request);
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.question.sdiag_family = family;
    request.question.sdiag_protocol = IPPROTO_TCP;
    request.question.idiag_states = 1u << LISTENING;
    request.question.id.idiag_sport = htons(list->port);
    if (send(netlink, &request, sizeof request, 0) < 0) return -1;
    for (;;) {
        union {
            struct nlmsghdr header;
            char bytes[16384];
        } answer;
        ssize_t count;
        while ((count = recv(netlink, &answer, sizeof answer, 0)) < 0 && errno == EINTR) continue;
        if (count <= 0) return -1;
        unsigned rest = (unsigned)count;
        for (struct nlmsghdr *message = &answer.header; NLMSG_OK(message, rest); message = NLMSG_NEXT(message, rest)) {
            if (message->nlmsg_type == NLMSG_DONE) return 0;
            if (message->nlmsg_type == NLMSG_ERROR) return -1;
            if (message->nlmsg_len >= NLMSG_LENGTH(sizeof(struct inet_diag_msg))) add(list, NLMSG_DATA(message));
        }
    }
}

int harness_listeners(uint16_t port, struct harness_listener *found, int capacity) {
    struct list list = {port, found, capacity, 0};
    int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (netlink < 0) return -1;
    // It answers at once or never.
    struct timeval patience = {.tv_sec = 1};
    setsockopt(netlink, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    int problem = ask(netlink, AF_INET, &list);
    // A kernel without IPv6 has no listener there.
    if (!problem) (void)ask(netlink, AF_INET6, &list);
    close(netlink);
    return problem ? -1 : list.count;
}

#else

int harness_listeners(uint16_t port, struct harness_listener *found, int capacity) {
    (void)port, (void)found, (void)capacity;
    return -1;
}

#endif

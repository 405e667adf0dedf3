// Finding and killing our own children, with calls that are allowed after a fork.
#define _GNU_SOURCE
#include "internal.h"

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__

#include <sys/syscall.h>

static pid_t number(const char **text) {
    pid_t value = 0;
    for (; **text >= '0' && **text <= '9'; (*text)++) value = value * 10 + (**text - '0');
    return value;
}

// The kernel's own list of our children, one line of numbers. It may miss some while they change: look again.
static int kill_listed(void) {
    char text[4096];
    int file = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    int count = 0;
    pid_t child = 0;
    ssize_t length;
    while ((length = read(file, text, sizeof text)) > 0) {
        for (ssize_t i = 0; i < length; i++) {
            if (text[i] >= '0' && text[i] <= '9') {
                child = child * 10 + (text[i] - '0');
            } else if (child > 0) {
                // Our own child: its number is not given away before we have waited for it.
                kill(child, SIGKILL);
                count++;
                child = 0;
            }
        }
    }
    close(file);
    return length < 0 ? -1 : count;
}

struct directory_entry {
    uint64_t inode;
    int64_t next;
    unsigned short length;
    unsigned char type;
    char name[];
};

pid_t harness_parent_of(const char *name, int folder) {
    char path[32], text[512];
    size_t length = strlen(name);
    if (length > 20) return -1;
    memcpy(path, name, length);
    memcpy(path + length, "/stat", 6);
    int file = openat(folder, path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return -1;
    text[count] = 0;
    // "123 (a name) S 45 …": the name may hold anything, what follows the last bracket is regular
    const char *rest = strrchr(text, ')');
    if (!rest || rest[1] != ' ' || rest[2] == 0 || rest[3] != ' ') return -1;
    rest += 4;
    return number(&rest);
}

// The same from the list of all processes, for kernels without that file.
static int kill_scanned(void) {
    char buffer[8192];
    int folder = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return -1;
    int found = 0;
    pid_t self = getpid();
    long count;
    while ((count = syscall(SYS_getdents64, folder, buffer, sizeof buffer)) > 0) {
        for (long at = 0; at < count;) {
            const struct directory_entry *entry = (const struct directory_entry *)(buffer + at);
            at += entry->length;
            const char *name = entry->name;
            pid_t process = number(&name);
            if (*name != 0 || process <= 0 || harness_parent_of(entry->name, folder) != self) continue;
            kill(process, SIGKILL);
            found++;
        }
    }
    close(folder);
    return found;
}

int harness_kill_children(pid_t group) {
    int count = kill_listed();
    if (count < 0) count = kill_scanned();
    if (count < 0 && group > 0) kill(-group, SIGKILL);
    return count;
}

#else

int harness_kill_children(pid_t group) {
    if (group > 0) kill(-group, SIGKILL);
    return -1;
}

#endif

// Questions about other processes: whose child, which children, which sockets.
#define _GNU_SOURCE
#include "kin.h"
#include "internal.h"

#ifdef __linux__

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pid_t parent_of(pid_t process, int folder) {
    char name[16];
    snprintf(name, sizeof name, "%d", (int)process);
    return harness_parent_of(name, folder);
}

// One walk upwards: 1, 0, or -1 where somebody on the way ended and the chain is another by now.
static int walk(pid_t process, pid_t ancestor, int folder) {
    pid_t parent = parent_of(process, folder);
    if (parent < 0) return 0;
    while (parent > 1 && parent != ancestor) {
        pid_t next = parent_of(parent, folder);
        // Only while it is still the parent was that number its own when we read it.
        if (next < 0 || parent_of(process, folder) != parent) return -1;
        process = parent;
        parent = next;
    }
    return parent == ancestor;
}

int harness_is_below(pid_t process, pid_t ancestor) {
    if (process <= 1 || ancestor <= 0 || process == ancestor) return 0;
    int folder = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return -1;
    int answer = -1;
    for (int attempt = 0; answer < 0 && attempt < 100; attempt++) answer = walk(process, ancestor, folder);
    close(folder);
    return answer;
}

// The number that a directory entry is named by, or 0.
static pid_t number_of(const char *name) {
    char *end;
    if (*name < '0' || *name > '9') return 0;
    long value = strtol(name, &end, 10);
    return *end == 0 && value > 0 && value < 0x7fffffff ? (pid_t)value : 0;
}

static void note(pid_t process, pid_t *found, int capacity, int *count) {
    if (*count < capacity) found[*count] = process;
    (*count)++;
}

int harness_processes(pid_t *found, int capacity) {
    DIR *folder = opendir("/proc");
    if (!folder) return -1;
    int count = 0;
    struct dirent *entry;
    while ((entry = readdir(folder))) {
        pid_t process = number_of(entry->d_name);
        if (process) note(process, found, capacity, &count);
    }
    closedir(folder);
    return count;
}

// Returns 0, or -1 where there is no such file.
static int list_children(pid_t process, pid_t thread, pid_t *found, int capacity, int *count) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)process, (int)thread);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    char text[4096];
    ssize_t length;
    pid_t child = 0;
    while ((length = read(file, text, sizeof text)) > 0) {
        for (ssize_t i = 0; i < length; i++) {
            if (text[i] >= '0' && text[i] <= '9') {
                child = child * 10 + (text[i] - '0');
            } else if (child > 0) {
                note(child, found, capacity, count);
                child = 0;
            }
        }
    }
    close(file);
    return 0;
}

int harness_children(pid_t process, pid_t *found, int capacity) {
    char path[64];
    int count = 0, known = 0;
    snprintf(path, sizeof path, "/proc/%d/task", (int)process);
    DIR *folder = opendir(path);
    if (!folder) return errno == ENOENT ? 0 : -1;
    struct dirent *entry;
    while ((entry = readdir(folder))) {
        pid_t thread = number_of(entry->d_name);
        if (thread && list_children(process, thread, found, capacity, &count) == 0) known = 1;
    }
    closedir(folder);
    return known ? count : -1;
}

int harness_holds_sockets(pid_t process, const uint64_t *inodes, int count, uint8_t *held) {
    char path[64], target[64];
    snprintf(path, sizeof path, "/proc/%d/fd", (int)process);
    DIR *folder = opendir(path);
    if (!folder) return errno == EACCES || errno == EPERM ? -1 : 0;
    struct dirent *entry;
    errno = 0;
    while ((entry = readdir(folder))) {
        if (entry->d_name[0] == '.') continue;
        ssize_t length = readlinkat(dirfd(folder), entry->d_name, target, sizeof target - 1);
        if (length < 9 || memcmp(target, "socket:[", 8) != 0) continue;
        target[length] = 0;
        uint64_t inode = strtoull(target + 8, NULL, 10);
        for (int i = 0; i < count; i++) {
            if (inodes[i] == inode) held[i] = 1;
        }
        errno = 0;
    }
    int problem = errno;
    closedir(folder);
    // Its folder may open and yet not be listed.
    return problem == EACCES || problem == EPERM ? -1 : 1;
}

#else

int harness_is_below(pid_t process, pid_t ancestor) {
    (void)process, (void)ancestor;
    return -1;
}

int harness_children(pid_t process, pid_t *found, int capacity) {
    (void)process, (void)found, (void)capacity;
    return -1;
}

int harness_processes(pid_t *found, int capacity) {
    (void)found, (void)capacity;
    return -1;
}

int harness_holds_sockets(pid_t process, const uint64_t *inodes, int count, uint8_t *held) {
    (void)process, (void)inodes, (void)count, (void)held;
    return -1;
}

#endif

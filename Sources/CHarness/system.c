#define _GNU_SOURCE
#include "system.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>
#ifdef __APPLE__
#include <sys/mount.h>
#include <sys/param.h>
#include <sys/sysctl.h>
#else
#include <malloc.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#endif

#ifndef HARNESS_COMMIT
#define HARNESS_COMMIT ""
#endif
#ifndef HARNESS_BUILD_KIND
#define HARNESS_BUILD_KIND "dynamic"
#endif

extern char **environ;

// By this `scripts/place` knows the executable, without running it.
static const char mark[] = "harness-executor, the executable: " HARNESS_BUILD_KIND;

const char *harness_build_commit(void) { return HARNESS_COMMIT; }

const char *harness_build_kind(void) { return strrchr(mark, ' ') + 1; }

char **harness_environment(void) { return environ; }

void harness_settle_descriptors(void) {
    for (int descriptor = 0; descriptor <= 2; descriptor++) {
        if (fcntl(descriptor, F_GETFD) < 0 && errno == EBADF) {
            // The lowest free number is this one: those below it are open by now.
            (void)open("/dev/null", O_RDONLY);
        }
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

void harness_settle_memory(void) {
#ifdef __GLIBC__
    (void)mallopt(M_TOP_PAD, 256 * 1024);
    (void)mallopt(M_TRIM_THRESHOLD, 64 * 1024 * 1024);
    (void)mallopt(M_MMAP_THRESHOLD, 32 * 1024 * 1024);
#endif
}

int harness_terminal_width(int descriptor) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) < 0) return 0;
    return size.ws_col;
}

#ifdef __APPLE__

int64_t harness_process_start(pid_t process) {
    struct kinfo_proc info;
    size_t size = sizeof info;
    int name[4] = {CTL_KERN, KERN_PROC, KERN_PROC_PID, process};
    if (sysctl(name, 4, &info, &size, NULL, 0) < 0) return -1;
    if (size == 0 || info.kp_proc.p_stat == SZOMB) {
        errno = ESRCH;
        return -1;
    }
    struct timeval start = info.kp_proc.p_starttime;
    return (int64_t)start.tv_sec * 1000000 + start.tv_usec;
}

int harness_boot_identity(char *buffer, int capacity) {
    struct timeval boot;
    size_t size = sizeof boot;
    int name[2] = {CTL_KERN, KERN_BOOTTIME};
    if (sysctl(name, 2, &boot, &size, NULL, 0) < 0) return -1;
    return snprintf(buffer, (size_t)capacity, "%lld.%06d", (long long)boot.tv_sec, (int)boot.tv_usec);
}

int harness_is_shared_file_system(const char *folder) {
    struct statfs about;
    return statfs(folder, &about) == 0 && !(about.f_flags & MNT_LOCAL);
}

#else

int harness_is_shared_file_system(const char *folder) {
    // NFS, SMB, SMB2, CIFS, AFS, Coda, 9p, VirtualBox, VMware, FUSE, Ceph, GPFS, Lustre
    static const uint32_t shared[] = {0x6969,     0x517B,     0xFE534D42, 0xFF534D42, 0x5346414F, 0x73757245, 0x01021997,
                                      0x786F4256, 0xBACBACBC, 0x65735546, 0x00C36400, 0x47504653, 0x0BD00BD0};
    struct statfs about;
    if (statfs(folder, &about) < 0) return 0;
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        if ((uint32_t)about.f_type == shared[i]) return 1;
    }
    return 0;
}

static ssize_t read_file(const char *path, char *buffer, size_t capacity) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return -1;
    ssize_t count = read(descriptor, buffer, capacity - 1);
    int problem = errno;
    close(descriptor);
    errno = problem;
    if (count >= 0) buffer[count] = 0;
    return count;
}

int64_t harness_process_start(pid_t process) {
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
    ssize_t count = read_file(path, text, sizeof text);
    if (count < 0) {
        if (errno == ENOENT) errno = ESRCH;
        return -1;
    }
    // The name in the second field may hold spaces and brackets: what follows the last bracket is regular.
    char *rest = strrchr(text, ')');
    if (!rest || rest[1] != ' ') {
        errno = ESRCH;
        return -1;
    }
    rest += 2;
    char state = *rest;
    long threads = 0;
    for (int field = 3; field < 22; field++) {
        if (field == 20) threads = strtol(rest, NULL, 10);
        rest = strchr(rest, ' ');
        if (!rest) {
            errno = ESRCH;
            return -1;
        }
        rest++;
    }
    // A process whose first thread has left looks like a zombie while the others go on.
    if (state == 'X' || (state == 'Z' && threads <= 1)) {
        errno = ESRCH;
        return -1;
    }
    return strtoll(rest, NULL, 10);
}

int harness_boot_identity(char *buffer, int capacity) {
    ssize_t count = read_file("/proc/sys/kernel/random/boot_id", buffer, (size_t)capacity);
    while (count > 0 && buffer[count - 1] == '\n') count--;
    return (int)count;
}

#endif

int harness_limits_files(void) {
    struct rlimit limit;
    return getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
}

int64_t harness_free_space(const char *folder) {
    struct statvfs about;
    if (statvfs(folder, &about) < 0) return -1;
    return (int64_t)about.f_bavail * (int64_t)about.f_frsize;
}

const void *harness_find(const void *text, size_t length, const void *part, size_t part_length) {
    return memmem(text, length, part, part_length);
}

int harness_watch_process(pid_t process) {
#ifdef SYS_pidfd_open
    return (int)syscall(SYS_pidfd_open, process, 0);
#else
    (void)process;
    return -1;
#endif
}

static volatile sig_atomic_t signal_descriptor = -1;
static volatile sig_atomic_t last_signal = 0;
static const int caught[] = {SIGINT, SIGTERM, SIGHUP};
enum { CAUGHT = sizeof caught / sizeof *caught };
static struct sigaction former[CAUGHT];
static int is_caught[CAUGHT];

static void report_signal(int number) {
    int problem = errno;
    unsigned char byte = (unsigned char)number;
    last_signal = number;
    if (signal_descriptor >= 0) (void)!write(signal_descriptor, &byte, 1);
    errno = problem;
}

int harness_catch_signals(int descriptor) {
    sigset_t open;
    sigemptyset(&open);
    signal_descriptor = descriptor;
    last_signal = 0;
    for (int i = 0; i < CAUGHT; i++) {
        struct sigaction action;
        memset(&action, 0, sizeof action);
        action.sa_handler = report_signal;
        sigemptyset(&action.sa_mask);
        if (sigaction(caught[i], NULL, &former[i]) < 0) return errno;
        if (former[i].sa_handler == SIG_IGN) continue;
        if (sigaction(caught[i], &action, NULL) < 0) return errno;
        is_caught[i] = 1;
        sigaddset(&open, caught[i]);
    }
    // Whoever started us may have blocked them.
    return sigprocmask(SIG_UNBLOCK, &open, NULL) < 0 ? errno : 0;
}

int harness_caught_signal(void) { return (int)last_signal; }

int harness_ignores_signal(int number) {
    struct sigaction now;
    return sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

void harness_release_signals(void) {
    for (int i = 0; i < CAUGHT; i++) {
        if (is_caught[i]) sigaction(caught[i], &former[i], NULL);
        is_caught[i] = 0;
    }
    signal_descriptor = -1;
}

void harness_die_of(int number) {
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, number);
    signal(number, SIG_DFL);
    sigprocmask(SIG_UNBLOCK, &mask, NULL);
    raise(number);
    _exit(128 + number);
}

int harness_zone_offset(int64_t seconds_since_1970) {
    time_t moment = (time_t)seconds_since_1970;
    struct tm local;
    if (!localtime_r(&moment, &local)) return 0;
    return (int)local.tm_gmtoff;
}

// --- removing a tree

static int is_self_or_parent(const char *name) {
    return name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0));
}

// A folder that its owner may not write or read keeps what is in it from being removed.
static int open_folder(int place, const char *name, const struct stat *status) {
    if ((status->st_mode & 0700) != 0700) fchmodat(place, name, 0700, 0);
    return openat(place, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

// Removes what is in a folder; folders in it that hold something are moved up to `top`, so that a tree of any depth
// needs neither long paths nor many descriptors. Returns how much was removed or moved.
static long empty_folder(int folder, int top, dev_t device, unsigned long *next) {
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = copy < 0 ? NULL : fdopendir(copy);
    if (!list) {
        if (copy >= 0) close(copy);
        return 0;
    }
    long done = 0;
    struct dirent *entry;
    while ((entry = readdir(list))) {
        const char *name = entry->d_name;
        struct stat status;
        if (is_self_or_parent(name) || fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) < 0) continue;
        if (!S_ISDIR(status.st_mode)) {
            done += unlinkat(folder, name, 0) == 0;
            continue;
        }
        if (status.st_dev != device) continue;
        if (unlinkat(folder, name, AT_REMOVEDIR) == 0) {
            done++;
            continue;
        }
        int child = open_folder(folder, name, &status);
        if (child < 0) continue;
        if (folder == top) {
            done += empty_folder(child, top, device, next);
            done += unlinkat(folder, name, AT_REMOVEDIR) == 0;
        } else {
            char free_name[32];
            int problem;
            do {
                snprintf(free_name, sizeof free_name, "~%lu", (*next)++);
                problem = renameat(folder, name, top, free_name) < 0 ? errno : 0;
            } while (problem == EEXIST || problem == ENOTEMPTY || problem == ENOTDIR);
            done += problem == 0;
        }
        close(child);
    }
    closedir(list);
    return done;
}

int harness_remove_tree(const char *folder) {
    struct stat status;
    if (lstat(folder, &status) < 0) return errno;
    if (!S_ISDIR(status.st_mode)) return ENOTDIR;
    int top = open_folder(AT_FDCWD, folder, &status);
    if (top < 0) return errno;
    unsigned long next = 0;
    while (empty_folder(top, top, status.st_dev, &next) > 0) continue;
    close(top);
    return rmdir(folder) < 0 ? errno : 0;
}

// Preloaded before a dynamic build: appends to RECORD_TO what the program asks of files below RECORD_ROOT, in order, so
// that cuts.py can make the disk as a power cut would have left it. A record is a line "what inode offset length path
// second", the last two ended by a tab, and then `length` bytes. Only what succeeded is recorded.
//
// SQLite's shared memory is left out: it is mapped, derived from the log, and made again by whoever opens the database.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { LONGEST = 4096 };

#define REAL(type, name, parameters)             \
    static type(*real) parameters;               \
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, #name)

/// The absolute path of a name in an open folder, or of what is open where there is no name.
static void locate(char *path, int folder, const char *name) {
    char link[64];
    path[0] = 0;
    if (name && name[0] == '/') {
        snprintf(path, LONGEST, "%s", name);
        return;
    }
    if (folder == AT_FDCWD)
        snprintf(link, sizeof link, "/proc/self/cwd");
    else
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t length = readlink(link, path, LONGEST - 1);
    if (length < 0) length = 0;
    path[length] = 0;
    if (name) snprintf(path + length, LONGEST - length, "/%s", name);
}

static int is_ours(const char *path) {
    const char *root = getenv("RECORD_ROOT");
    size_t length = strlen(path);
    return root && strncmp(path, root, strlen(root)) == 0 && !(length > 4 && strcmp(path + length - 4, "-shm") == 0);
}

static void record(const char *what, unsigned long inode, long offset, const void *bytes, size_t length,
                   const char *path, const char *second) {
    static int log = -1;
    int number = errno;
    if (is_ours(path)) {
        char line[3 * LONGEST];
        if (log < 0) log = syscall(SYS_openat, AT_FDCWD, getenv("RECORD_TO"), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
        int size = snprintf(line, sizeof line, "%s %lu %ld %zu %s\t%s\t\n", what, inode, offset, length, path, second);
        struct iovec parts[] = {{line, size}, {(void *)bytes, length}};
        if (syscall(SYS_writev, log, parts, 2) != size + (ssize_t)length) abort();
    }
    errno = number;
}

static void record_open(const char *what, int descriptor, long offset, const void *bytes, size_t length) {
    char path[LONGEST];
    struct stat status;
    int number = errno;
    if (fstat(descriptor, &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))) {
        locate(path, descriptor, NULL);
        record(what, status.st_ino, offset, bytes, length, path, "");
    }
    errno = number;
}

static void record_named(const char *what, int folder, const char *name, int other, const char *second) {
    char path[LONGEST], to[LONGEST] = "";
    locate(path, folder, name);
    if (second) locate(to, other, second);
    record(what, 0, 0, NULL, 0, path, to);
}

static int opened(int descriptor, int was_there, int flags) {
    if (descriptor < 0) return descriptor;
    if (!was_there)
        record_open("create", descriptor, 0, NULL, 0);
    else if (flags & O_TRUNC)
        record_open("truncate", descriptor, 0, NULL, 0);
    return descriptor;
}

static int is_there(int folder, const char *name) {
    struct stat status;
    int number = errno, found = fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
    errno = number;
    return found;
}

#define MODE(flags)                        \
    mode_t mode = 0;                       \
    if ((flags) & O_CREAT) {               \
        va_list rest;                      \
        va_start(rest, flags);             \
        mode = va_arg(rest, mode_t);       \
        va_end(rest);                      \
    }

#define OPEN(name)                                                          \
    int name(const char *path, int flags, ...) {                            \
        MODE(flags)                                                         \
        REAL(int, name, (const char *, int, ...));                          \
        int was_there = !(flags & O_CREAT) || is_there(AT_FDCWD, path);     \
        return opened(real(path, flags, mode), was_there, flags);           \
    }
OPEN(open)
OPEN(open64)

int openat(int folder, const char *name, int flags, ...) {
    MODE(flags)
    REAL(int, openat, (int, const char *, int, ...));
    int was_there = !(flags & O_CREAT) || is_there(folder, name);
    return opened(real(folder, name, flags, mode), was_there, flags);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    REAL(ssize_t, write, (int, const void *, size_t));
    int flags = fcntl(descriptor, F_GETFL);
    ssize_t written = real(descriptor, bytes, count);
    if (written > 0) {
        long end = lseek(descriptor, 0, flags & O_APPEND ? SEEK_END : SEEK_CUR);
        if (end >= 0) record_open("write", descriptor, end - written, bytes, written);
    }
    return written;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t at) {
    REAL(ssize_t, pwrite64, (int, const void *, size_t, off64_t));
    ssize_t written = real(descriptor, bytes, count, at);
    if (written > 0) record_open("write", descriptor, at, bytes, written);
    return written;
}

#define ON_DESCRIPTOR(name, what)                           \
    int name(int descriptor) {                              \
        REAL(int, name, (int));                             \
        int result = real(descriptor);                      \
        if (result == 0) record_open(what, descriptor, 0, NULL, 0); \
        return result;                                      \
    }
ON_DESCRIPTOR(fsync, "sync")
ON_DESCRIPTOR(fdatasync, "sync")

#define TRUNCATE(name, type)                                \
    int name(int descriptor, type length) {                 \
        REAL(int, name, (int, type));                       \
        int result = real(descriptor, length);              \
        if (result == 0) record_open("truncate", descriptor, length, NULL, 0); \
        return result;                                      \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int renameat(int from, const char *old, int to, const char *new) {
    REAL(int, renameat, (int, const char *, int, const char *));
    int result = real(from, old, to, new);
    if (result == 0) record_named("rename", from, old, to, new);
    return result;
}

int rename(const char *old, const char *new) { return renameat(AT_FDCWD, old, AT_FDCWD, new); }

int unlinkat(int folder, const char *name, int flags) {
    REAL(int, unlinkat, (int, const char *, int));
    int result = real(folder, name, flags);
    if (result == 0) record_named("remove", folder, name, 0, NULL);
    return result;
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

int mkdirat(int folder, const char *name, mode_t mode) {
    REAL(int, mkdirat, (int, const char *, mode_t));
    int result = real(folder, name, mode);
    if (result == 0) record_named("mkdir", folder, name, 0, NULL);
    return result;
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

int symlinkat(const char *target, int folder, const char *name) {
    REAL(int, symlinkat, (const char *, int, const char *));
    char path[LONGEST];
    int result = real(target, folder, name);
    if (result == 0) {
        locate(path, folder, name);
        record("symlink", 0, 0, target, strlen(target), path, "");
    }
    return result;
}

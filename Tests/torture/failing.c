// Preloaded before a dynamic build: the k-th write, sync or rename of a file fails, as on a disk that is full or dying.
// FAIL_AT counts from 1; FAIL_WITH is an errno.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static int fails(int descriptor) {
    static int count, at, with;
    if (descriptor >= 0 && descriptor <= 2) return 0;
    if (!at) {
        at = getenv("FAIL_AT") ? atoi(getenv("FAIL_AT")) : -1;
        with = getenv("FAIL_WITH") ? atoi(getenv("FAIL_WITH")) : EIO;
    }
    if (++count != at) return 0;
    errno = with;
    return 1;
}

#define PASS(type, name, parameters, arguments, descriptor)          \
    type name parameters {                                           \
        static type(*real) parameters;                               \
        if (!real) *(void **)&real = dlsym(RTLD_NEXT, #name);        \
        return fails(descriptor) ? -1 : real arguments;              \
    }

PASS(ssize_t, write, (int fd, const void *bytes, size_t count), (fd, bytes, count), fd)
PASS(ssize_t, pwrite, (int fd, const void *bytes, size_t count, off_t at), (fd, bytes, count, at), fd)
PASS(ssize_t, pwrite64, (int fd, const void *bytes, size_t count, off64_t at), (fd, bytes, count, at), fd)
PASS(int, fsync, (int fd), (fd), fd)
PASS(int, fdatasync, (int fd), (fd), fd)
PASS(int, ftruncate, (int fd, off_t length), (fd, length), fd)
PASS(int, ftruncate64, (int fd, off64_t length), (fd, length), fd)
PASS(int, renameat, (int from, const char *a, int to, const char *b), (from, a, to, b), -1)
PASS(int, mkdirat, (int fd, const char *name, mode_t mode), (fd, name, mode), -1)

#include "pages.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdint.h>
#include <string.h>

#define MOST_BYTES 65536
#define HEADER_RESERVED 20

// A database's file; the one of the system lies behind it in the same allocation.
struct checked_file {
    sqlite3_file base;
    sqlite3_file *real;
};

static sqlite3_vfs *real_vfs;
static sqlite3_vfs checked_vfs;

static sqlite3_file *real(sqlite3_file *file) { return ((struct checked_file *)file)->real; }

// Four sums side by side, because one alone would wait for its own multiplication. The place is part of it, so that
// a page in another's place is noticed too.
static uint64_t sum(const uint8_t *page, int count, sqlite3_int64 place) {
    const uint64_t odd = 0x9E3779B97F4A7C15;
    uint64_t sums[4] = {(uint64_t)place, 1, 2, 3};
    int at = 0;
    for (; at + 32 <= count; at += 32) {
        for (int lane = 0; lane < 4; lane++) {
            uint64_t word;
            memcpy(&word, page + at + 8 * lane, 8);
            sums[lane] = (sums[lane] ^ word) * odd;
            sums[lane] ^= sums[lane] >> 32;
        }
    }
    for (; at < count; at++) sums[at & 3] = (sums[at & 3] ^ page[at]) * odd;
    uint64_t all = 0;
    for (int lane = 0; lane < 4; lane++) all = (all ^ sums[lane] ^ sums[lane] >> 32) * odd;
    return all;
}

static int is_page(int count, sqlite3_int64 offset) {
    return count >= 512 && count <= MOST_BYTES && (count & (count - 1)) == 0 && offset % count == 0;
}

static int checked_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    int code = real(file)->pMethods->xRead(real(file), bytes, count, offset);
    if (!is_page(count, offset)) return code;
    // SQLite would go on with zeros.
    if (code == SQLITE_IOERR_SHORT_READ) return SQLITE_IOERR_DATA;
    if (code != SQLITE_OK) return code;
    const uint8_t *page = bytes;
    uint64_t stored;
    memcpy(&stored, page + count - HARNESS_PAGE_SUM, HARNESS_PAGE_SUM);
    if (offset == 0 && page[HEADER_RESERVED] != HARNESS_PAGE_SUM) return SQLITE_IOERR_DATA;
    return stored == sum(page, count - HARNESS_PAGE_SUM, offset) ? SQLITE_OK : SQLITE_IOERR_DATA;
}

static int checked_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    if (!is_page(count, offset)) return real(file)->pMethods->xWrite(real(file), bytes, count, offset);
    uint8_t page[MOST_BYTES];
    uint64_t own = sum(bytes, count - HARNESS_PAGE_SUM, offset);
    memcpy(page, bytes, (size_t)(count - HARNESS_PAGE_SUM));
    memcpy(page + count - HARNESS_PAGE_SUM, &own, HARNESS_PAGE_SUM);
    return real(file)->pMethods->xWrite(real(file), page, count, offset);
}

// Everything else is handed on.

static int checked_close(sqlite3_file *file) { return real(file)->pMethods->xClose(real(file)); }
static int checked_truncate(sqlite3_file *file, sqlite3_int64 size) {
    return real(file)->pMethods->xTruncate(real(file), size);
}
static int checked_sync(sqlite3_file *file, int flags) { return real(file)->pMethods->xSync(real(file), flags); }
static int checked_size(sqlite3_file *file, sqlite3_int64 *size) {
    return real(file)->pMethods->xFileSize(real(file), size);
}
static int checked_lock(sqlite3_file *file, int level) { return real(file)->pMethods->xLock(real(file), level); }
static int checked_unlock(sqlite3_file *file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
static int checked_is_reserved(sqlite3_file *file, int *answer) {
    return real(file)->pMethods->xCheckReservedLock(real(file), answer);
}
static int checked_control(sqlite3_file *file, int operation, void *argument) {
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
static int checked_sector(sqlite3_file *file) { return real(file)->pMethods->xSectorSize(real(file)); }
static int checked_device(sqlite3_file *file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
static int checked_map(sqlite3_file *file, int region, int size, int extends, void volatile **memory) {
    return real(file)->pMethods->xShmMap(real(file), region, size, extends, memory);
}
static int checked_shared_lock(sqlite3_file *file, int offset, int count, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
static void checked_barrier(sqlite3_file *file) { real(file)->pMethods->xShmBarrier(real(file)); }
static int checked_unmap(sqlite3_file *file, int removes) {
    return real(file)->pMethods->xShmUnmap(real(file), removes);
}

// Version 2: without reading through mapped memory, which would pass by the sums.
static const sqlite3_io_methods methods = {
    2, checked_close, checked_read, checked_write, checked_truncate, checked_sync, checked_size, checked_lock,
    checked_unlock, checked_is_reserved, checked_control, checked_sector, checked_device, checked_map,
    checked_shared_lock, checked_barrier, checked_unmap, 0, 0,
};

static int checked_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *opened) {
    (void)vfs;
    if (!(flags & SQLITE_OPEN_MAIN_DB)) return real_vfs->xOpen(real_vfs, name, file, flags, opened);
    struct checked_file *checked = (struct checked_file *)file;
    checked->base.pMethods = 0;
    checked->real = (sqlite3_file *)(checked + 1);
    int code = real_vfs->xOpen(real_vfs, name, checked->real, flags, opened);
    if (checked->real->pMethods) checked->base.pMethods = &methods;
    return code;
}

static void enroll(void) {
    real_vfs = sqlite3_vfs_find(0);
    if (!real_vfs) return;
    checked_vfs = *real_vfs;
    checked_vfs.zName = "harness-checked";
    checked_vfs.szOsFile = (int)sizeof(struct checked_file) + real_vfs->szOsFile;
    checked_vfs.xOpen = checked_open;
    if (sqlite3_vfs_register(&checked_vfs, 0) != SQLITE_OK) real_vfs = 0;
}

const char *harness_checked_pages(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, enroll);
    return real_vfs ? checked_vfs.zName : 0;
}

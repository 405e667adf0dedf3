#ifndef CHARNESS_PAGES_H
#define CHARNESS_PAGES_H

// The name of a way for SQLite to reach its files by which every page of a database carries its own sum, in the
// eight bytes that it must reserve at the end of each (SQLITE_FCNTL_RESERVE_BYTES). A page whose sum is wrong is
// not read: SQLITE_IOERR_DATA. The log beside a database has sums of SQLite's own.
// Null where SQLite has no way to files at all.
const char *harness_checked_pages(void);

// How many bytes a page reserves for its sum.
#define HARNESS_PAGE_SUM 8

#endif

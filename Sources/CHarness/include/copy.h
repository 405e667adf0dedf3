#ifndef CHARNESS_COPY_H
#define CHARNESS_COPY_H

#include <stdint.h>

// Makes an empty file share the bytes of another, at no cost. Returns 0, or an errno where the file system cannot.
int harness_clone_file(int from, int to);

// Appends all that is left of one file to another, by the cheapest way there is. Returns 0 or an errno.
int harness_copy_file(int from, int to);

// Sets when an open file was last modified, in nanoseconds since 1970. Returns 0 or an errno.
int harness_set_modified(int descriptor, int64_t moment);

#endif

#ifndef CHARNESS_SHA256_H
#define CHARNESS_SHA256_H

#include <stddef.h>
#include <stdint.h>

// A SHA-256 (FIPS 180-4) under way. Begin, add any number of times, finish once.
struct harness_sha256 {
    uint32_t state[8];
    uint64_t length;
    uint8_t block[64];
};

void harness_sha256_begin(struct harness_sha256 *hash);
void harness_sha256_add(struct harness_sha256 *hash, const void *bytes, size_t count);
void harness_sha256_finish(struct harness_sha256 *hash, uint8_t digest[32]);

// Whether this machine has instructions for it that are used; the answer is the same without them.
int harness_sha256_is_accelerated(void);

// For tests: 0 makes this process use the plain code only, 1 lets it choose again.
void harness_sha256_accelerate(int allowed);

#endif

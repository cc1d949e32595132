#ifndef CHASH_H
#define CHASH_H

#include <stddef.h>
#include <stdint.h>

/// Mixes `count` blocks of 64 bytes into a SHA-256 state, with the processor's own instructions where it has them.
void chash_sha256_blocks(uint32_t state[8], const uint8_t *blocks, size_t count);

/// The same without special instructions: what every processor does, and what tests compare with.
void chash_sha256_blocks_portable(uint32_t state[8], const uint8_t *blocks, size_t count);

#endif

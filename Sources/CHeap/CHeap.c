#include "CHeap.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

enum { RESERVED = 32 << 20, LARGE_PAGE = 2 << 20 };

// A question touches some ten megabytes once. Handing those over takes the system about 1.4 microseconds for each page of
// 4 KiB, as long as the search in them, and an eighth of that in pages of 2 MiB.
void heap_in_large_pages(void) {
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_TOP_PAD, RESERVED);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    mallopt(M_MMAP_THRESHOLD, RESERVED);
    // More than is there, so that the heap grows now, by this and the padding; nothing of it is touched yet.
    void *volatile more = malloc(1 << 20);
    free(more);
    uintptr_t end = (uintptr_t)sbrk(0);
    uintptr_t start = (end - RESERVED + LARGE_PAGE - 1) & ~(uintptr_t)(LARGE_PAGE - 1);
    // Refused where there are no large pages: then they are small, as ever.
    if (end != UINTPTR_MAX && start < end) madvise((void *)start, end - start, MADV_HUGEPAGE);
}
#else
void heap_in_large_pages(void) {}
#endif

#include "CHeap.h"

#include <limits.h>

#ifdef __GLIBC__
#include <malloc.h>

enum { STEP = 32 << 20 };

// Room that nobody touches costs nothing, but to get it in pieces, to map large blocks one by one and to give them back takes
// hundreds of calls, and with more than one thread each of those interrupts the other processor. One heap for all threads in
// pages of 2 MiB was faster still most of the time, and much slower where such a page had to be made first.
void heap_in_large_steps(void) {
    mallopt(M_TOP_PAD, STEP);
    mallopt(M_MMAP_THRESHOLD, STEP);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
}
#else
void heap_in_large_steps(void) {}
#endif

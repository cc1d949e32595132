#ifndef CHEAP_H
#define CHEAP_H

/// Makes the heap of a process that does one thing and ends: one for all threads, in large pages where the system has them.
///
/// Has to be called before the first thread starts, since a thread keeps the heap that it began with.
void heap_in_large_pages(void);

#endif

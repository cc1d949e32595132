/// Counts the allocations of the calling thread, for measurements: a program that links this replaces malloc by a counting one.
#ifndef CALLOCATIONCOUNT_H
#define CALLOCATIONCOUNT_H

/// How many blocks this thread has allocated so far.
unsigned long callocation_count(void);

#endif

#ifndef CHEAP_H
#define CHEAP_H

/// Makes the heap of a process that does one thing and ends grow in large steps and give nothing back before the end.
///
/// Has to be called before the first thread starts, since each thread gets a heap as it is then.
void heap_in_large_steps(void);

#endif

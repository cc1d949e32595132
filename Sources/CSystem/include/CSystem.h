// What Swift cannot call of the system: variadics, macros, socket control messages and raw system calls.
#ifndef CSYSTEM_H
#define CSYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Descriptors over a socket. Each returns what sendmsg and recvmsg return, with errno set on failure.

/// Sends bytes, and with the first of them a descriptor when `descriptor` is not -1. Never raises SIGPIPE.
ssize_t csystem_send(int socket, const void *bytes, size_t count, int descriptor);

/// Receives bytes; a descriptor that came with them is stored close-on-exec in `*descriptor`, which is -1 otherwise.
ssize_t csystem_receive(int socket, void *bytes, size_t count, int *descriptor);

// A child process with nothing of ours open but one descriptor.

/// Starts a program whose standard input is `socket` and whose standard output and error are /dev/null; every other
/// descriptor is closed, all signals are at their defaults. Returns 0 and the process id, or an errno.
int csystem_spawn(const char *path, char *const *environment, int socket, pid_t *process);

/// The processor time a process has used in nanoseconds, or -1 when it is not there.
int64_t csystem_process_time(pid_t process);

/// An anonymous file that lives in memory, close-on-exec, or -1 with errno set.
int csystem_memory_file(const char *name);

// Limits and the sandbox, for the process that calls.

/// Dies with the process that started it; no new privileges; nobody may attach a debugger or read a core dump.
/// Returns 0, or an errno. `parent` is the process that must still be there.
int csystem_bind_to_parent(pid_t parent);

/// Sets the limits: bytes of address space, open descriptors, no core dump, no file growth. Returns 0, or an errno.
int csystem_limit(uint64_t address_space, uint64_t descriptors);

/// Lets this process use so many more seconds of processor time; past them the kernel ends it. Returns 0, or an errno.
int csystem_allow_processor_seconds(uint64_t seconds);

/// Leaves of the file system only reading below `folders` (a NULL-terminated list; missing ones are skipped). Returns
/// the Landlock version that is in force, or 0 when the kernel has none.
int csystem_landlock(const char *const *folders);

/// Leaves of the system calls only what parsing and drawing need; sockets, programs, processes and debugging end the
/// process, the rest fails. True when the filter is in force.
bool csystem_seccomp(void);

#endif

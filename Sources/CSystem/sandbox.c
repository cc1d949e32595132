#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int csystem_bind_to_parent(pid_t parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return errno;
    if (getppid() != parent) return ESRCH;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    if (prctl(PR_SET_DUMPABLE, 0) != 0) return errno;
    return 0;
}

static int limit(int resource, rlim_t value) {
    struct rlimit both = {.rlim_cur = value, .rlim_max = value};
    return setrlimit(resource, &both) == 0 ? 0 : errno;
}

int csystem_limit(uint64_t address_space, uint64_t descriptors) {
    int failure = limit(RLIMIT_CORE, 0);
    if (!failure) failure = limit(RLIMIT_FSIZE, 0);
    if (!failure) failure = limit(RLIMIT_NOFILE, descriptors);
    if (!failure) failure = limit(RLIMIT_AS, address_space);
    return failure;
}

int csystem_allow_processor_seconds(uint64_t seconds) {
    struct rusage used;
    struct rlimit both;
    if (getrusage(RUSAGE_SELF, &used) != 0 || getrlimit(RLIMIT_CPU, &both) != 0) return errno;
    both.rlim_cur = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + seconds + 1;
    return setrlimit(RLIMIT_CPU, &both) == 0 ? 0 : errno;
}

// The C library wraps none of Landlock's calls.
int csystem_landlock(const char *const *folders) {
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) return 0;
    // Version 1 knows the first thirteen rights, version 2 one more, version 3 truncation: all are taken away.
    uint64_t all = (1ULL << 13) - 1;
    if (version >= 2) all |= 1ULL << 13;
    if (version >= 3) all |= 1ULL << 14;
    struct landlock_ruleset_attr rules = {.handled_access_fs = all};
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules.handled_access_fs, 0);
    if (ruleset < 0) return 0;
    for (; *folders; folders++) {
        int folder = open(*folders, O_PATH | O_CLOEXEC);
        if (folder < 0) continue;
        struct landlock_path_beneath_attr rule = {
            .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR, .parent_fd = folder};
        syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
        close(folder);
    }
    long failed = syscall(SYS_landlock_restrict_self, ruleset, 0);
    close(ruleset);
    return failed ? 0 : (int)version;
}

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef ARCHITECTURE

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, (action))
#define ON(call, action) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1), RETURN(action)
#define ALLOW(call) ON(call, SECCOMP_RET_ALLOW)
#define KILL(call) ON(call, SECCOMP_RET_KILL_PROCESS)
#define FAIL(number) (SECCOMP_RET_ERRNO | (number))
// Opening is allowed for reading only. Both halves of the test leave the filter, so the call number may be overwritten.
#define OPEN_TO_READ(call, flags)                                                                        \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 4), LOAD(args[flags]),                            \
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0, 1),    \
        RETURN(FAIL(EACCES)), RETURN(SECCOMP_RET_ALLOW)

bool csystem_seccomp(void) {
    struct sock_filter filter[] = {
        LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
        RETURN(SECCOMP_RET_KILL_PROCESS),
        LOAD(nr),
#ifdef __x86_64__
        // The x32 calls share the architecture and have numbers from 2^30 on.
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
        RETURN(SECCOMP_RET_KILL_PROCESS),
#endif

        // The conversation, first because it is most frequent. The socket was made by the parent.
        ALLOW(read), ALLOW(write), ALLOW(sendmsg), ALLOW(recvmsg), ALLOW(ppoll), ALLOW(close),

        // Memory. Nothing may become executable: see mprotect and mmap below.
        ALLOW(brk), ALLOW(munmap), ALLOW(mremap), ALLOW(madvise),

        // Reading what is open.
        ALLOW(pread64), ALLOW(readv), ALLOW(preadv), ALLOW(lseek), ALLOW(fstat), ALLOW(newfstatat), ALLOW(statx),
        ALLOW(fstatfs), ALLOW(statfs), ALLOW(getdents64), ALLOW(readlinkat), ALLOW(faccessat), ALLOW(faccessat2),
        ALLOW(fcntl), ALLOW(fadvise64), ALLOW(getcwd), ALLOW(dup),
        OPEN_TO_READ(openat, 2),

        // Time, chance, signals to itself, and the end.
        ALLOW(clock_gettime), ALLOW(clock_getres), ALLOW(gettimeofday), ALLOW(clock_nanosleep), ALLOW(nanosleep),
        ALLOW(getrandom), ALLOW(futex), ALLOW(sched_yield), ALLOW(sched_getaffinity), ALLOW(getcpu), ALLOW(getpid),
        ALLOW(gettid), ALLOW(getppid), ALLOW(getuid), ALLOW(geteuid), ALLOW(getgid), ALLOW(getegid), ALLOW(uname),
        ALLOW(sysinfo), ALLOW(getrusage), ALLOW(times), ALLOW(getrlimit), ALLOW(setrlimit), ALLOW(rt_sigaction),
        ALLOW(rt_sigprocmask), ALLOW(rt_sigreturn), ALLOW(sigaltstack), ALLOW(restart_syscall), ALLOW(set_robust_list),
        ALLOW(rseq), ALLOW(exit), ALLOW(exit_group),
#ifdef __x86_64__
        ALLOW(poll), ALLOW(stat), ALLOW(lstat), ALLOW(access), ALLOW(readlink), ALLOW(time), ALLOW(arch_prctl),
        OPEN_TO_READ(open, 1),
#endif
        // Limits may be read and set for this process only: the first argument is a process id, 0 for itself.
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prlimit64, 0, 4), LOAD(args[0]),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1), RETURN(SECCOMP_RET_ALLOW), RETURN(FAIL(EPERM)),
        // abort() sends a signal to its own process, whose id is the first argument; nobody else may be sent one.
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 0, 4), LOAD(args[0]),
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)getpid(), 0, 1), RETURN(SECCOMP_RET_ALLOW),
            RETURN(SECCOMP_RET_KILL_PROCESS),
        // PROT_EXEC is the third argument of both.
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mmap, 1, 0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mprotect, 0, 4),
        LOAD(args[2]), BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 4, 0, 1), RETURN(FAIL(EACCES)), RETURN(SECCOMP_RET_ALLOW),

        // Nothing that reads a PDF has a use for these: whoever calls them has taken the process over.
        KILL(execve), KILL(execveat), KILL(socket), KILL(socketpair), KILL(connect), KILL(bind), KILL(listen),
        KILL(accept), KILL(accept4), KILL(sendto), KILL(ptrace), KILL(process_vm_readv), KILL(process_vm_writev),
        KILL(kill), KILL(tkill), KILL(pidfd_open), KILL(pidfd_getfd), KILL(bpf), KILL(mount), KILL(umount2),
        KILL(chroot), KILL(pivot_root), KILL(setns), KILL(unshare), KILL(init_module), KILL(finit_module),
        KILL(kexec_load), KILL(io_uring_setup), KILL(userfaultfd), KILL(perf_event_open), KILL(keyctl), KILL(add_key),
        KILL(setuid), KILL(setgid), KILL(setresuid), KILL(setresgid), KILL(reboot), KILL(swapon),
#ifdef __x86_64__
        KILL(fork), KILL(vfork),
#endif
        // "No such call" keeps the C library's fall-backs for calls that are newer than this list working.
        RETURN(FAIL(ENOSYS)),
    };
    struct sock_fprog program = {.len = sizeof filter / sizeof *filter, .filter = filter};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

#else

bool csystem_seccomp(void) {
    return false;
}

#endif

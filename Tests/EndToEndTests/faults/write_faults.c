/* Stands between a program and the C library, and lets its Nth change of a file fail or be its last one.
 *
 * Built by the tests as a shared library and named in LD_PRELOAD. DOCQA_WRITE_FAULT is `full@N` (from the Nth change on the
 * disk is full), `kill@N` (the program is killed before the Nth change) or `torn@N` (killed half way through it);
 * DOCQA_WRITE_COUNT names a file for the number of changes that there were. A change is a write to a regular file, a change
 * of its length, or its renaming or removal; standard output does not count. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_long changes;
static long limit;
static enum { NOTHING, FULL, KILL, TORN } fault;

#define NEXT(type, name) \
    static type real; \
    if (!real) real = (type)dlsym(RTLD_NEXT, name)

typedef ssize_t (*pwrite_t)(int, const void *, size_t, off64_t);

__attribute__((constructor)) static void begin(void) {
    const char *text = getenv("DOCQA_WRITE_FAULT");
    const char *at = text ? strchr(text, '@') : NULL;
    if (!at) return;
    limit = atol(at + 1);
    fault = text[0] == 'f' ? FULL : text[0] == 'k' ? KILL : TORN;
}

static void tell(void) {
    const char *path = getenv("DOCQA_WRITE_COUNT");
    FILE *file = path && atomic_load(&changes) > 0 ? fopen(path, "w") : NULL;
    if (!file) return;
    fprintf(file, "%ld", atomic_load(&changes));
    fflush(file);
}

/* Programs that have written everything leave by this way. */
void _exit(int status) {
    typedef void (*exit_t)(int) __attribute__((noreturn));
    NEXT(exit_t, "_exit");
    tell();
    real(status);
    __builtin_unreachable();
}

/* Nonzero: this change fails. A torn write is done by the caller before it calls `die`. */
static int strikes(void) {
    long number = atomic_fetch_add(&changes, 1) + 1;
    if (fault == NOTHING || number < limit) return 0;
    if (fault == KILL) kill(getpid(), SIGKILL);
    return 1;
}

static int is_file(int descriptor) {
    struct stat facts;
    return descriptor > 2 && fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode);
}

static ssize_t refused(void) {
    errno = ENOSPC;
    return -1;
}

static ssize_t changed(int descriptor, const void *bytes, size_t count, off64_t place, int is_placed) {
    typedef ssize_t (*write_t)(int, const void *, size_t);
    NEXT(write_t, "write");
    static pwrite_t placed;
    if (!placed) placed = (pwrite_t)dlsym(RTLD_NEXT, "pwrite64");
    if (is_file(descriptor) && strikes()) {
        if (fault == FULL) return refused();
        if (is_placed) placed(descriptor, bytes, count / 2, place);
        else real(descriptor, bytes, count / 2);
        kill(getpid(), SIGKILL);
    }
    return is_placed ? placed(descriptor, bytes, count, place) : real(descriptor, bytes, count);
}

ssize_t write(int descriptor, const void *bytes, size_t count) { return changed(descriptor, bytes, count, 0, 0); }
ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t place) {
    return changed(descriptor, bytes, count, place, 1);
}
ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t place) {
    return changed(descriptor, bytes, count, place, 1);
}

static int resized(int descriptor, off64_t size) {
    typedef int (*ftruncate_t)(int, off64_t);
    NEXT(ftruncate_t, "ftruncate64");
    /* A file can be made shorter on a full disk. */
    struct stat facts;
    int grows = fstat(descriptor, &facts) == 0 && size > facts.st_size;
    if (is_file(descriptor) && strikes()) {
        if (fault == FULL && grows) return (int)refused();
        if (fault == TORN) kill(getpid(), SIGKILL);
    }
    return real(descriptor, size);
}

int ftruncate(int descriptor, off_t size) { return resized(descriptor, size); }
int ftruncate64(int descriptor, off64_t size) { return resized(descriptor, size); }

int unlink(const char *path) {
    typedef int (*unlink_t)(const char *);
    NEXT(unlink_t, "unlink");
    if (strikes() && fault == TORN) kill(getpid(), SIGKILL);
    return real(path);
}

int rename(const char *from, const char *to) {
    typedef int (*rename_t)(const char *, const char *);
    NEXT(rename_t, "rename");
    if (strikes() && fault == TORN) kill(getpid(), SIGKILL);
    return real(from, to);
}

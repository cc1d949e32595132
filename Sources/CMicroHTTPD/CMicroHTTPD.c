#define _GNU_SOURCE
#include "CMicroHTTPD.h"

#include <dlfcn.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

// One line for each function that we call: its name without the prefix.
#define FUNCTIONS(F) \
    F(start_daemon) F(quiesce_daemon) F(stop_daemon) F(suspend_connection) F(resume_connection) F(get_connection_info) \
    F(get_connection_values_n) F(create_response_from_buffer) F(create_response_from_callback) F(add_response_header) \
    F(queue_response) F(destroy_response)

#define DECLARE(name) __typeof__(&MHD_##name) name;
static struct { FUNCTIONS(DECLARE) } mhd;

static char failure[256];
static const char *outcome;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
    void *library = dlopen("libmicrohttpd.so.12", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        outcome = "libmicrohttpd is not installed (on Debian and Ubuntu: apt-get install libmicrohttpd12)";
        return;
    }
#define RESOLVE(name) \
    if (!(mhd.name = (__typeof__(mhd.name))dlsym(library, "MHD_" #name))) { \
        snprintf(failure, sizeof failure, "libmicrohttpd is too old: it has no MHD_" #name); \
        outcome = failure; \
        return; \
    }
    FUNCTIONS(RESOLVE)
}

const char *cmicrohttpd_load(void) {
    pthread_once(&once, load);
    return outcome;
}

struct server {
    cmicrohttpd_callbacks callbacks;
    void *context;
};

static void *began(void *context, const char *target, struct MHD_Connection *connection) {
    struct server *server = context;
    return server->callbacks.began(server->context, connection, target);
}

static enum MHD_Result received(
    void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
    const char *bytes, size_t *count, void **request) {
    struct server *server = context;
    (void)url, (void)version;
    size_t taken = *count;
    *count = 0;
    return server->callbacks.received(*request, connection, method, taken ? bytes : NULL, taken) ? MHD_YES : MHD_NO;
}

static void ended(
    void *context, struct MHD_Connection *connection, void **request, enum MHD_RequestTerminationCode code) {
    struct server *server = context;
    (void)connection, (void)code;
    if (*request) server->callbacks.ended(*request);
    *request = NULL;
}

static void ignore(void *context, const char *format, va_list arguments) {
    (void)context, (void)format, (void)arguments;
}

// Targets stay as they were sent.
static size_t keep_escapes(void *context, struct MHD_Connection *connection, char *text) {
    (void)context, (void)connection;
    size_t length = 0;
    while (text[length]) length++;
    return length;
}

cmicrohttpd_daemon *cmicrohttpd_start(
    int socket, unsigned threads, unsigned connections, unsigned idle_seconds, size_t connection_memory,
    const cmicrohttpd_callbacks *callbacks, void *context) {
    // It lives as long as the daemon can call it, and daemons are few.
    struct server *server = malloc(sizeof *server);
    server->callbacks = *callbacks;
    server->context = context;
    // Not epoll: its edges get lost with some 256 connections on one thread, and a pool does not spread them evenly. Suspended
    // connections, of which there may be thousands, are not polled.
    unsigned flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_ERROR_LOG;
    struct MHD_Daemon *daemon = mhd.start_daemon(
        flags, 0, NULL, NULL, received, server, MHD_OPTION_EXTERNAL_LOGGER, ignore, NULL, MHD_OPTION_LISTEN_SOCKET, socket,
        MHD_OPTION_THREAD_POOL_SIZE, threads, MHD_OPTION_CONNECTION_LIMIT, connections, MHD_OPTION_CONNECTION_TIMEOUT,
        idle_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_memory, MHD_OPTION_NOTIFY_COMPLETED, ended, server,
        MHD_OPTION_URI_LOG_CALLBACK, began, server, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL, MHD_OPTION_END);
    if (!daemon) free(server);
    return daemon;
}

int cmicrohttpd_quiesce(cmicrohttpd_daemon *daemon) { return mhd.quiesce_daemon(daemon); }
void cmicrohttpd_stop(cmicrohttpd_daemon *daemon) { mhd.stop_daemon(daemon); }
void cmicrohttpd_suspend(cmicrohttpd_connection *connection) { mhd.suspend_connection(connection); }
void cmicrohttpd_resume(cmicrohttpd_connection *connection) { mhd.resume_connection(connection); }

int cmicrohttpd_socket(cmicrohttpd_connection *connection) {
    const union MHD_ConnectionInfo *info = mhd.get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

struct visit {
    void (*each)(void *context, const char *name, const char *value, size_t count);
    void *context;
};

static enum MHD_Result visit(
    void *context, enum MHD_ValueKind kind, const char *name, size_t name_count, const char *value, size_t count) {
    struct visit *visit = context;
    (void)kind, (void)name_count;
    visit->each(visit->context, name, value ? value : "", value ? count : 0);
    return MHD_YES;
}

void cmicrohttpd_each_header(
    cmicrohttpd_connection *connection, void (*each)(void *context, const char *name, const char *value, size_t count),
    void *context) {
    struct visit state = {each, context};
    mhd.get_connection_values_n(connection, MHD_HEADER_KIND, visit, &state);
}

cmicrohttpd_response *cmicrohttpd_whole(const void *bytes, size_t count) {
    return mhd.create_response_from_buffer(count, (void *)bytes, MHD_RESPMEM_MUST_COPY);
}

cmicrohttpd_response *cmicrohttpd_stream(
    size_t block, ssize_t (*read)(void *context, uint64_t position, char *buffer, size_t count), void *context) {
    return mhd.create_response_from_callback(MHD_SIZE_UNKNOWN, block, read, context, NULL);
}

int cmicrohttpd_add_header(cmicrohttpd_response *response, const char *name, const char *value) {
    return mhd.add_response_header(response, name, value) == MHD_YES;
}

int cmicrohttpd_respond(cmicrohttpd_connection *connection, unsigned status, cmicrohttpd_response *response) {
    enum MHD_Result result = mhd.queue_response(connection, status, response);
    mhd.destroy_response(response);
    return result == MHD_YES;
}

int cmicrohttpd_watch_open(void) { return epoll_create1(EPOLL_CLOEXEC); }

void cmicrohttpd_watch_add(int watch, int socket, uint64_t number) {
    struct epoll_event event = {.events = EPOLLRDHUP | EPOLLONESHOT, .data.u64 = number};
    epoll_ctl(watch, EPOLL_CTL_ADD, socket, &event);
}

void cmicrohttpd_watch_remove(int watch, int socket) { epoll_ctl(watch, EPOLL_CTL_DEL, socket, NULL); }

int cmicrohttpd_watch_wait(int watch, uint64_t *numbers, int capacity) {
    struct epoll_event events[64];
    int count = epoll_wait(watch, events, capacity < 64 ? capacity : 64, -1);
    for (int i = 0; i < count; i++) {
        if (!events[i].data.u64) return -1;
        numbers[i] = events[i].data.u64;
    }
    return count < 0 ? 0 : count;
}

int cmicrohttpd_watch_end(int watch) {
    int end = eventfd(0, EFD_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = 0};
    epoll_ctl(watch, EPOLL_CTL_ADD, end, &event);
    return end;
}

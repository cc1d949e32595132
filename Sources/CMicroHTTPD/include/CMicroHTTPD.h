/// libmicrohttpd, loaded when a server is first started: a process that serves nothing does not pay for it.
///
/// None of these functions may be called before cmicrohttpd_load() has returned NULL.
#ifndef CMICROHTTPD_H
#define CMICROHTTPD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// Loads the library once for the whole process, from any thread. NULL when it is there, else what is wrong, in a sentence.
const char *cmicrohttpd_load(void);

/// A running server, one request's connection, and a response.
typedef struct MHD_Daemon cmicrohttpd_daemon;
typedef struct MHD_Connection cmicrohttpd_connection;
typedef struct MHD_Response cmicrohttpd_response;

typedef struct {
    /// The request line of a request is there: the target as it was sent. Returns what stands for the request from now on.
    void *(*began)(void *context, cmicrohttpd_connection *connection, const char *target);
    /// Called when the head is there (bytes NULL), for each piece of the body, and when all of it is there
    /// (bytes NULL), then once more after each resumption. Returns whether the connection goes on.
    int (*received)(
        void *request, cmicrohttpd_connection *connection, const char *method, const char *bytes, size_t count);
    /// Nothing will be asked of the request any more.
    void (*ended)(void *request);
} cmicrohttpd_callbacks;

/// Starts serving on a listening socket with a pool of threads, which then owns the socket. NULL when that fails.
cmicrohttpd_daemon *cmicrohttpd_start(
    int socket, unsigned threads, unsigned connections, unsigned idle_seconds, size_t connection_memory,
    const cmicrohttpd_callbacks *callbacks, void *context);
/// Stops accepting connections, and returns the listening socket, which is to be closed.
int cmicrohttpd_quiesce(cmicrohttpd_daemon *daemon);
/// Closes every connection and joins the threads. No connection may be suspended.
void cmicrohttpd_stop(cmicrohttpd_daemon *daemon);

void cmicrohttpd_suspend(cmicrohttpd_connection *connection);
void cmicrohttpd_resume(cmicrohttpd_connection *connection);
int cmicrohttpd_socket(cmicrohttpd_connection *connection);
void cmicrohttpd_each_header(
    cmicrohttpd_connection *connection, void (*each)(void *context, const char *name, const char *value, size_t count),
    void *context);

/// A response with a body of known size, which is copied.
cmicrohttpd_response *cmicrohttpd_whole(const void *bytes, size_t count);
/// A response whose body `read` hands out: the number of bytes, 0 after it has suspended the connection, or one of the ends.
cmicrohttpd_response *cmicrohttpd_stream(
    size_t block, ssize_t (*read)(void *context, uint64_t position, char *buffer, size_t count), void *context);
#define CMICROHTTPD_END (-1)
#define CMICROHTTPD_ABORT (-2)
/// Whether the name and the value may stand in a header.
int cmicrohttpd_add_header(cmicrohttpd_response *response, const char *name, const char *value);
/// Queues the response and gives it up. Whether it could be queued.
int cmicrohttpd_respond(cmicrohttpd_connection *connection, unsigned status, cmicrohttpd_response *response);

/// Tells when the other ends of sockets are closed, which libmicrohttpd does not see while their connections are suspended
/// (and Swift does not import epoll). Returns a descriptor.
int cmicrohttpd_watch_open(void);
/// Watches a socket until its other end was closed once; `number` is what cmicrohttpd_watch_wait() then tells, and not 0.
void cmicrohttpd_watch_add(int watch, int socket, uint64_t number);
void cmicrohttpd_watch_remove(int watch, int socket);
/// Waits for closed sockets and stores their numbers. Returns how many there are, or -1 when the watch was ended.
int cmicrohttpd_watch_wait(int watch, uint64_t *numbers, int capacity);
/// Lets cmicrohttpd_watch_wait() return -1 once `end`, an eventfd, is written to. Returns that eventfd.
int cmicrohttpd_watch_end(int watch);

#endif

#define CURL_DISABLE_TYPECHECK
#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>

// One line for each function of libcurl that we call: its name without the prefix.
#define FUNCTIONS(F) \
    F(global_init) F(version_info) F(easy_init) F(easy_reset) F(easy_cleanup) F(easy_pause) F(easy_strerror) \
    F(easy_setopt) F(easy_getinfo) F(slist_append) F(slist_free_all) F(multi_init) F(multi_cleanup) F(multi_setopt) \
    F(multi_add_handle) F(multi_remove_handle) F(multi_perform) F(multi_poll) F(multi_wakeup) F(multi_info_read)

#define DECLARE(name) __typeof__(&curl_##name) name;
static struct { FUNCTIONS(DECLARE) } curl;

static char failure[256];
static const char *outcome;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void *open_library(void) {
    static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        if (library) return library;
    }
    return NULL;
}

static void load(void) {
    void *library = open_library();
    if (!library) {
        outcome = "libcurl is not installed (on Debian and Ubuntu: apt-get install libcurl4)";
        return;
    }
#define RESOLVE(name) \
    if (!(curl.name = (__typeof__(curl.name))dlsym(library, "curl_" #name))) { \
        snprintf(failure, sizeof failure, "libcurl is too old: it has no curl_" #name " (needed is 7.85 or later)"); \
        outcome = failure; \
        return; \
    }
    FUNCTIONS(RESOLVE)
    if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) outcome = "libcurl could not be started";
}

const char *ccurl_load(void) {
    pthread_once(&once, load);
    return outcome;
}

const char *ccurl_version(void) { return curl.version_info(CURLVERSION_NOW)->version; }
unsigned ccurl_version_number(void) { return curl.version_info(CURLVERSION_NOW)->version_num; }

CURL *ccurl_easy_init(void) { return curl.easy_init(); }
void ccurl_easy_reset(CURL *easy) { curl.easy_reset(easy); }
void ccurl_easy_cleanup(CURL *easy) { curl.easy_cleanup(easy); }
CURLcode ccurl_easy_pause(CURL *easy, int mask) { return curl.easy_pause(easy, mask); }
const char *ccurl_easy_strerror(CURLcode code) { return curl.easy_strerror(code); }

CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) { return curl.easy_setopt(easy, option, value); }
CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl.easy_setopt(easy, option, value);
}
CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl.easy_setopt(easy, option, value);
}
CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) { return curl.easy_setopt(easy, option, value); }

CURLcode ccurl_set_body(CURL *easy, const void *bytes, curl_off_t count) {
    CURLcode code = curl.easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, count);
    return code == CURLE_OK ? curl.easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, bytes) : code;
}

CURLcode ccurl_set_callback(
    CURL *easy, CURLoption function, size_t (*callback)(char *, size_t, size_t, void *), CURLoption data, void *context) {
    CURLcode code = curl.easy_setopt(easy, function, callback);
    return code == CURLE_OK ? curl.easy_setopt(easy, data, context) : code;
}

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)context, (void)purpose;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

CURLcode ccurl_keep_socket(CURL *easy) { return curl.easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket); }

CURLcode ccurl_set_seek(CURL *easy, int (*callback)(void *, curl_off_t, int), void *context) {
    CURLcode code = curl.easy_setopt(easy, CURLOPT_SEEKFUNCTION, callback);
    return code == CURLE_OK ? curl.easy_setopt(easy, CURLOPT_SEEKDATA, context) : code;
}

CURLcode ccurl_get_long(CURL *easy, CURLINFO key, long *value) { return curl.easy_getinfo(easy, key, value); }
CURLcode ccurl_get_pointer(CURL *easy, CURLINFO key, void **value) { return curl.easy_getinfo(easy, key, value); }

struct curl_slist *ccurl_slist_append(struct curl_slist *list, const char *text) {
    return curl.slist_append(list, text);
}
void ccurl_slist_free_all(struct curl_slist *list) { curl.slist_free_all(list); }

CURLM *ccurl_multi_init(void) { return curl.multi_init(); }
void ccurl_multi_cleanup(CURLM *multi) { curl.multi_cleanup(multi); }
CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl.multi_setopt(multi, option, value);
}
CURLMcode ccurl_multi_add_handle(CURLM *multi, CURL *easy) { return curl.multi_add_handle(multi, easy); }
CURLMcode ccurl_multi_remove_handle(CURLM *multi, CURL *easy) { return curl.multi_remove_handle(multi, easy); }
CURLMcode ccurl_multi_perform(CURLM *multi, int *running) { return curl.multi_perform(multi, running); }
CURLMcode ccurl_multi_poll(CURLM *multi, int milliseconds) {
    return curl.multi_poll(multi, NULL, 0, milliseconds, NULL);
}
CURLMcode ccurl_multi_wakeup(CURLM *multi) { return curl.multi_wakeup(multi); }

CURL *ccurl_multi_next_finished(CURLM *multi, CURLcode *code) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl.multi_info_read(multi, &left))) {
        if (message->msg != CURLMSG_DONE) continue;
        *code = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}

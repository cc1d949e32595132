/// libcurl, loaded when it is first needed: linking it would cost every process 3.7 ms at its start.
///
/// Each function here is its namesake in libcurl; the variadic ones have one form for each kind of argument. None may be
/// called before ccurl_load() has returned NULL.
#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>

/// Loads libcurl once for the whole process, from any thread. NULL when it is there, else what is wrong, in a sentence.
const char *ccurl_load(void);

/// The version of the loaded library, such as "7.88.1".
const char *ccurl_version(void);
/// The same as 0xMMNNPP.
unsigned ccurl_version_number(void);

CURL *ccurl_easy_init(void);
void ccurl_easy_reset(CURL *easy);
void ccurl_easy_cleanup(CURL *easy);
CURLcode ccurl_easy_pause(CURL *easy, int mask);
const char *ccurl_easy_strerror(CURLcode code);

CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value);
CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value);
CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value);
CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value);
/// CURLOPT_COPYPOSTFIELDS with its size: the bytes are copied.
CURLcode ccurl_set_body(CURL *easy, const void *bytes, curl_off_t count);
/// CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION or CURLOPT_READFUNCTION with their data.
CURLcode ccurl_set_callback(
    CURL *easy, CURLoption function, size_t (*callback)(char *, size_t, size_t, void *), CURLoption data, void *context);
/// Keeps the transfer's socket from programs that this one starts: they could read what it carries, and a connection ends
/// only when everybody has closed it.
CURLcode ccurl_keep_socket(CURL *easy);
CURLcode ccurl_set_seek(CURL *easy, int (*callback)(void *, curl_off_t, int), void *context);

CURLcode ccurl_get_long(CURL *easy, CURLINFO key, long *value);
CURLcode ccurl_get_pointer(CURL *easy, CURLINFO key, void **value);

struct curl_slist *ccurl_slist_append(struct curl_slist *list, const char *text);
void ccurl_slist_free_all(struct curl_slist *list);

CURLM *ccurl_multi_init(void);
void ccurl_multi_cleanup(CURLM *multi);
CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value);
CURLMcode ccurl_multi_add_handle(CURLM *multi, CURL *easy);
CURLMcode ccurl_multi_remove_handle(CURLM *multi, CURL *easy);
CURLMcode ccurl_multi_perform(CURLM *multi, int *running);
CURLMcode ccurl_multi_poll(CURLM *multi, int milliseconds);
/// The one function that may be called while another thread uses the handle.
CURLMcode ccurl_multi_wakeup(CURLM *multi);
/// The next finished transfer, or NULL; its result is stored in `code`.
CURL *ccurl_multi_next_finished(CURLM *multi, CURLcode *code);

#endif

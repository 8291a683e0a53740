#ifndef SAMPAN_CCURL_SHIM_H
#define SAMPAN_CCURL_SHIM_H

/* What Sampan uses of libcurl, declared here: the build does not need libcurl, and a run only when it sends
   something. Names and numbers are those of curl/curl.h, curl/multi.h and curl/easy.h, which promise never to
   change them (https://curl.se/libcurl/abi.html, read 2026-11); a test compares them with the library and, where
   it is installed, with the header. */

#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* For Swift: may be shared between threads. */
#define SAMPAN_SENDABLE __attribute__((__swift_attr__("@Sendable")))

typedef struct sampan_easy sampan_easy;
typedef struct sampan_multi sampan_multi;
typedef struct sampan_list sampan_list;

typedef enum {
  SAMPAN_CURLOPT_NOPROGRESS = 43,
  SAMPAN_CURLOPT_NOBODY = 44,
  SAMPAN_CURLOPT_UPLOAD = 46,
  SAMPAN_CURLOPT_FRESH_CONNECT = 74,
  SAMPAN_CURLOPT_FORBID_REUSE = 75,
  SAMPAN_CURLOPT_HTTPGET = 80,
  SAMPAN_CURLOPT_HTTP_VERSION = 84,
  SAMPAN_CURLOPT_NOSIGNAL = 99,
  SAMPAN_CURLOPT_PROTOCOLS = 181,
  SAMPAN_CURLOPT_PATH_AS_IS = 234,
  SAMPAN_CURLOPT_SUPPRESS_CONNECT_HEADERS = 265,
  SAMPAN_CURLOPT_UPLOAD_BUFFERSIZE = 280,
  SAMPAN_CURLOPT_QUICK_EXIT = 322,
  SAMPAN_CURLOPT_WRITEDATA = 10001,
  SAMPAN_CURLOPT_URL = 10002,
  SAMPAN_CURLOPT_READDATA = 10009,
  SAMPAN_CURLOPT_ERRORBUFFER = 10010,
  SAMPAN_CURLOPT_USERAGENT = 10018,
  SAMPAN_CURLOPT_HTTPHEADER = 10023,
  SAMPAN_CURLOPT_HEADERDATA = 10029,
  SAMPAN_CURLOPT_CUSTOMREQUEST = 10036,
  SAMPAN_CURLOPT_XFERINFODATA = 10057,
  SAMPAN_CURLOPT_CAINFO = 10065,
  SAMPAN_CURLOPT_CAPATH = 10097,
  SAMPAN_CURLOPT_COPYPOSTFIELDS = 10165,
  SAMPAN_CURLOPT_SEEKDATA = 10168,
  SAMPAN_CURLOPT_NOPROXY = 10177,
  SAMPAN_CURLOPT_PROTOCOLS_STR = 10318,
  SAMPAN_CURLOPT_WRITEFUNCTION = 20011,
  SAMPAN_CURLOPT_READFUNCTION = 20012,
  SAMPAN_CURLOPT_HEADERFUNCTION = 20079,
  SAMPAN_CURLOPT_SEEKFUNCTION = 20167,
  SAMPAN_CURLOPT_XFERINFOFUNCTION = 20219,
  SAMPAN_CURLOPT_INFILESIZE_LARGE = 30115,
  SAMPAN_CURLOPT_POSTFIELDSIZE_LARGE = 30120,
} sampan_option;

typedef enum {
  SAMPAN_CURLINFO_RESPONSE_CODE = 0x200002,
  SAMPAN_CURLINFO_REQUEST_SIZE = 0x20000C,
  SAMPAN_CURLINFO_HTTP_CONNECTCODE = 0x200016,
  SAMPAN_CURLINFO_NUM_CONNECTS = 0x20001A,
  SAMPAN_CURLINFO_APPCONNECT_TIME_T = 0x600038,
} sampan_info;

enum {
  SAMPAN_CURL_GLOBAL_DEFAULT = 3,
  SAMPAN_CURL_HTTP_VERSION_1_1 = 2,
  SAMPAN_CURLPROTO_HTTP = 1,
  SAMPAN_CURLPROTO_HTTPS = 2,
  SAMPAN_CURL_READFUNC_ABORT = 0x10000000,
  SAMPAN_CURL_SEEKFUNC_OK = 0,
  SAMPAN_CURL_SEEKFUNC_FAIL = 1,
  SAMPAN_CURL_ERROR_SIZE = 256,
  SAMPAN_CURLVERSION_FIRST = 0,
  SAMPAN_CURLMSG_DONE = 1,
  SAMPAN_CURLM_OK = 0,
};

/* Results of a transfer (CURLcode) that are treated differently. */
enum {
  SAMPAN_CURLE_OK = 0,
  SAMPAN_CURLE_UNSUPPORTED_PROTOCOL = 1,
  SAMPAN_CURLE_URL_MALFORMAT = 3,
  SAMPAN_CURLE_COULDNT_RESOLVE_PROXY = 5,
  SAMPAN_CURLE_COULDNT_RESOLVE_HOST = 6,
  SAMPAN_CURLE_COULDNT_CONNECT = 7,
  SAMPAN_CURLE_SSL_CONNECT_ERROR = 35,
  SAMPAN_CURLE_SSL_CIPHER = 59,
  SAMPAN_CURLE_PEER_FAILED_VERIFICATION = 60,
  SAMPAN_CURLE_SSL_CACERT_BADFILE = 77,
  SAMPAN_CURLE_SSL_ISSUER_ERROR = 83,
  SAMPAN_CURLE_SSL_INVALIDCERTSTATUS = 91,
  SAMPAN_CURLE_PROXY = 97,
};

/* The beginning of curl_version_info_data. */
typedef struct {
  int age;
  const char *version;
  unsigned int version_num;
} sampan_version;

/* CURLMsg. */
typedef struct {
  int msg;
  sampan_easy *easy;
  union {
    void *whatever;
    int result;
  } data;
} sampan_message;

typedef size_t (*sampan_on_data)(char *data, size_t size, size_t count, void *context);
typedef int (*sampan_on_seek)(void *context, int64_t offset, int origin);
typedef int (*sampan_on_progress)(
  void *context, int64_t download_total, int64_t downloaded, int64_t upload_total, int64_t uploaded);

/* The library's functions, filled in once, by sampan_load. The variadic ones have no type here. */
typedef struct SAMPAN_SENDABLE {
  int (*global_init)(long flags);
  const sampan_version *(*version_info)(int age);
  sampan_easy *(*easy_init)(void);
  void (*easy_cleanup)(sampan_easy *easy);
  const char *(*easy_strerror)(int code);
  sampan_list *(*slist_append)(sampan_list *list, const char *text);
  void (*slist_free_all)(sampan_list *list);
  sampan_multi *(*multi_init)(void);
  int (*multi_cleanup)(sampan_multi *multi);
  int (*multi_add_handle)(sampan_multi *multi, sampan_easy *easy);
  int (*multi_remove_handle)(sampan_multi *multi, sampan_easy *easy);
  int (*multi_perform)(sampan_multi *multi, int *running);
  const sampan_message *(*multi_info_read)(sampan_multi *multi, int *left);
  int (*multi_poll)(
    sampan_multi *multi, void *more, unsigned int count, int milliseconds, int *ready);
  int (*multi_wakeup)(sampan_multi *multi);
  void *easy_setopt;
  void *easy_getinfo;
} sampan_curl;

#ifdef __APPLE__
#define SAMPAN_CURL_FILE "libcurl.4.dylib"
#else
#define SAMPAN_CURL_FILE "libcurl.so.4"
#endif

/* Fills the table. Returns NULL, or why it cannot. RTLD_LAZY, because a run calls few functions of the libraries that
   libcurl needs: to bind them all at once is a seventh of the instructions of loading it (libcurl 7.88 of Debian 12). */
static inline const char *sampan_load(sampan_curl *table) {
  void *library = dlopen(SAMPAN_CURL_FILE, RTLD_LAZY | RTLD_LOCAL);
  if (!library) return dlerror();
  const struct {
    void *place;
    const char *name;
  } functions[] = {
    {&table->global_init, "curl_global_init"},
    {&table->version_info, "curl_version_info"},
    {&table->easy_init, "curl_easy_init"},
    {&table->easy_cleanup, "curl_easy_cleanup"},
    {&table->easy_strerror, "curl_easy_strerror"},
    {&table->slist_append, "curl_slist_append"},
    {&table->slist_free_all, "curl_slist_free_all"},
    {&table->multi_init, "curl_multi_init"},
    {&table->multi_cleanup, "curl_multi_cleanup"},
    {&table->multi_add_handle, "curl_multi_add_handle"},
    {&table->multi_remove_handle, "curl_multi_remove_handle"},
    {&table->multi_perform, "curl_multi_perform"},
    {&table->multi_info_read, "curl_multi_info_read"},
    {&table->multi_poll, "curl_multi_poll"},
    {&table->multi_wakeup, "curl_multi_wakeup"},
    {&table->easy_setopt, "curl_easy_setopt"},
    {&table->easy_getinfo, "curl_easy_getinfo"},
  };
  for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
    void *function = dlsym(library, functions[i].name);
    if (!function) {
      const char *error = dlerror();
      return error ? error : functions[i].name;
    }
    memcpy(functions[i].place, &function, sizeof function);
  }
  return NULL;
}

/* Variadic functions are called as such: on Apple's arm64 their arguments are passed in other places. */

typedef int (*sampan_setopt)(sampan_easy *easy, int option, ...);
typedef int (*sampan_getinfo)(sampan_easy *easy, int info, ...);

static inline int sampan_set_long(
  void *setopt, sampan_easy *easy, sampan_option option, long value) {
  return ((sampan_setopt)setopt)(easy, (int)option, value);
}

static inline int sampan_set_size(
  void *setopt, sampan_easy *easy, sampan_option option, int64_t value) {
  return ((sampan_setopt)setopt)(easy, (int)option, value);
}

static inline int sampan_set_pointer(
  void *setopt, sampan_easy *easy, sampan_option option, const void *value) {
  return ((sampan_setopt)setopt)(easy, (int)option, value);
}

static inline int sampan_set_list(
  void *setopt, sampan_easy *easy, sampan_option option, sampan_list *value) {
  return ((sampan_setopt)setopt)(easy, (int)option, value);
}

static inline int sampan_set_on_data(
  void *setopt, sampan_easy *easy, sampan_option option, sampan_on_data value) {
  return ((sampan_setopt)setopt)(easy, (int)option, value);
}

static inline int sampan_set_on_seek(
  void *setopt, sampan_easy *easy, sampan_option option, sampan_on_seek value) {
  return ((sampan_setopt)setopt)(easy, (int)option, value);
}

static inline int sampan_set_on_progress(
  void *setopt, sampan_easy *easy, sampan_option option, sampan_on_progress value) {
  return ((sampan_setopt)setopt)(easy, (int)option, value);
}

/* 0 where the library has no value. */
static inline long sampan_get_long(void *getinfo, sampan_easy *easy, sampan_info info) {
  long value = 0;
  ((sampan_getinfo)getinfo)(easy, (int)info, &value);
  return value;
}

static inline int64_t sampan_get_size(void *getinfo, sampan_easy *easy, sampan_info info) {
  int64_t value = 0;
  ((sampan_getinfo)getinfo)(easy, (int)info, &value);
  return value;
}

/* The one thing of a multi handle that other threads may use: it ends a poll. */
typedef struct SAMPAN_SENDABLE {
  int (*wakeup)(sampan_multi *multi);
  sampan_multi *multi;
} sampan_waker;

static inline void sampan_wake(sampan_waker waker) { waker.wakeup(waker.multi); }

#endif

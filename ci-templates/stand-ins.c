/* Replacements for functions of the libraries that the released program is linked with. The linker takes the first
   definition of a name in an archive: package.sh puts these before libgit2's own. */

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

/* The network functions of libgit2. Sampan reads repositories and never fetches or pushes through libgit2, so it does not
   need libssh2, libcrypto and GSSAPI. libgit2 1.5 also parses the machine's CA certificates when it starts, which was 70 %
   of the time of "sampan check". */

static const int refused = -1;

_Bool git_http__expect_continue;

int git_smart_subtransport_http(void) { return refused; }
int git_smart_subtransport_ssh(void) { return refused; }
int git_transport_ssh_with_paths(void) { return refused; }
int git_transport_ssh_global_init(void) { return 0; }
int git_mbedtls_stream_global_init(void) { return 0; }
int git_mbedtls__set_cert_location(void) { return refused; }
int git_mbedtls_stream_new(void) { return refused; }
int git_mbedtls_stream_wrap(void) { return refused; }

/* Debian's static libstdc++ takes this from glibc 2.36; without it the program runs from glibc 2.35 on (Ubuntu 22.04). */
uint32_t arc4random(void) {
  uint32_t value;
  if (getentropy(&value, sizeof value) != 0) abort();
  return value;
}

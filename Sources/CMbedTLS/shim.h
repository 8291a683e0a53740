#ifndef SAMPAN_CMBEDTLS_SHIM_H
#define SAMPAN_CMBEDTLS_SHIM_H

/* Only the generic message-digest interface: the per-hash functions changed their names between 2.28 and 3. */
#include <mbedtls/md.h>

#endif

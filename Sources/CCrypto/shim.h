// OpenSSL's libcrypto: SHA-256 for request digests.
#ifndef CCRYPTO_SHIM_H
#define CCRYPTO_SHIM_H

#include <openssl/evp.h>

#endif

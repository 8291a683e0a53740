#ifndef SAMPAN_CSHA256_SHIM_H
#define SAMPAN_CSHA256_SHIM_H

/* The compression function of SHA-256 (FIPS 180-4, 6.2.2) by the processor's own instructions, which Swift has no
 * names for. Nothing else: padding and pieces are Swift's. The instructions: Intel SDM volume 2, SHA256RNDS2 and its
 * like; Arm ARM, SHA256H and its like. */

#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#define SAMPAN_SHA256_TARGET __attribute__((target("sha,sse4.1,ssse3")))
#elif defined(__aarch64__)
#include <arm_neon.h>
#if defined(__linux__)
#include <sys/auxv.h>
#endif
#define SAMPAN_SHA256_TARGET __attribute__((target("sha2")))
#endif

/* FIPS 180-4, 4.2.2. */
static const uint32_t sampan_sha256_constants[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* Whether this processor has the instructions. */
static inline int sampan_sha256_is_available(void) {
#if defined(__x86_64__)
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSE4_1) || !(c & bit_SSSE3)) return 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & (1u << 29)) != 0;
#elif defined(__aarch64__) && defined(__linux__)
  return (getauxval(AT_HWCAP) & (1ul << 6)) != 0; /* HWCAP_SHA2 */
#elif defined(__aarch64__) && defined(__APPLE__)
  return 1; /* every Apple processor of this architecture */
#else
  return 0;
#endif
}

/* Takes whole blocks of 64 bytes into the state. Only where the instructions are available. */
#if defined(__x86_64__)
SAMPAN_SHA256_TARGET
static inline void sampan_sha256_blocks(uint32_t *state, const uint8_t *bytes, size_t blocks) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  /* The instructions hold the state as ABEF and CDGH, highest word first. */
  __m128i low = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xb1);
  __m128i high = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1b);
  __m128i abef = _mm_alignr_epi8(low, high, 8);
  __m128i cdgh = _mm_blend_epi16(high, low, 0xf0);

  for (; blocks > 0; blocks--, bytes += 64) {
    const __m128i abef_before = abef, cdgh_before = cdgh;
    __m128i words[4];
#pragma clang loop unroll(full)
    for (int group = 0; group < 16; group++) {
      if (group < 4) {
        __m128i loaded = _mm_loadu_si128((const __m128i *)(bytes + 16 * group));
        words[group] = _mm_shuffle_epi8(loaded, big_endian);
      } else {
        __m128i before = words[(group + 3) & 3];
        __m128i sum = _mm_sha256msg1_epu32(words[group & 3], words[(group + 1) & 3]);
        sum = _mm_add_epi32(sum, _mm_alignr_epi8(before, words[(group + 2) & 3], 4));
        words[group & 3] = _mm_sha256msg2_epu32(sum, before);
      }
      __m128i constants = _mm_loadu_si128((const __m128i *)(sampan_sha256_constants + 4 * group));
      __m128i rounds = _mm_add_epi32(words[group & 3], constants);
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, rounds);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(rounds, 0x0e));
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }

  low = _mm_shuffle_epi32(abef, 0x1b);
  high = _mm_shuffle_epi32(cdgh, 0xb1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(low, high, 0xf0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(high, low, 8));
}
#elif defined(__aarch64__)
SAMPAN_SHA256_TARGET
static inline void sampan_sha256_blocks(uint32_t *state, const uint8_t *bytes, size_t blocks) {
  uint32x4_t abcd = vld1q_u32(state), efgh = vld1q_u32(state + 4);
  for (; blocks > 0; blocks--, bytes += 64) {
    const uint32x4_t abcd_before = abcd, efgh_before = efgh;
    uint32x4_t words[4];
#pragma clang loop unroll(full)
    for (int group = 0; group < 16; group++) {
      if (group < 4) {
        words[group] = vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(bytes + 16 * group)));
      } else {
        uint32x4_t sum = vsha256su0q_u32(words[group & 3], words[(group + 1) & 3]);
        words[group & 3] = vsha256su1q_u32(sum, words[(group + 2) & 3], words[(group + 3) & 3]);
      }
      uint32x4_t rounds = vaddq_u32(words[group & 3], vld1q_u32(sampan_sha256_constants + 4 * group));
      uint32x4_t abcd_now = abcd;
      abcd = vsha256hq_u32(abcd, efgh, rounds);
      efgh = vsha256h2q_u32(efgh, abcd_now, rounds);
    }
    abcd = vaddq_u32(abcd, abcd_before);
    efgh = vaddq_u32(efgh, efgh_before);
  }
  vst1q_u32(state, abcd);
  vst1q_u32(state + 4, efgh);
}
#else
static inline void sampan_sha256_blocks(uint32_t *state, const uint8_t *bytes, size_t blocks) {
  (void)state;
  (void)bytes;
  (void)blocks;
}
#endif

#endif

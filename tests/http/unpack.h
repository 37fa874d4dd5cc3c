#pragma once
// Undoes content codings, with the libraries' own decoders.

#include <libdeflate.h>
#include <string>
#include <zstd.h>

#include "support/support.h"

namespace trialkeep::http::testing {

inline std::string ungzipped(const std::string& packed, std::size_t size) {
  std::string out(size, '\0');
  std::size_t actual = 0;
  libdeflate_decompressor* decompressor = libdeflate_alloc_decompressor();
  const auto result =
      libdeflate_gzip_decompress(decompressor, packed.data(), packed.size(), out.data(), out.size(), &actual);
  libdeflate_free_decompressor(decompressor);
  EXPECT_EQ(result, LIBDEFLATE_SUCCESS);
  EXPECT_EQ(actual, size);
  return out;
}

inline std::string unzstd(const std::string& packed, std::size_t size) {
  std::string out(size + 1, '\0');
  ZSTD_DStream* stream = ZSTD_createDStream();
  ZSTD_inBuffer in = {packed.data(), packed.size(), 0};
  ZSTD_outBuffer space = {out.data(), out.size(), 0};
  std::size_t left = 1;
  while (in.pos < in.size && ZSTD_isError(left) == 0) {
    left = ZSTD_decompressStream(stream, &space, &in);
  }
  ZSTD_freeDStream(stream);
  EXPECT_EQ(left, 0u) << "the frame does not end";
  EXPECT_EQ(in.pos, packed.size());
  EXPECT_EQ(space.pos, size);
  out.resize(space.pos);
  return out;
}

}  // namespace trialkeep::http::testing

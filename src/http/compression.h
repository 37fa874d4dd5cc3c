#pragma once
// Compression of answers: of bodies that are whole (libdeflate, libzstd) and of bodies made piece by piece
// (zlib, libzstd). A zstd answer never asks its reader for a window above 8 MiB (RFC 9659).

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/status.h"

struct libdeflate_compressor;
struct ZSTD_CCtx_s;

namespace trialkeep::http {

// A content coding (RFC 9110 section 8.4.1).
enum class Coding { kIdentity, kGzip, kZstd };

// Its name in a header: "gzip", "zstd"; "identity".
std::string_view coding_name(Coding coding);

// For whole bodies. One object a thread: it keeps its working memory.
class Compressor {
 public:
  Compressor();

  // The same for the same bytes; nullopt when that would not be smaller than `bytes`, or memory is short.
  std::optional<std::string> compress(Coding coding, std::string_view bytes);

 private:
  struct Free {
    void operator()(libdeflate_compressor* compressor) const;
    void operator()(ZSTD_CCtx_s* context) const;
  };
  std::unique_ptr<libdeflate_compressor, Free> gzip_;  // null when memory is short, as is the next
  std::unique_ptr<ZSTD_CCtx_s, Free> zstd_;
};

// For one body, piece by piece. Working memory below 2 MiB.
class StreamEncoder {
 public:
  virtual ~StreamEncoder() = default;

  // Appends to `out` what is ready; at most little more than `bytes`.
  virtual Status write(std::string_view bytes, std::string& out) = 0;
  // Appends the rest. The last call.
  virtual Status finish(std::string& out) = 0;

  // Null for kIdentity, and when memory is short.
  static std::unique_ptr<StreamEncoder> make(Coding coding);
};

}  // namespace trialkeep::http

#pragma once
// Compression of an answer's body (libdeflate). One object a thread: it keeps its working memory.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct libdeflate_compressor;

namespace trialkeep::http {

class GzipCompressor {
 public:
  // `level` from 1 (fast) to 12 (small).
  explicit GzipCompressor(int level);

  // One gzip member, the same for the same bytes; nullopt when that would not be smaller than `bytes`.
  std::optional<std::string> compress(std::string_view bytes);

 private:
  struct Free {
    void operator()(libdeflate_compressor* compressor) const;
  };
  std::unique_ptr<libdeflate_compressor, Free> compressor_;  // null when memory is short: nothing is compressed
};

}  // namespace trialkeep::http

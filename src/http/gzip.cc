#include "http/gzip.h"

#include <libdeflate.h>

namespace trialkeep::http {

GzipCompressor::GzipCompressor(int level) : compressor_(libdeflate_alloc_compressor(level)) {}

void GzipCompressor::Free::operator()(libdeflate_compressor* compressor) const {
  libdeflate_free_compressor(compressor);
}

std::optional<std::string> GzipCompressor::compress(std::string_view bytes) {
  if (compressor_ == nullptr || bytes.empty()) {
    return std::nullopt;
  }
  std::string out(bytes.size() - 1, '\0');
  const std::size_t size =
      libdeflate_gzip_compress(compressor_.get(), bytes.data(), bytes.size(), out.data(), out.size());
  if (size == 0) {
    return std::nullopt;
  }
  out.resize(size);
  return out;
}

}  // namespace trialkeep::http

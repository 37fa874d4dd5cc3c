#include "http/compression.h"

#include <algorithm>
#include <cstring>
#include <libdeflate.h>
#include <zlib.h>
#include <zstd.h>

namespace trialkeep::http {
namespace {

// The fastest of each: an answer is read once. zstd's uses a window of 512 KiB.
constexpr int kDeflateLevel = 1;
constexpr int kZstdLevel = 1;
constexpr std::size_t kSpaceBytes = 64u << 10;  // offered to an encoder at a time

class GzipStream final : public StreamEncoder {
 public:
  GzipStream() {
    constexpr int kWindowBits = 15 + 16;  // of zlib, with a gzip header
    constexpr int kMemoryLevel = 8;
    std::memset(&stream_, 0, sizeof stream_);
    ready_ = ::deflateInit2(&stream_, kDeflateLevel, Z_DEFLATED, kWindowBits, kMemoryLevel, Z_DEFAULT_STRATEGY) == Z_OK;
  }
  ~GzipStream() override {
    if (ready_) {
      ::deflateEnd(&stream_);
    }
  }
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  bool ready() const { return ready_; }
  Status write(std::string_view bytes, std::string& out) override {
    while (!bytes.empty()) {
      const std::string_view part = bytes.substr(0, kSpaceBytes);
      RETURN_IF_ERROR(run(part, Z_NO_FLUSH, out));
      bytes.remove_prefix(part.size());
    }
    return absl::OkStatus();
  }
  Status finish(std::string& out) override { return run({}, Z_FINISH, out); }

 private:
  Status run(std::string_view bytes, int flush, std::string& out) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib does not write there
    stream_.avail_in = static_cast<uInt>(bytes.size());
    int result = Z_OK;
    do {
      const std::size_t before = out.size();
      out.resize(before + kSpaceBytes);
      stream_.next_out = reinterpret_cast<Bytef*>(out.data() + before);
      stream_.avail_out = static_cast<uInt>(kSpaceBytes);
      result = ::deflate(&stream_, flush);
      out.erase(out.size() - stream_.avail_out);
      if (result == Z_STREAM_ERROR) {
        return absl::InternalError("gzip cannot go on");
      }
    } while (stream_.avail_in > 0 || stream_.avail_out == 0 || (flush == Z_FINISH && result != Z_STREAM_END));
    return absl::OkStatus();
  }

  z_stream stream_;
  bool ready_ = false;
};

class ZstdStream final : public StreamEncoder {
 public:
  ZstdStream() : context_(::ZSTD_createCCtx()) {
    if (context_ != nullptr) {
      ::ZSTD_CCtx_setParameter(context_, ZSTD_c_compressionLevel, kZstdLevel);
    }
  }
  ~ZstdStream() override { ::ZSTD_freeCCtx(context_); }
  ZstdStream(const ZstdStream&) = delete;
  ZstdStream& operator=(const ZstdStream&) = delete;

  bool ready() const { return context_ != nullptr; }
  Status write(std::string_view bytes, std::string& out) override { return run(bytes, ZSTD_e_continue, out); }
  Status finish(std::string& out) override { return run({}, ZSTD_e_end, out); }

 private:
  Status run(std::string_view bytes, ZSTD_EndDirective directive, std::string& out) {
    ZSTD_inBuffer in = {bytes.data(), bytes.size(), 0};
    std::size_t left = 0;
    do {
      const std::size_t before = out.size();
      out.resize(before + kSpaceBytes);
      ZSTD_outBuffer space = {out.data() + before, kSpaceBytes, 0};
      left = ::ZSTD_compressStream2(context_, &space, &in, directive);
      out.resize(before + space.pos);
      if (::ZSTD_isError(left) != 0) {
        return absl::InternalError("zstd cannot go on");
      }
    } while (in.pos < in.size || (directive == ZSTD_e_end && left > 0));
    return absl::OkStatus();
  }

  ZSTD_CCtx* context_;
};

template <typename Stream>
std::unique_ptr<StreamEncoder> if_ready(std::unique_ptr<Stream> stream) {
  return stream->ready() ? std::unique_ptr<StreamEncoder>(std::move(stream)) : nullptr;
}

}  // namespace

std::string_view coding_name(Coding coding) {
  switch (coding) {
    case Coding::kGzip:
      return "gzip";
    case Coding::kZstd:
      return "zstd";
    case Coding::kIdentity:
      break;
  }
  return "identity";
}

Compressor::Compressor() : gzip_(::libdeflate_alloc_compressor(kDeflateLevel)), zstd_(::ZSTD_createCCtx()) {}

void Compressor::Free::operator()(libdeflate_compressor* compressor) const { ::libdeflate_free_compressor(compressor); }
void Compressor::Free::operator()(ZSTD_CCtx_s* context) const { ::ZSTD_freeCCtx(context); }

std::optional<std::string> Compressor::compress(Coding coding, std::string_view bytes) {
  if (bytes.empty() || coding == Coding::kIdentity || gzip_ == nullptr || zstd_ == nullptr) {
    return std::nullopt;
  }
  std::string out(bytes.size() - 1, '\0');
  std::size_t size = 0;
  if (coding == Coding::kGzip) {
    size = ::libdeflate_gzip_compress(gzip_.get(), bytes.data(), bytes.size(), out.data(), out.size());
  } else {
    size = ::ZSTD_compressCCtx(zstd_.get(), out.data(), out.size(), bytes.data(), bytes.size(), kZstdLevel);
    size = ::ZSTD_isError(size) != 0 ? 0 : size;
  }
  if (size == 0) {
    return std::nullopt;
  }
  out.resize(size);
  return out;
}

std::unique_ptr<StreamEncoder> StreamEncoder::make(Coding coding) {
  switch (coding) {
    case Coding::kGzip:
      return if_ready(std::make_unique<GzipStream>());
    case Coding::kZstd:
      return if_ready(std::make_unique<ZstdStream>());
    case Coding::kIdentity:
      break;
  }
  return nullptr;
}

}  // namespace trialkeep::http

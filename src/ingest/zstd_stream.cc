#include "ingest/zstd_stream.h"

#include <utility>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/check.h"
#include "base/strings.h"
#include "ingest/unpack_errors.h"

namespace trialkeep::ingest {
namespace {

class ZstdStream final : public ByteStream {
 public:
  ZstdStream(std::unique_ptr<BufferedStream> packed, std::string name)
      : packed_(std::move(packed)), name_(std::move(name)), context_(ZSTD_createDCtx()) {
    CHECK(context_ != nullptr);
    CHECK(!ZSTD_isError(ZSTD_DCtx_setParameter(context_, ZSTD_d_windowLogMax, kZstdWindowLog)));
  }
  ~ZstdStream() override { ZSTD_freeDCtx(context_); }
  ZstdStream(const ZstdStream&) = delete;
  ZstdStream& operator=(const ZstdStream&) = delete;

  StatusOr<std::size_t> read(char* out, std::size_t size) override {
    ZSTD_outBuffer output = {out, size, 0};
    while (output.pos == 0 && !done_ && failure_.ok()) {
      failure_ = step(output);
    }
    if (output.pos == 0 && !failure_.ok()) {
      return failure_;
    }
    return output.pos;
  }

  std::optional<std::uint64_t> doubtful_bytes() const override {
    return is_doubtful_ ? std::optional(frame_bytes_) : std::nullopt;
  }

 private:
  // Gives the unpacker what is buffered, once.
  Status step(ZSTD_outBuffer& output) {
    ASSIGN_OR_RETURN(const std::string_view bytes, packed_->available());
    if (bytes.empty() && frame_ended_) {
      done_ = true;
      return absl::OkStatus();
    }
    ZSTD_inBuffer input = {bytes.data(), bytes.size(), 0};
    const std::size_t result = ZSTD_decompressStream(context_, &output, &input);
    packed_->consume(input.pos);
    frame_bytes_ = (frame_ended_ ? 0 : frame_bytes_) + output.pos;
    if (ZSTD_isError(result)) {
      return failure_of(result);
    }
    frame_ended_ = result == 0;
    if (bytes.empty() && output.pos == 0 && !frame_ended_) {
      return cut_off_error(name_, packed_->position());
    }
    return absl::OkStatus();
  }

  Status failure_of(std::size_t result) {
    switch (ZSTD_getErrorCode(result)) {
      case ZSTD_error_frameParameter_windowTooLarge:
        return absl::InvalidArgumentError(concat(name_, " was packed with a window above ", (1 << kZstdWindowLog) >> 20,
                                                 " MiB; pack it again with zstd --long=", kZstdWindowLog, " or less"));
      case ZSTD_error_dictionary_wrong:
        return absl::InvalidArgumentError(
            concat(name_, " needs a zstd dictionary, which is not known here; pack it again without one"));
      default:
        is_doubtful_ = true;
        return doubtful_error(name_, packed_->position(), ZSTD_getErrorName(result));
    }
  }

  const std::unique_ptr<BufferedStream> packed_;
  const std::string name_;
  ZSTD_DCtx* const context_;
  bool frame_ended_ = false;
  std::uint64_t frame_bytes_ = 0;  // given of the frame that ended last or is under way
  bool is_doubtful_ = false;
  bool done_ = false;
  Status failure_;
};

}  // namespace

std::unique_ptr<ByteStream> zstd_stream(std::unique_ptr<BufferedStream> packed, std::string name) {
  return std::make_unique<ZstdStream>(std::move(packed), std::move(name));
}

}  // namespace trialkeep::ingest

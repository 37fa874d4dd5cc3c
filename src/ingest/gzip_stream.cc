#include "ingest/gzip_stream.h"

#define ZLIB_CONST
#include <algorithm>
#include <limits>
#include <utility>
#include <zlib.h>

#include "base/check.h"
#include "ingest/unpack_errors.h"

namespace trialkeep::ingest {
namespace {

constexpr int kWindowBits = 15;
constexpr int kGzipWrapper = 16;

class InflateStream final : public ByteStream {
 public:
  // `owned` may be null; `packed` is what is read.
  InflateStream(std::unique_ptr<BufferedStream> owned, BufferedStream& packed, bool gzip, std::string name)
      : owned_(std::move(owned)), packed_(packed), gzip_(gzip), name_(std::move(name)) {
    CHECK(::inflateInit2(&state_, gzip ? kWindowBits + kGzipWrapper : -kWindowBits) == Z_OK);
  }
  ~InflateStream() override { ::inflateEnd(&state_); }
  InflateStream(const InflateStream&) = delete;
  InflateStream& operator=(const InflateStream&) = delete;

  StatusOr<std::size_t> read(char* out, std::size_t size) override {
    size = std::min<std::size_t>(size, std::numeric_limits<uInt>::max());
    state_.next_out = reinterpret_cast<Bytef*>(out);
    state_.avail_out = static_cast<uInt>(size);
    while (state_.avail_out == size && !done_ && failure_.ok()) {
      failure_ = step();
    }
    const std::size_t produced = size - state_.avail_out;
    if (produced == 0 && !failure_.ok()) {
      return failure_;
    }
    return produced;
  }

  std::optional<std::uint64_t> doubtful_bytes() const override {
    return is_doubtful_ ? std::optional<std::uint64_t>(state_.total_out) : std::nullopt;
  }

 private:
  // Gives the unpacker what is buffered, once.
  Status step() {
    ASSIGN_OR_RETURN(const std::string_view input, packed_.available());
    if (member_ended_) {
      return begin_next_member(input);
    }
    if (input.empty()) {
      return cut_off_error(name_, packed_.position());
    }
    state_.next_in = reinterpret_cast<const Bytef*>(input.data());
    state_.avail_in = static_cast<uInt>(input.size());
    const int result = ::inflate(&state_, Z_NO_FLUSH);
    packed_.consume(input.size() - state_.avail_in);
    if (result == Z_STREAM_END) {
      member_ended_ = true;
      done_ = !gzip_;
      return absl::OkStatus();
    }
    if (result == Z_OK || result == Z_BUF_ERROR) {
      return absl::OkStatus();
    }
    is_doubtful_ = true;
    const char* reason = result == Z_MEM_ERROR ? "no memory" : state_.msg != nullptr ? state_.msg : "not deflate";
    return doubtful_error(name_, packed_.position(), reason);
  }

  Status begin_next_member(std::string_view input) {
    if (input.empty()) {
      done_ = true;
      return absl::OkStatus();
    }
    if (input.front() == '\0') {
      const std::size_t padding = std::min(input.find_first_not_of('\0'), input.size());
      packed_.consume(padding);
      return absl::OkStatus();
    }
    if (input.front() != '\x1f') {
      return damaged_error(name_, packed_.position(), "bytes behind the end of the gzip data that are not gzip");
    }
    member_ended_ = false;
    ::inflateReset(&state_);
    return absl::OkStatus();
  }

  const std::unique_ptr<BufferedStream> owned_;
  BufferedStream& packed_;
  const bool gzip_;
  const std::string name_;
  z_stream state_ = {};
  bool member_ended_ = false;
  bool done_ = false;
  bool is_doubtful_ = false;  // what the member under way gave
  Status failure_;
};

}  // namespace

std::unique_ptr<ByteStream> gzip_stream(std::unique_ptr<BufferedStream> packed, std::string name) {
  BufferedStream& input = *packed;
  return std::make_unique<InflateStream>(std::move(packed), input, true, std::move(name));
}

std::unique_ptr<ByteStream> deflate_stream(BufferedStream& packed, std::string name) {
  return std::make_unique<InflateStream>(nullptr, packed, false, std::move(name));
}

}  // namespace trialkeep::ingest

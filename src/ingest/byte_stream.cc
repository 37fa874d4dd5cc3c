#include "ingest/byte_stream.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.h"

namespace trialkeep::ingest {

BufferedStream::BufferedStream(std::unique_ptr<ByteStream> stream)
    : stream_(std::move(stream)), buffer_(new char[kBufferBytes]) {}

void BufferedStream::fill() {
  auto got = stream_->read(buffer_.get() + end_, kBufferBytes - end_);
  if (!got.ok()) {
    failure_ = got.status();
    at_end_ = true;
  } else if (*got == 0) {
    at_end_ = true;
  } else {
    end_ += *got;
  }
}

StatusOr<std::string_view> BufferedStream::available() {
  if (begin_ == end_ && !at_end_) {
    begin_ = end_ = 0;
    fill();
  }
  if (begin_ == end_ && !failure_.ok()) {
    return failure_;
  }
  return std::string_view(buffer_.get() + begin_, end_ - begin_);
}

std::string_view BufferedStream::peek(std::size_t size) {
  CHECK(size <= kBufferBytes);
  if (end_ - begin_ < size && begin_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  while (end_ - begin_ < size && !at_end_) {
    fill();
  }
  return {buffer_.get() + begin_, std::min(size, end_ - begin_)};
}

void BufferedStream::consume(std::size_t size) {
  CHECK(size <= end_ - begin_);
  begin_ += size;
  position_ += size;
}

}  // namespace trialkeep::ingest

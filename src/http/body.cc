#include "http/body.h"

#include <utility>

#include "base/check.h"

namespace trialkeep::http {
namespace {

class Pieces final : public PiecewiseBody {
 public:
  explicit Pieces(NextPiece next) : next_(std::move(next)) {}

 private:
  Status append_piece(std::string& out) override {
    const std::size_t before = out.size();
    for (bool is_there = true; is_there && out.size() == before;) {
      ASSIGN_OR_RETURN(is_there, next_(out));
    }
    return absl::OkStatus();
  }

  NextPiece next_;
};

}  // namespace

Status BodyProducer::append(std::size_t bytes_max, std::string& out) {
  constexpr std::size_t kFramingBytes = 16;  // that will follow: a string that grows by little doubles its memory
  ASSIGN_OR_RETURN(const std::string_view piece, next_within(bytes_max));
  out.reserve(out.size() + piece.size() + kFramingBytes);
  out += piece;
  return absl::OkStatus();
}

StatusOr<std::string_view> BodyProducer::next_within(std::size_t bytes_max) {
  ASSIGN_OR_RETURN(const std::string_view piece, next(bytes_max));
  if (piece.size() > bytes_max) {
    return absl::InternalError("the producer of the body gave more than it was asked for");
  }
  return piece;
}

StatusOr<std::string_view> PiecewiseBody::next(std::size_t bytes_max) {
  if (at_ == piece_.size()) {
    piece_.clear();
    at_ = 0;
    RETURN_IF_ERROR(append_piece(piece_));
  }
  const std::string_view part = std::string_view(piece_).substr(at_, bytes_max);
  at_ += part.size();
  return part;
}

Status PiecewiseBody::append(std::size_t bytes_max, std::string& out) {
  return at_ < piece_.size() ? BodyProducer::append(bytes_max, out) : append_piece(out);
}

void BodyProducer::narrow(std::uint64_t, std::uint64_t) { CHECK(!"a body that cannot be narrowed"); }

std::unique_ptr<BodyProducer> produce_pieces(NextPiece next) { return std::make_unique<Pieces>(std::move(next)); }

FileBody::FileBody(std::unique_ptr<os::MappedFile> file) : file_(std::move(file)), rest_(file_->bytes()) {}

StatusOr<std::unique_ptr<FileBody>> FileBody::open(os::FileSystem& files, const std::string& path) {
  ASSIGN_OR_RETURN(auto file, files.map(path));
  return std::unique_ptr<FileBody>(new FileBody(std::move(file)));
}

StatusOr<std::string_view> FileBody::next(std::size_t bytes_max) {
  const std::string_view part = rest_.substr(0, bytes_max);
  rest_.remove_prefix(part.size());
  return part;
}

void FileBody::narrow(std::uint64_t first, std::uint64_t end) {
  CHECK(first < end && end <= rest_.size());
  rest_ = rest_.substr(first, end - first);
}

}  // namespace trialkeep::http

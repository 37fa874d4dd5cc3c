#include "http/shared_body.h"

#include <thread>

#include "http/made_body.h"
#include "support/support.h"

namespace trialkeep::http {
namespace {

using testing::made_text;
using trialkeep::testing::TemporaryFolder;

constexpr std::size_t kPieceBytes = 1'000;
constexpr std::size_t kPieces = 300;

struct Making {
  std::atomic<std::size_t> pieces = 0;
  std::atomic<bool> is_making = false;
  std::size_t fails_at = SIZE_MAX;
};

// Pieces of made_text(kPieces * kPieceBytes); fails where two make at once.
NextPiece pieces_of(Making& making) {
  return [&making, text = made_text(kPieces * kPieceBytes)](std::string& out) -> StatusOr<bool> {
    if (making.is_making.exchange(true)) {
      return absl::InternalError("two are making");
    }
    const std::size_t which = making.pieces++;
    making.is_making = false;
    if (which == making.fails_at) {
      return absl::DataLossError("on purpose");
    }
    if (which < kPieces) {
      out += text.substr(which * kPieceBytes, kPieceBytes);
    }
    return which < kPieces;
  };
}

// All that comes, or up to `bytes` of it.
std::string read_from(BodyProducer& body, std::size_t piece_bytes, std::size_t bytes = SIZE_MAX) {
  std::string out;
  while (out.size() < bytes) {
    const auto piece = body.next(std::min(piece_bytes, bytes - out.size()));
    EXPECT_OK(piece);
    if (!piece.ok() || piece->empty()) {
      break;
    }
    out += *piece;
  }
  return out;
}

class SharedBodyTest : public ::testing::Test {
 protected:
  std::shared_ptr<SharedBody> make() {
    auto body = SharedBody::make_in({folder_ / "missing", folder_.path()}, pieces_of(making_));
    EXPECT_OK(body);
    return *std::move(body);
  }

  TemporaryFolder folder_;
  Making making_;
  const std::string text_ = made_text(kPieces * kPieceBytes);
};

TEST_F(SharedBodyTest, IsMadeNoFurtherThanItIsRead) {
  const auto body = make();
  EXPECT_EQ(making_.pieces, 0u);
  const auto reading = body->read();
  EXPECT_EQ(read_from(*reading, 700, 5'000), text_.substr(0, 5'000));
  EXPECT_LE(making_.pieces, 6u);
  EXPECT_FALSE(body->is_whole());
  EXPECT_EQ(reading->size_bytes(), std::nullopt);
  EXPECT_FALSE(reading->can_narrow());
}

TEST_F(SharedBodyTest, GoesOnWhereAReaderWentAway) {
  const auto body = make();
  (void)read_from(*body->read(), 5'000, 100'000);
  const std::size_t before = making_.pieces;
  const auto reading = body->read();
  EXPECT_EQ(read_from(*reading, 5'000, 100'000), text_.substr(0, 100'000));
  EXPECT_EQ(making_.pieces, before);
  EXPECT_TRUE(read_from(*reading, 5'000) == text_.substr(100'000));
  EXPECT_TRUE(body->is_whole());
  EXPECT_EQ(making_.pieces, kPieces + 1) << "each once, and the end";
}

TEST_F(SharedBodyTest, GivesPartsOnceItIsWhole) {
  const auto body = make();
  const auto before = body->read();
  (void)read_from(*before, 1 << 18);
  EXPECT_FALSE(before->can_narrow()) << "it was not when that reading began";
  const auto whole = body->read();
  EXPECT_EQ(whole->size_bytes(), text_.size());
  EXPECT_TRUE(read_from(*whole, 1 << 18) == text_);
  const auto part = body->read();
  ASSERT_TRUE(part->can_narrow());
  part->narrow(1'234, 5'678);
  EXPECT_EQ(part->size_bytes(), 5'678u - 1'234u);
  EXPECT_EQ(read_from(*part, 1'000), text_.substr(1'234, 5'678 - 1'234));
}

TEST_F(SharedBodyTest, IsReadByManyAtOnce) {
  const auto body = make();
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    threads.emplace_back([&, i] { right += read_from(*body->read(), 500 + 777 * i) == text_ ? 1 : 0; });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(right, 6);
  EXPECT_EQ(making_.pieces, kPieces + 1);
}

TEST_F(SharedBodyTest, FailsForAllThatComeToThePlace) {
  making_.fails_at = 10;
  const auto body = make();
  for (int i = 0; i < 2; ++i) {
    const auto reading = body->read();
    EXPECT_EQ(read_from(*reading, 1'000, 10 * kPieceBytes), text_.substr(0, 10 * kPieceBytes));
    EXPECT_TRUE(absl::IsDataLoss(reading->next(1).status()));
  }
  EXPECT_TRUE(absl::IsDataLoss(body->failure()));
  EXPECT_EQ(making_.pieces, 11u);
  EXPECT_FALSE(body->is_whole());
}

// A disk of so many bytes.
class SmallFile final : public os::TemporaryFile {
 public:
  Status append(std::string_view bytes) override {
    bytes_ += bytes;
    return bytes_.size() > 50'000 ? absl::ResourceExhaustedError("full") : absl::OkStatus();
  }
  Status read(std::uint64_t offset, std::size_t size, std::string& out) override {
    out = bytes_.substr(offset, size);
    return absl::OkStatus();
  }

 private:
  std::string bytes_;
};

TEST_F(SharedBodyTest, FailsWhereTheDiskIsFull) {
  const auto body = SharedBody::make(std::make_unique<SmallFile>(), pieces_of(making_));
  const auto reading = body->read();
  EXPECT_EQ(read_from(*reading, 1'000, 50'000), text_.substr(0, 50'000));
  EXPECT_TRUE(absl::IsResourceExhausted(reading->next(1).status()));
}

TEST_F(SharedBodyTest, SaysThatNoFileCanBeMade) {
  EXPECT_FALSE(SharedBody::make_in({folder_ / "missing"}, pieces_of(making_)).ok());
  EXPECT_FALSE(SharedBody::make_in({}, pieces_of(making_)).ok());
}

TEST_F(SharedBodyTest, MayBeEmpty) {
  const auto body = SharedBody::make_in({folder_.path()}, [](std::string&) { return false; });
  ASSERT_OK(body);
  EXPECT_EQ(read_from(*(*body)->read(), 10), "");
  EXPECT_EQ((*body)->read()->size_bytes(), 0u);
  EXPECT_EQ(read_from(*(*body)->read(), 10), "");
}

}  // namespace
}  // namespace trialkeep::http

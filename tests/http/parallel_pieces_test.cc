#include "http/parallel_pieces.h"

#include <chrono>
#include <thread>

#include "base/limits.h"
#include "base/random.h"
#include "base/strings.h"
#include "support/support.h"

namespace trialkeep::http::testing {
namespace {

std::string piece_text(std::size_t piece, std::size_t size) {
  return concat("<", piece, std::string(size, static_cast<char>('a' + piece % 26)), ">");
}

// All of a body, asked for as whole pieces or as parts of them.
StatusOr<std::string> drained(BodyProducer& body, std::size_t bytes_max, bool by_append) {
  std::string all;
  while (true) {
    if (by_append) {
      std::string out;
      RETURN_IF_ERROR(body.append(bytes_max, out));
      if (out.empty()) {
        return all;
      }
      all += out;
    } else {
      ASSIGN_OR_RETURN(const std::string_view part, body.next(bytes_max));
      EXPECT_LE(part.size(), bytes_max);
      if (part.empty()) {
        return all;
      }
      all += part;
    }
  }
}

TEST(ParallelPieces, GivesThePiecesInTheirOrderHoweverLongEachTakes) {
  constexpr std::uint64_t kSeed = 20'261'127;
  Random random(kSeed);
  for (int round = 0; round < 40; ++round) {
    const std::size_t pieces = 1 + random.below(30);
    std::vector<std::size_t> sizes;
    std::vector<int> times_us;
    std::string whole;
    for (std::size_t i = 0; i < pieces; ++i) {
      sizes.push_back(random.below(2) == 0 ? random.below(50) : random.below(400'000));
      times_us.push_back(static_cast<int>(random.below(500)));
      whole += piece_text(i, sizes[i]);
    }
    std::vector<std::atomic<int>> made(pieces);
    const bool has_first = random.below(2) == 0;
    made[0] += has_first ? 1 : 0;
    const auto body = produce_in_parallel(
        pieces,
        [&](std::size_t piece, std::string& out) {
          EXPECT_EQ(out, "");
          ++made[piece];
          std::this_thread::sleep_for(std::chrono::microseconds(times_us[piece]));
          out = piece_text(piece, sizes[piece]);
          return absl::OkStatus();
        },
        has_first ? piece_text(0, sizes[0]) : "");
    const std::size_t bytes_max = 1 + random.below(300'000);
    EXPECT_TRUE(drained(*body, bytes_max, random.below(2) == 0).value() == whole) << "seed " << kSeed;
    EXPECT_THAT(made, ::testing::Each(::testing::Eq(1))) << "seed " << kSeed;
  }
}

TEST(ParallelPieces, AreMadeByTwoThreads) {
  std::atomic<int> at_once = 0;
  std::atomic<bool> were_two = false;
  const auto body = produce_in_parallel(
      200,
      [&](std::size_t piece, std::string& out) {
        were_two = ++at_once == 2 || were_two;
        for (int i = 0; i < 100 && !were_two; ++i) {
          std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        --at_once;
        out = piece_text(piece, 10);
        return absl::OkStatus();
      },
      "");
  EXPECT_OK(drained(*body, 1000, true).status());
  EXPECT_TRUE(were_two);
}

TEST(ParallelPieces, BeginNoneWhileEnoughIsWaiting) {
  constexpr std::size_t kPieceBytes = 300'000;
  std::atomic<std::size_t> made = 0;
  const auto body = produce_in_parallel(
      100,
      [&](std::size_t piece, std::string& out) {
        out = piece_text(piece, kPieceBytes);
        ++made;
        return absl::OkStatus();
      },
      "");
  std::string out;
  ASSERT_OK(body->append(1, out));
  // The helper gives up after a while, and is called again when more is taken.
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_LE(made, 1 + limits::kAheadBytes / 4 / kPieceBytes + 2);
  std::string rest = drained(*body, 1, true).value();
  EXPECT_EQ(made, 100u);
  EXPECT_TRUE(rest.ends_with(piece_text(99, kPieceBytes)));
}

TEST(ParallelPieces, FailWhenTheTurnOfTheFailedOneComes) {
  for (const bool throws : {false, true}) {
    for (std::size_t bad = 0; bad < 6; ++bad) {
      const auto body = produce_in_parallel(
          6,
          [&](std::size_t piece, std::string& out) -> Status {
            out = piece_text(piece, 10);
            if (piece == bad && throws) {
              throw 7;
            }
            return piece == bad ? absl::DataLossError("on purpose") : absl::OkStatus();
          },
          "");
      Status status;
      for (std::size_t piece = 0; status.ok(); ++piece) {
        std::string out;
        status = body->append(1000, out);
        ASSERT_LE(piece, bad);
        EXPECT_EQ(status.ok(), piece < bad);
      }
      EXPECT_EQ(status.code(), throws ? absl::StatusCode::kInternal : absl::StatusCode::kDataLoss);
    }
  }
}

TEST(ParallelPieces, CanBeLeftAtAnyTime) {
  for (std::size_t taken = 0; taken < 8; ++taken) {
    const auto body = produce_in_parallel(
        1000,
        [](std::size_t piece, std::string& out) {
          out = piece_text(piece, 100'000);
          return absl::OkStatus();
        },
        "");
    for (std::size_t i = 0; i < taken; ++i) {
      std::string out;
      ASSERT_OK(body->append(1, out));
    }
  }
}

}  // namespace
}  // namespace trialkeep::http::testing

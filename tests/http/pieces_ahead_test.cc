#include "http/pieces_ahead.h"

#include "base/limits.h"
#include "support/support.h"

namespace trialkeep::http::testing {
namespace {

using Taken = PiecesAhead::Taken;

AnswerPiece piece_of(std::string body) { return {"head", std::move(body)}; }

TEST(PiecesAhead, AreTakenInTheirOrderAndEndAfterTheLast) {
  PiecesAhead ahead;
  EXPECT_TRUE(ahead.put(piece_of("a"), false, absl::OkStatus()).go_on);
  EXPECT_FALSE(ahead.put(piece_of("b"), true, absl::OkStatus()).go_on);
  AnswerPiece piece;
  bool resume = true;
  EXPECT_EQ(ahead.take(piece, resume), Taken::kPiece);
  EXPECT_EQ(piece.body, "a");
  EXPECT_EQ(piece.head, "head");
  EXPECT_FALSE(resume);
  EXPECT_EQ(ahead.take(piece, resume), Taken::kPiece);
  EXPECT_EQ(piece.body, "b");
  EXPECT_EQ(ahead.take(piece, resume), Taken::kEnd);
  EXPECT_FALSE(resume);
}

TEST(PiecesAhead, WakeTheLoopOnceForEachTimeThatItWaits) {
  PiecesAhead ahead;
  AnswerPiece piece;
  bool resume = false;
  EXPECT_EQ(ahead.take(piece, resume), Taken::kWait);
  EXPECT_TRUE(ahead.put(piece_of("a"), false, absl::OkStatus()).wake);
  EXPECT_FALSE(ahead.put(piece_of("b"), false, absl::OkStatus()).wake);
  EXPECT_EQ(ahead.take(piece, resume), Taken::kPiece);
  EXPECT_EQ(ahead.take(piece, resume), Taken::kPiece);
  EXPECT_EQ(ahead.take(piece, resume), Taken::kWait);
  // An end that is nothing but the end wakes it as well.
  EXPECT_TRUE(ahead.put(AnswerPiece(), true, absl::OkStatus()).wake);
  EXPECT_EQ(ahead.take(piece, resume), Taken::kEnd);
}

TEST(PiecesAhead, StopTheMakerWhenEnoughIsWaitingAndResumeItWhenHalfIsGone) {
  PiecesAhead ahead;
  const std::string quarter(limits::kAheadBytes / 8, 'x');  // of the half that may wait here
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(ahead.put(piece_of(quarter), false, absl::OkStatus()).go_on);
  }
  EXPECT_FALSE(ahead.put(piece_of(quarter), false, absl::OkStatus()).go_on);
  AnswerPiece piece;
  bool resume = true;
  EXPECT_EQ(ahead.take(piece, resume), Taken::kPiece);
  EXPECT_FALSE(resume);
  EXPECT_EQ(ahead.take(piece, resume), Taken::kPiece);
  EXPECT_TRUE(resume);
  EXPECT_EQ(ahead.take(piece, resume), Taken::kPiece);
  EXPECT_FALSE(resume) << "there is never more than one maker";
  EXPECT_EQ(ahead.take(piece, resume), Taken::kPiece);
  EXPECT_EQ(ahead.take(piece, resume), Taken::kWait);
}

TEST(PiecesAhead, FailBehindWhatWasMadeBefore) {
  PiecesAhead ahead;
  (void)ahead.put(piece_of("a"), false, absl::OkStatus());
  EXPECT_FALSE(ahead.put(piece_of("half"), false, absl::DataLossError("on purpose")).go_on);
  AnswerPiece piece;
  bool resume = false;
  EXPECT_EQ(ahead.take(piece, resume), Taken::kPiece);
  EXPECT_EQ(piece.body, "a");
  EXPECT_FALSE(resume);
  EXPECT_EQ(ahead.take(piece, resume), Taken::kFailed);
}

TEST(PiecesAhead, GiveTheMakerTheMemoryOfWhatHasBeenSent) {
  PiecesAhead ahead;
  (void)ahead.put(piece_of(std::string(100'000, 'x')), false, absl::OkStatus());
  AnswerPiece sent = piece_of(std::string(200'000, 'y'));
  bool resume = false;
  EXPECT_EQ(ahead.take(sent, resume), Taken::kPiece);
  EXPECT_EQ(sent.body.size(), 100'000u);
  EXPECT_GE(ahead.space().body.capacity(), 200'000u);
}

}  // namespace
}  // namespace trialkeep::http::testing

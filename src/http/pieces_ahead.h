#pragma once
// The pieces of an answer that a thread of the pool makes while the event loop sends those before. The maker goes on as
// long as little enough is waiting, so that neither thread waits for the other at every piece.

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <utility>

#include "base/limits.h"
#include "base/status.h"

namespace trialkeep::http {

// What is sent as one.
struct AnswerPiece {
  std::string head;  // what frames the body
  std::string body;
};

// Made when the first maker is given to the pool; there is never more than one.
class PiecesAhead {
 public:
  // From the maker. Memory to make the next piece in; what it holds has no meaning.
  AnswerPiece space() {
    const std::lock_guard lock(mutex_);
    return std::exchange(spare_, AnswerPiece());
  }

  struct Next {
    bool wake = false;   // the loop waits for a piece, and is to be told
    bool go_on = false;  // the maker is to make another piece; else it touches nothing of the answer any more
  };
  // From the maker: a piece, or with `is_last` the end of the answer, which may be empty; or why there is no more.
  Next put(AnswerPiece piece, bool is_last, Status status) {
    const std::lock_guard lock(mutex_);
    if (status.ok() && !piece.body.empty()) {
      made_bytes_ += piece.body.size();
      made_.push_back(std::move(piece));
    }
    has_ended_ = is_last || !status.ok();
    status_ = std::move(status);
    is_making_ = !has_ended_ && made_bytes_ < kMadeBytes;
    return {std::exchange(is_awaited_, false), is_making_};
  }

  enum class Taken {
    kPiece,
    kWait,  // one is being made: the maker will say when it is there
    kEnd,
    kFailed,
  };
  // From the loop: replaces `piece`, whose memory is used again, by the next. After kPiece `resume` says whether a
  // maker is to be given to the pool.
  Taken take(AnswerPiece& piece, bool& resume) {
    const std::lock_guard lock(mutex_);
    resume = false;
    if (made_.empty()) {
      is_awaited_ = is_making_;
      return is_making_ ? Taken::kWait : status_.ok() ? Taken::kEnd : Taken::kFailed;
    }
    std::swap(piece, made_.front());
    std::swap(spare_, made_.front());
    made_.pop_front();
    made_bytes_ -= piece.body.size();
    if (!is_making_ && !has_ended_ && made_bytes_ <= kMadeBytes / 2) {
      resume = is_making_ = true;
    }
    return Taken::kPiece;
  }

 private:
  // The rest is for what the body makes ahead by itself (parallel_pieces.h).
  static constexpr std::size_t kMadeBytes = limits::kAheadBytes / 2;

  std::mutex mutex_;
  std::deque<AnswerPiece> made_;
  std::size_t made_bytes_ = 0;  // in made_
  AnswerPiece spare_;
  bool is_making_ = true;    // a maker is at it, or has been given to the pool
  bool is_awaited_ = false;  // by the loop
  bool has_ended_ = false;   // no piece follows those in made_
  Status status_;            // why not
};

}  // namespace trialkeep::http

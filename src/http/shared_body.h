#pragma once
// A large body that is made once and sent to many. Whoever reads furthest makes the next piece, into a temporary file;
// the others read from there, and so does whoever comes later. So it costs little memory, is made no faster than its
// first reader takes it, and what was made for a reader who went away is not lost. Once it is whole, its length is
// known and parts of it can be had.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/status.h"
#include "http/body.h"
#include "os/temporary_file.h"

namespace trialkeep::http {

// Safe to use from several threads.
class SharedBody : public std::enable_shared_from_this<SharedBody> {
 public:
  // `next` is asked by one thread at a time.
  static std::shared_ptr<SharedBody> make(std::unique_ptr<os::TemporaryFile> file, NextPiece next);

  // With a file in the first of `folders` in which one can be made; the error of the last where there is none.
  static StatusOr<std::shared_ptr<SharedBody>> make_in(const std::vector<std::string>& folders, NextPiece next);

  // A body from the start. It can be narrowed if the whole has been made by now.
  std::unique_ptr<BodyProducer> read();

  bool is_whole() const;
  // What ended the making before the end, and ends each answer that comes to that place.
  Status failure() const;

 private:
  class Reading;

  SharedBody(std::unique_ptr<os::TemporaryFile> file, NextPiece next);
  // Makes more until there is a byte behind `offset`. False where there is none.
  StatusOr<bool> make_beyond(std::uint64_t offset);
  Status make_piece();

  const std::unique_ptr<os::TemporaryFile> file_;
  mutable std::mutex mutex_;  // for what follows, and for making
  NextPiece next_;
  bool is_whole_ = false;
  Status failure_;
  std::atomic<std::uint64_t> made_bytes_ = 0;
};

}  // namespace trialkeep::http

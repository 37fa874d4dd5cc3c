#include "http/parallel_pieces.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "os/environment.h"

namespace trialkeep::http {
namespace {

// Of the whole program: more would only take turns with the threads that they help.
std::atomic<unsigned> helpers_at_work = 0;
// It ends when there is nothing to do for it for so long, since the client is slow; others may be helped then.
constexpr auto kHelperPatience = std::chrono::milliseconds(50);

// Enough for two threads to be at work: what the client has not taken waits elsewhere.
constexpr std::size_t kWaitingBytes = limits::kAheadBytes / 4;

unsigned helpers_max() { return std::max(1u, os::core_count() - 1); }

class ParallelPieces final : public PiecewiseBody {
 public:
  ParallelPieces(std::size_t pieces, MakePiece make, std::string first) : make_(std::move(make)), slots_(pieces) {
    if (!first.empty()) {
      next_to_make_ = 1;
      waiting_bytes_ = first.size();
      slots_[0] = {true, std::move(first), {}};
    }
  }
  ~ParallelPieces() override {
    {
      const std::lock_guard lock(mutex_);
      is_over_ = true;
    }
    changed_.notify_all();
    if (helper_.joinable()) {
      helper_.join();
    }
  }

 private:
  struct Slot {
    bool is_made = false;
    std::string bytes;
    Status status;
  };

  Status append_piece(std::string& out) override {
    std::unique_lock lock(mutex_);
    if (next_ == slots_.size()) {
      return absl::OkStatus();
    }
    start_helper();
    Slot& slot = slots_[next_];
    while (!slot.is_made) {
      if (may_make()) {
        make_one(lock);
      } else {
        changed_.wait(lock);
      }
    }
    ++next_;
    waiting_bytes_ -= slot.bytes.size();
    if (out.empty()) {
      std::swap(out, slot.bytes);
    } else {
      out += slot.bytes;
    }
    spare_ = std::move(slot.bytes);
    changed_.notify_all();
    return std::move(slot.status);
  }

  void help() {
    std::unique_lock lock(mutex_);
    while (!is_over_ && next_to_make_ < slots_.size()) {
      if (may_make()) {
        make_one(lock);
      } else if (changed_.wait_for(lock, kHelperPatience) == std::cv_status::timeout && !may_make()) {
        break;
      }
    }
    is_helped_ = false;
    helpers_at_work.fetch_sub(1, std::memory_order_relaxed);
  }

  // The next to be taken always; others as long as little enough is waiting.
  bool may_make() const {
    return next_to_make_ < slots_.size() && (next_to_make_ == next_ || waiting_bytes_ < kWaitingBytes);
  }

  void make_one(std::unique_lock<std::mutex>& lock) {
    const std::size_t piece = next_to_make_++;
    std::string bytes = std::exchange(spare_, std::string());
    lock.unlock();
    bytes.clear();
    Status status = made(piece, bytes);
    lock.lock();
    waiting_bytes_ += bytes.size();
    slots_[piece] = {true, std::move(bytes), std::move(status)};
    changed_.notify_all();
  }

  Status made(std::size_t piece, std::string& out) const {
    try {
      return make_(piece, out);
    } catch (...) {  // no memory is left
      return absl::InternalError("the producer of the body has thrown");
    }
  }

  void start_helper() {
    if (is_helped_ || slots_.size() - next_to_make_ < 2) {
      return;
    }
    if (helpers_at_work.fetch_add(1, std::memory_order_relaxed) >= helpers_max()) {
      helpers_at_work.fetch_sub(1, std::memory_order_relaxed);
      return;
    }
    if (helper_.joinable()) {
      helper_.join();  // it has ended
    }
    is_helped_ = true;
    try {
      helper_ = std::thread([this] { help(); });
    } catch (const std::system_error&) {  // it goes without
      is_helped_ = false;
      helpers_at_work.fetch_sub(1, std::memory_order_relaxed);
    }
  }

  const MakePiece make_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Slot> slots_;
  std::size_t next_ = 0;           // to be taken
  std::size_t next_to_make_ = 0;   // the first that no thread has begun
  std::size_t waiting_bytes_ = 0;  // of pieces made and not taken
  std::string spare_;              // memory for a piece
  bool is_over_ = false;
  bool is_helped_ = false;
  std::thread helper_;
};

}  // namespace

std::unique_ptr<BodyProducer> produce_in_parallel(std::size_t pieces, MakePiece make, std::string first) {
  return std::make_unique<ParallelPieces>(pieces, std::move(make), std::move(first));
}

}  // namespace trialkeep::http

#pragma once
// Bytes that come in pieces, stay where they are and are found again by 32-bit references: half of what a pointer
// takes, and growing never copies. For what a segment under construction holds.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "os/large_memory.h"

namespace trialkeep::index {

class PagedBytes {
 public:
  using Reference = std::uint32_t;

  // Keeps a copy of a piece, which lies in one piece again. REQUIRES: not more than 4 GiB in all.
  Reference add(std::string_view piece) {
    if (piece.size() > left_) {
      const std::size_t size = std::max(pages_.empty() ? kFirstPageBytes : kPageBytes, piece.size());
      CHECK(pages_.size() < kPages);
      pages_.push_back({Memory(static_cast<char*>(os::allocate_large(size)), Free{size}), 0});
      left_ = size;
      memory_bytes_ += size;
    }
    Page& page = pages_.back();
    const std::size_t at = page.used;
    std::memcpy(page.bytes.get() + at, piece.data(), piece.size());
    page.used += piece.size();
    left_ -= piece.size();
    return static_cast<Reference>((pages_.size() - 1) << kPageBits | at);
  }

  const char* at(Reference reference) const {
    return pages_[reference >> kPageBits].bytes.get() + (reference & (kPageBytes - 1));
  }

  // Calls `visit(reference, bytes)` for each piece, in the order they came; `bytes` begin with the piece and reach to
  // the end of its page. `visit` gives the size of the piece.
  template <typename Visit>
  void for_each(const Visit& visit) const {
    for (std::size_t page = 0; page < pages_.size(); ++page) {
      const std::string_view all(pages_[page].bytes.get(), pages_[page].used);
      for (std::size_t at = 0; at < all.size();) {
        at += visit(static_cast<Reference>(page << kPageBits | at), all.substr(at));
      }
    }
  }

  std::size_t memory_bytes() const { return memory_bytes_; }

 private:
  static constexpr int kPageBits = 21;
  static constexpr std::size_t kPageBytes = std::size_t{1} << kPageBits;  // a larger piece has a page of its own
  static constexpr std::size_t kFirstPageBytes = std::size_t{1} << 16;    // of which many a small load needs no more
  static constexpr std::size_t kPages = std::size_t{1} << (32 - kPageBits);
  struct Free {
    std::size_t size;
    void operator()(char* memory) const { os::free_large(memory, size); }
  };
  using Memory = std::unique_ptr<char[], Free>;
  struct Page {
    Memory bytes;
    std::size_t used;
  };
  std::vector<Page> pages_;
  std::size_t left_ = 0;  // of the last page
  std::size_t memory_bytes_ = 0;
};

}  // namespace trialkeep::index

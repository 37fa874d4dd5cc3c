#pragma once
// A stretch of a segment's documents with what is known of each: whether it matches, and its evidence. A query is
// evaluated window by window, so that whatever its parts are, they meet in a few kilobytes of memory that stay in
// the processor's cache, and joining them is bit arithmetic.

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <vector>

#include "index/types.h"
#include "search/evidence.h"

namespace trialkeep::search {

using index::DocId;
using index::kNoMoreDocs;

inline constexpr DocId kWindowDocs = 4096;
inline constexpr std::size_t kWindowWords = kWindowDocs / 64;

// A set of documents of a window, by their distance from its first.
class WindowBits {
 public:
  bool contains(DocId at) const { return (words_[at / 64] >> (at % 64) & 1) != 0; }
  void add(DocId at) { words_[at / 64] |= std::uint64_t{1} << (at % 64); }
  // Documents from 0 up to `count`.
  void add_first(DocId count) {
    for (std::size_t i = 0; i < count / 64; ++i) {
      words_[i] = ~std::uint64_t{0};
    }
    if (count % 64 != 0) {
      words_[count / 64] |= (std::uint64_t{1} << (count % 64)) - 1;
    }
  }
  void clear() { words_.fill(0); }
  bool empty() const {
    std::uint64_t any = 0;
    for (const std::uint64_t word : words_) {
      any |= word;
    }
    return any == 0;
  }
  DocId count() const {
    DocId sum = 0;
    for (const std::uint64_t word : words_) {
      sum += static_cast<DocId>(std::popcount(word));
    }
    return sum;
  }
  void keep_common(const WindowBits& other) {
    for (std::size_t i = 0; i < kWindowWords; ++i) {
      words_[i] &= other.words_[i];
    }
  }
  void add_all(const WindowBits& other) {
    for (std::size_t i = 0; i < kWindowWords; ++i) {
      words_[i] |= other.words_[i];
    }
  }
  void remove_all(const WindowBits& other) {
    for (std::size_t i = 0; i < kWindowWords; ++i) {
      words_[i] &= ~other.words_[i];
    }
  }
  std::uint64_t word(std::size_t i) const { return words_[i]; }
  void set_word(std::size_t i, std::uint64_t word) { words_[i] = word; }

  // The first document of the set not before `at`; kWindowDocs when there is none.
  DocId next(DocId at) const {
    if (at >= kWindowDocs) {
      return kWindowDocs;
    }
    std::size_t i = at / 64;
    std::uint64_t rest = words_[i] & (~std::uint64_t{0} << (at % 64));
    while (rest == 0) {
      if (++i == kWindowWords) {
        return kWindowDocs;
      }
      rest = words_[i];
    }
    return static_cast<DocId>(i * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
  }

  template <typename Visit>
  void for_each(const Visit& visit) const {
    for (std::size_t i = 0; i < kWindowWords; ++i) {
      for (std::uint64_t rest = words_[i]; rest != 0; rest &= rest - 1) {
        visit(static_cast<DocId>(i * 64 + static_cast<std::size_t>(std::countr_zero(rest))));
      }
    }
  }

 private:
  std::array<std::uint64_t, kWindowWords> words_ = {};
};

// Documents [begin, end) with evidence. Evidence is zero but for documents that were added since clear().
class Window {
 public:
  WindowBits bits;

  void add(DocId at) { bits.add(at); }
  void add(DocId at, Evidence evidence) {
    bits.add(at);
    dirty_ |= std::uint64_t{1} << (at / 64);
    evidence_[at] += evidence;
  }
  // More evidence for a document whether or not it is among the bits.
  void add_evidence(DocId at, Evidence evidence) {
    dirty_ |= std::uint64_t{1} << (at / 64);
    evidence_[at] += evidence;
  }
  Evidence evidence(DocId at) const { return evidence_[at]; }
  bool has_evidence() const { return dirty_ != 0; }

  void clear() {
    bits.clear();
    for (; dirty_ != 0; dirty_ &= dirty_ - 1) {
      const std::size_t word = static_cast<std::size_t>(std::countr_zero(dirty_));
      std::fill_n(evidence_.begin() + static_cast<std::ptrdiff_t>(word * 64), 64, Evidence{0});
    }
  }

 private:
  static_assert(kWindowWords == 64, "one bit of dirty_ for each word of bits");
  std::uint64_t dirty_ = 0;  // words of 64 documents that may have evidence
  std::array<Evidence, kWindowDocs> evidence_ = {};
};

// Windows to work in. A query needs as many at a time as it is deep, however large it is.
class WindowPool {
 public:
  // An empty window, given back at the end of its life. REQUIRES: the pool outlives it.
  class Lease {
   public:
    explicit Lease(WindowPool& pool) : pool_(pool), window_(pool.take()) {}
    ~Lease() { pool_.free_.push_back(std::move(window_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Window& operator*() const { return *window_; }
    Window* operator->() const { return window_.get(); }

   private:
    WindowPool& pool_;
    std::unique_ptr<Window> window_;
  };

 private:
  std::unique_ptr<Window> take() {
    if (free_.empty()) {
      return std::make_unique<Window>();
    }
    auto window = std::move(free_.back());
    free_.pop_back();
    window->clear();
    return window;
  }
  std::vector<std::unique_ptr<Window>> free_;
};

}  // namespace trialkeep::search

#pragma once
// The occurrences of a segment under construction, written one behind the other as its documents come, and sorted into
// posting lists at the end. Adding touches nothing but the end of the log, however many lists there are.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "index/paged_bytes.h"
#include "index/postings.h"
#include "index/types.h"
#include "os/large_memory.h"

namespace trialkeep::index {

class PostingLog {
 public:
  // The occurrences of a list in a document. REQUIRES: documents ascending; occurrences by element, then position, not
  // empty.
  void add(std::uint32_t list, DocId doc, std::span<const Occurrence> occurrences);

  std::uint32_t entry_count() const { return entry_count_; }
  // What it holds, and what sorting it will take.
  std::size_t memory_bytes() const {
    return pages_.memory_bytes() + entry_count_ * std::size_t{sizeof(PagedBytes::Reference)};
  }

  // Gives the lists one after the other. The log must outlive it and stay as it is.
  class Lists {
   public:
    // `order`: the numbers of all lists in which something was added, each once, in the wanted order.
    Lists(const PostingLog& log, const std::vector<std::uint32_t>& order);
    // Replaces what `out` holds by the next list. REQUIRES: there is one.
    void take(PostingWriter& out);

   private:
    const PagedBytes& pages_;
    std::vector<PagedBytes::Reference, os::LargeAllocator<PagedBytes::Reference>>
        entries_;                      // by list, in the wanted order, then by document
    std::vector<std::uint32_t> ends_;  // of each list among them
    std::size_t list_ = 0;
    std::size_t entry_ = 0;
  };

 private:
  // An entry is (list u32, doc varint, count varint, size varint), the occurrences as PostingWriter::encode() has them.
  PagedBytes pages_;
  std::uint32_t entry_count_ = 0;
  std::string scratch_;
  std::string occurrences_;
};

}  // namespace trialkeep::index

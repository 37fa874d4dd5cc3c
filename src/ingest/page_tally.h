#pragma once
// What pages of an API's list say of the whole that they are cut from, so that a part is not taken for all:
//
//   {"totalCount":3,"studies":[ ... ],"nextPageToken":"..."}      (spec/API.md section 7)

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trialkeep::ingest {

class PageTally {
 public:
  // A page has ended; `around` is what stands in it around its records, with an empty list in their place. Text that is
  // no such page says nothing.
  void add_page(std::string_view around);
  // All that `part` counted was found in `source`.
  void add(const PageTally& part, const std::string& source);

  // Why `records` studies are not all: a sentence that names a source, or empty. A total decides where there is one;
  // else a list is whole when some page says that no other follows.
  std::string shortfall(std::uint64_t records) const;

 private:
  std::optional<std::uint64_t> total_;  // the largest that a page names
  std::string total_source_;
  std::uint64_t continued_ = 0;  // pages that another follows
  std::uint64_t last_ = 0;       // pages that none follows
  std::string continued_source_;
};

}  // namespace trialkeep::ingest

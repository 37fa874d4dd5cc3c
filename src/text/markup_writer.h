#pragma once
// Writes the registry's markup as the registry writes it: a paragraph is one line, items begin with `* ` or `1. `,
// and characters that CommonMark would read as markup are escaped.
//
// Source: the 40,770 markup texts of real records; tests/text/registry_html_test.cc compares with them.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace trialkeep::text {

// A paragraph, or the first one of a list item.
struct PlacedBlock {
  std::size_t column = 0;    // where its text begins; only the order of columns counts
  std::string marker;        // "*", "12.", or empty
  std::string text;          // plain, one line
  bool begins_list = false;  // a new list, even right behind another one of its kind

  friend bool operator==(const PlacedBlock&, const PlacedBlock&) = default;
};

// Puts the blocks one under the other. An item lies within the items whose text begins left of its own, a
// paragraph within those whose text does not begin right of it.
class MarkupWriter {
 public:
  void add(const PlacedBlock& block);
  std::string take() { return std::move(out_); }

 private:
  struct Item {
    std::size_t column = 0;  // of its text in the source
    std::size_t indent = 0;  // of its text in the markup
    std::size_t depth = 0;
    std::string marker;
  };

  void begin_item(const PlacedBlock& block, std::size_t indent);
  void begin_paragraph(std::size_t indent);

  std::string out_;
  std::vector<Item> open_;
  Item last_closed_;  // by the block under way; depth 0 when it closed none
};

}  // namespace trialkeep::text

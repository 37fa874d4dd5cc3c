#pragma once
// One neutral description of a difference for a reader: changes by module and entry, values in the words of
// the record's view. The terminal view and the page are both made from it.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/outline.h"
#include "model/difference.h"

namespace trialkeep::formats {

struct ShownWords {
  enum class Kind : std::uint8_t {
    kSame,
    kDeleted,
    kInserted,
    kSkipped,  // a long stretch that is the same; its text is left out
  };
  Kind kind;
  std::string text;
};

struct ShownChange {
  model::ChangeKind kind = model::ChangeKind::kChanged;
  std::string label;              // of the field; empty for a whole entry, which the title above names
  Cell older;                     // of a scalar; several where a list of texts lost several
  Cell newer;                     // likewise
  std::vector<ShownWords> words;  // of a long text that changed in part; then the two above are empty
  std::vector<Fact> facts;        // the values of a structure that was added or removed
  std::size_t further = 0;        // values of it beyond those
  std::uint32_t from = 0;         // positions of what moved, from 1
  std::uint32_t to = 0;
};

struct ShownEntry {
  std::string title;  // "Location: Inselspital, Bern"; empty: the module itself
  std::vector<ShownChange> changes;
};

struct ShownModule {
  std::string title;
  std::string id;  // unique: lower-case letters, digits and '-'
  std::vector<ShownEntry> entries;
};

struct ShownDifference {
  std::vector<ShownModule> modules;
  std::array<std::size_t, 4> counts{};  // of the difference's changes, by model::ChangeKind
};

ShownDifference show_difference(const model::Difference& difference);

// The id under which the changes of a module are shown (model::module_of()).
std::string changed_module_id(model::FieldId module);

// "added", "removed", "changed", "moved".
std::string_view kind_name(model::ChangeKind kind);

// "3 changed, 1 added"; "No differences." for none.
std::string counts_text(const std::array<std::size_t, 4>& counts);

// The registry's label of a change's field; the key of one that the catalogue lacks.
std::string change_label(model::FieldId field, std::string_view path);

// Whether both sides are texts of which one is so long that its words are compared.
bool has_long_texts(const model::Change& change);

}  // namespace trialkeep::formats

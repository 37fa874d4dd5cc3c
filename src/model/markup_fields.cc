#include "model/markup_fields.h"

#include <algorithm>
#include <vector>

#include "model/catalogue.h"
#include "model/json_cursor.h"

namespace trialkeep::model {
namespace {

// For each field, whether it is markup or has markup below it.
const std::vector<bool>& fields_that_hold_markup() {
  static const std::vector<bool> kHolds = [] {
    std::vector<bool> holds(fields().size());
    for (std::size_t id = holds.size(); id-- > 0;) {  // children stand behind their parents
      const Field& field = fields()[id];
      if (field.kind == ValueKind::kMarkup) {
        holds[id] = true;
      }
      if (holds[id] && field.parent != kNoField) {
        holds[field.parent] = true;
      }
    }
    return holds;
  }();
  return kHolds;
}

bool is_hex_digit(char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

// True for a JSON string with its quotes whose escapes are all complete. Stored records hold no other.
bool is_whole_string(std::string_view quoted) {
  if (quoted.size() < 2 || quoted.back() != '"') {
    return false;
  }
  const std::string_view inner = quoted.substr(1, quoted.size() - 2);
  for (std::size_t i = 0; (i = inner.find('\\', i)) != std::string_view::npos;) {
    const std::size_t length = i + 1 < inner.size() && inner[i + 1] == 'u' ? 6 : 2;
    const std::string_view escape = inner.substr(i, length);
    if (escape.size() < length || (length == 6 && !std::all_of(escape.begin() + 2, escape.end(), is_hex_digit)) ||
        std::string_view("\"\\/bfnrtu").find(escape[1]) == std::string_view::npos) {
      return false;
    }
    i += length;
  }
  return true;
}

// One pass over a record. Recursion follows the catalogue, so its depth is the catalogue's: an array inside an
// array, which no record has, is copied whole.
class MarkupSplicer {
 public:
  MarkupSplicer(std::string_view json, const MarkupChange& change, std::string& out)
      : end_(json.data() + json.size()), copied_(json.data()), cursor_(json), change_(change), out_(out) {}

  void record() {
    cursor_.skip_blanks();
    if (cursor_.take('{')) {
      object(kNoField);
    }
    copy_up_to(end_);
  }

 private:
  void copy_up_to(const char* place) {
    out_.append(copied_, place);
    copied_ = place;
  }

  // The rest of an object behind its brace.
  void object(FieldId id) {
    for (std::string_view quoted_key; !(quoted_key = cursor_.next_key()).empty();) {
      const FieldId child =
          quoted_key.size() < 2 ? kNoField : find_child(id, quoted_key.substr(1, quoted_key.size() - 2));
      if (child != kNoField && fields_that_hold_markup()[child]) {
        value(child);
      } else {
        cursor_.take_value();
      }
    }
  }

  void value(FieldId id) {
    if (!cursor_.take('[')) {
      entry(id);
      return;
    }
    for (cursor_.skip_blanks(); !cursor_.is_at_end() && !cursor_.take(']'); cursor_.skip_blanks()) {
      const char* const before = cursor_.at();
      if (!cursor_.take(',')) {
        entry(id);
      }
      if (cursor_.at() == before) {
        cursor_.give_up();
      }
    }
  }

  void entry(FieldId id) {
    if (cursor_.sees('"') && field(id).kind == ValueKind::kMarkup) {
      markup(cursor_.take_value());
    } else if (cursor_.sees('{') && field(id).kind == ValueKind::kStructure) {
      cursor_.take('{');
      object(id);
    } else {
      cursor_.take_value();
    }
  }

  void markup(std::string_view quoted) {
    if (!is_whole_string(quoted)) {
      return;
    }
    if (const auto changed = change_(json_string_text(quoted))) {
      copy_up_to(quoted.data());
      append_json_string(*changed, out_);
      copied_ = quoted.data() + quoted.size();
    }
  }

  const char* const end_;
  const char* copied_;  // what stands before it is in `out_`
  JsonCursor cursor_;
  const MarkupChange& change_;
  std::string& out_;
};

}  // namespace

void append_with_markup_changed(std::string_view json, const MarkupChange& change, std::string& out) {
  MarkupSplicer(json, change, out).record();
}

}  // namespace trialkeep::model

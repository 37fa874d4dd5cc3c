#pragma once
// A record in the registry's present form while it is put together, value by value, by piece. Objects on the
// way to a value come into being with it. What comes out is JSON in the order of putting; ordering it is the
// canonicalizer's business.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalogue.h"

namespace trialkeep::ingest {

class RecordBuilder {
 public:
  // An object of the record: the record itself, an object under a field, or one entry of a list.
  using Target = std::uint32_t;
  static constexpr Target kRecord = 0;

  RecordBuilder() { clear(); }
  void clear();

  // A new object: another entry of the list `id`, or the one object `id`. REQUIRES: `id` is a structure below
  // the field of `from`, with no other list between.
  Target object(Target from, model::FieldId id);

  // Puts a value at `id` below `from`; false, and nothing changes, where a value stands already. A field that
  // is a list takes another entry instead.
  bool put_text(Target from, model::FieldId id, std::string_view text);
  bool put_literal(Target from, model::FieldId id, std::string_view json);  // true, 12, "A" with its quotes

  // The text of put_text(), empty where there is none.
  std::string_view text(Target from, model::FieldId id) const;
  bool has(Target from, model::FieldId id) const;
  // The entries of a list of objects, in order.
  std::vector<Target> entries(Target from, model::FieldId id) const;

  // Whether a value was left out because all values together exceed limits::kRecordBytes.
  bool overflowed() const { return overflowed_; }

  // Appends the members of the record, without the braces around them. Objects without a value are left out.
  void append_members(std::string& out) const;

 private:
  static constexpr std::uint32_t kNone = 0xffffffff;
  enum class Kind : std::uint8_t { kObject, kList, kText, kLiteral };
  struct Node {
    model::FieldId field;
    Kind kind;
    std::uint32_t first_child = kNone;
    std::uint32_t last_child = kNone;
    std::uint32_t next = kNone;
    std::size_t begin = 0;  // of a text or literal in texts_
    std::size_t size = 0;
  };

  std::uint32_t add(std::uint32_t parent, model::FieldId id, Kind kind);
  std::uint32_t child(std::uint32_t parent, model::FieldId id) const;
  std::uint32_t holder(Target from, model::FieldId id);
  std::uint32_t find(Target from, model::FieldId id) const;
  bool put(Target from, model::FieldId id, Kind kind, std::string_view value);
  bool empty(const Node& node) const;
  void append_value(const Node& node, std::string& out) const;
  bool append_children(const Node& node, bool keys, std::string& out) const;

  std::vector<Node> nodes_;
  std::string texts_;
  bool overflowed_ = false;
};

}  // namespace trialkeep::ingest

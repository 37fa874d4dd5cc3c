#pragma once
// One version of a study as a view over its JSON. Values are reached by piece, never by spelled path.

#include <cstdint>
#include <functional>
#include <optional>
#include <simdjson.h>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/nct.h"
#include "base/status.h"
#include "model/catalogue.h"

namespace trialkeep::model {

using Json = simdjson::dom::element;

// A view: valid as long as the parser that made it lives and parses nothing else.
class Study {
 public:
  explicit Study(Json root) : root_(root) {}

  Json json() const { return root_; }

  // The value of a piece that lies in no list; nullopt when the record lacks it.
  std::optional<Json> value(FieldId id) const;
  // The text of such a piece; empty when the record lacks it or it is no text.
  std::string_view text(FieldId id) const;
  std::optional<bool> boolean(FieldId id) const;
  std::optional<std::int64_t> integer(FieldId id) const;

  // Every value of a piece, in order; a list piece gives its entries one by one.
  std::vector<Json> values(FieldId id) const;
  std::vector<std::string_view> texts(FieldId id) const;

 private:
  Json root_;
};

// Parses stored JSON. One per thread: the study it gave is valid until the next parse().
class StudyParser {
 public:
  // kDataLoss when the bytes are no JSON: stored records are always valid.
  StatusOr<Study> parse(std::string_view json);

 private:
  simdjson::dom::parser parser_;
  std::string padded_;
};

// The value at `id` below `from`, the value of `from_field`; nullopt where it is missing.
// REQUIRES: `id` lies below `from_field` with no list between.
std::optional<Json> descend(Json from, FieldId from_field, FieldId id);

// Where a value lies: its field and the index of each list above it, outermost first.
struct Place {
  FieldId field;
  std::span<const std::uint32_t> indices;
};

// Calls `visit(place, value)` for each scalar (and each geo point) of the record, in wire order, and
// `unknown(path, value)` for each member that the catalogue lacks, with its dotted path. `list` is told of each array
// before what it holds.
class Visitor {
 public:
  virtual ~Visitor() = default;
  virtual void visit(const Place& place, Json value) = 0;
  virtual void unknown(std::string_view path, Json value) = 0;
  virtual void list(FieldId field, std::size_t entries) {
    (void)field;
    (void)entries;
  }
};
void walk(const Study& study, Visitor& visitor);

}  // namespace trialkeep::model

#pragma once
// The stored form of a record: compact JSON in the registry's key order, every field kept. Unknown keys
// follow the known ones of their object, sorted, and are counted. Numbers keep their digits to the letter;
// strings keep their text, with the fewest escapes JSON allows. Two records are the same JSON exactly
// when their canonical forms are the same bytes.
//
// Source: key order as observed (spec/API.md section 7), carried by the row order of catalogue/fields.tsv.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/nct.h"
#include "base/status.h"

namespace trialkeep::model {

struct CanonicalRecord {
  NctNumber nct;
  std::string json;
  std::uint64_t unknown_keys = 0;  // members that the catalogue does not know, at any depth
};

// Reads raw JSON of one record. One per thread: it keeps its buffers.
class Canonicalizer {
 public:
  Canonicalizer();
  ~Canonicalizer();
  Canonicalizer(const Canonicalizer&) = delete;
  Canonicalizer& operator=(const Canonicalizer&) = delete;

  // kInvalidArgument, with the reason, for what is not JSON in UTF-8, is nested deeper than
  // limits::kRecordDepth, larger than limits::kRecordBytes, is no object, names a key twice in one
  // object, or lacks a valid NCT number.
  StatusOr<CanonicalRecord> read(std::string_view raw);

 private:
  struct State;
  State* state_;
};

// The registry stamps each record with the date of its data release, changed or not. A stamp is a view
// into `canonical_json`; empty when the record has none.
std::string_view release_stamp(std::string_view canonical_json);

// `canonical_json` with its release stamp replaced by `stamp`; unchanged when either has none.
std::string with_release_stamp(std::string_view canonical_json, std::string_view stamp);
// The same in place, of the record that stands in `out` from `start` to its end.
void replace_release_stamp(std::string& out, std::size_t start, std::string_view stamp);

// What makes a version a version: the hash of the canonical form without its release stamp.
Hash128 content_hash(std::string_view canonical_json);

}  // namespace trialkeep::model

#pragma once
// The registry's `fields` parameter (spec/API.md section 6): a record reduced to the fields that were
// asked for. The bytes are spliced from the stored record and never written anew, so that numbers, escapes
// and key order stay as they are.
//
// A name is a piece ("BriefTitle"), an alternative piece ("BRIEF-TITLE"), a search area ("ConditionSearch":
// the pieces of all its parts) or a dotted path ("protocolSection.statusModule", the first letter of each
// part in either case). A name of a branch stands for everything below it, keys that the catalogue does
// not know included. Fields that can only be searched are no part of a record, so their names are unknown.
//
// What lies above a wanted field stays wherever the record has it, with `{}` in it when the record lacks
// the wanted field: `fields=Phase` gives an observational study an empty designModule. Parents that the
// record lacks are not made up. The registry is seen to do both ("the already-opened parents can come back
// as {}", API.md section 6; its recorded answers of live-2026-08 hold no case for or against). Clients
// that read a path step by step survive this where they would fail on a missing parent, and an entry of a
// list without the wanted fields has to stay as `{}` anyway, or the positions of the others would change.
// A value that is neither object nor array where the catalogue has a branch is kept as it is.

#include <string>
#include <string_view>
#include <vector>

#include "base/nct.h"
#include "base/status.h"
#include "model/catalogue.h"

namespace trialkeep::formats {

class Projection {
 public:
  // kInvalidArgument, with every unknown name and its nearest right ones, unless all names are known.
  // No names: nothing of a record is wanted, and apply() gives `{}`. See projection_names.h for the
  // unknown names one by one.
  static StatusOr<Projection> from_names(const std::vector<std::string>& names);

  // REQUIRES: a JSON object, blanks between its parts allowed. Damaged JSON gives an unspecified text that
  // is no longer than the input by more than a few bytes; nothing outside the input is read. Costs one
  // pass over the bytes.
  std::string apply(std::string_view canonical_json) const;
  // The same, appended to `out`.
  void append(std::string_view canonical_json, std::string& out) const;

  // Whether a record's number is all that is wanted, which every record has.
  bool wants_number_only() const;
  // What append() puts out for the record of `nct`, which need not be read for it. REQUIRES: wants_number_only().
  void append_number(NctNumber nct, std::string& out) const;

 private:
  friend class Splicer;
  // A field on the way to a wanted one, or a wanted one.
  struct Node {
    std::string_view key;
    model::FieldId field = model::kNoField;
    bool is_whole = false;       // keep it with all that is in it
    std::vector<Node> children;  // in wire order
  };
  static Node compile(model::FieldId id, const std::vector<bool>& wanted);

  Node root_;
};

}  // namespace trialkeep::formats

#include "store/bodies.h"

#include <vector>

#include "base/strings.h"

namespace trialkeep::store {

StatusOr<Bodies> Bodies::open(Database& database) {
  Bodies bodies;
  ASSIGN_OR_RETURN(bodies.row_,
                   database.prepare("SELECT b.dictionary, b.base, b.behind, b.packed, v.size_bytes FROM bodies b "
                                    "JOIN versions v ON v.sequence = b.sequence WHERE b.sequence = ?"));
  ASSIGN_OR_RETURN(bodies.dictionary_, database.prepare("SELECT bytes FROM dictionaries WHERE id = ?"));
  return bodies;
}

StatusOr<Bodies::Row> Bodies::row(Sequence sequence) {
  row_.bind(1, static_cast<std::int64_t>(sequence));
  ASSIGN_OR_RETURN(const bool found, row_.step());
  Row row;
  if (found) {
    if (!row_.is_null(0)) {
      row.dictionary = row_.integer(0);
    }
    if (!row_.is_null(1)) {
      row.base = static_cast<Sequence>(row_.integer(1));
    }
    row.behind = static_cast<std::uint32_t>(row_.integer(2));
    row.packed = row_.bytes(3);
    row.size_bytes = static_cast<std::size_t>(row_.integer(4));
  }
  row_.reset();
  if (!found) {
    return absl::DataLossError(concat("the store has no body for sequence ", sequence));
  }
  return row;
}

StatusOr<Unpacker*> Bodies::unpacker(std::int64_t dictionary) {
  auto& found = unpackers_[dictionary];
  if (found == nullptr) {
    dictionary_.bind(1, dictionary);
    ASSIGN_OR_RETURN(const bool row, dictionary_.step());
    if (!row) {
      dictionary_.reset();
      return absl::DataLossError(concat("the store lacks its packing dictionary ", dictionary));
    }
    found = std::make_unique<Unpacker>(dictionary_.bytes(0));
    dictionary_.reset();
  }
  return found.get();
}

StatusOr<std::string> Bodies::read(Sequence sequence) {
  std::vector<Row> chain;
  Sequence at = sequence;
  while (true) {
    ASSIGN_OR_RETURN(Row one, row(at));
    chain.push_back(std::move(one));
    if (!chain.back().base) {
      break;
    }
    // A body that stands on itself would never end.
    if (chain.size() > kDifferencesInARow) {
      return absl::DataLossError(concat("sequence ", sequence, ": too many differences stand on each other"));
    }
    at = *chain.back().base;
  }
  const Row& full = chain.back();
  if (!full.dictionary) {
    return absl::DataLossError(concat("sequence ", at, ": its body has neither a dictionary nor a base"));
  }
  ASSIGN_OR_RETURN(Unpacker* const unpack, unpacker(*full.dictionary));
  StatusOr<std::string> body = unpack->unpack(full.packed, full.size_bytes);
  for (std::size_t i = chain.size() - 1; body.ok() && i-- > 0;) {
    body = unpack_difference(chain[i].packed, *body, chain[i].size_bytes);
  }
  if (!body.ok()) {
    return annotate(body.status(), concat("sequence ", sequence));
  }
  return body;
}

}  // namespace trialkeep::store

#include "store/bodies.h"

#include <vector>

#include "base/strings.h"

namespace trialkeep::store {

StatusOr<Bodies> Bodies::open(Database& database) {
  Bodies bodies;
  ASSIGN_OR_RETURN(bodies.row_,
                   database.prepare("SELECT b.dictionary, b.base, b.behind, b.packed, v.size_bytes FROM bodies b "
                                    "JOIN versions v ON v.sequence = b.sequence WHERE b.sequence = ?"));
  ASSIGN_OR_RETURN(bodies.full_,
                   database.prepare("SELECT dictionary, packed FROM bodies WHERE sequence = ? AND base IS "
                                    "NULL AND dictionary IS NOT NULL"));
  ASSIGN_OR_RETURN(bodies.dictionary_, database.prepare("SELECT bytes FROM dictionaries WHERE id = ?"));
  return bodies;
}

StatusOr<Bodies::Row> Bodies::row(Sequence sequence) {
  const Statement::Use use(row_);
  row_.bind(1, static_cast<std::int64_t>(sequence));
  ASSIGN_OR_RETURN(const bool found, row_.step());
  if (!found) {
    return absl::DataLossError(concat("the store has no body for sequence ", sequence));
  }
  Row row;
  if (!row_.is_null(0)) {
    row.dictionary = row_.integer(0);
  }
  if (!row_.is_null(1)) {
    row.base = static_cast<Sequence>(row_.integer(1));
  }
  row.behind = static_cast<std::uint32_t>(row_.integer(2));
  row.packed = row_.bytes(3);
  row.size_bytes = static_cast<std::size_t>(row_.integer(4));
  return row;
}

// For the full body of `sequence`.
StatusOr<Unpacker*> Bodies::unpacker(const std::optional<std::int64_t>& dictionary, Sequence sequence) {
  if (!dictionary) {
    return absl::DataLossError(concat("sequence ", sequence, ": its body has neither a dictionary nor a base"));
  }
  auto& found = unpackers_[*dictionary];
  if (found == nullptr) {
    const Statement::Use use(dictionary_);
    dictionary_.bind(1, *dictionary);
    ASSIGN_OR_RETURN(const bool row, dictionary_.step());
    if (!row) {
      return absl::DataLossError(concat("the store lacks its packing dictionary ", *dictionary));
    }
    found = std::make_unique<Unpacker>(dictionary_.bytes(0));
  }
  return found.get();
}

StatusOr<std::string> Bodies::read(Sequence sequence) {
  std::string body;
  RETURN_IF_ERROR(append(sequence, body));
  return body;
}

Status Bodies::append(Sequence sequence, std::string& out) {
  {
    // A full body, as the newest one of a study is, is unpacked where SQLite holds it.
    const Statement::Use use(full_);
    full_.bind(1, static_cast<std::int64_t>(sequence));
    ASSIGN_OR_RETURN(const bool is_full, full_.step());
    if (is_full) {
      ASSIGN_OR_RETURN(Unpacker* const unpack, unpacker(full_.integer(0), sequence));
      const Status status = unpack->append(full_.bytes(1), out);
      return status.ok() ? status : annotate(status, concat("sequence ", sequence));
    }
  }
  ASSIGN_OR_RETURN(Row newest, row(sequence));
  ASSIGN_OR_RETURN(const std::string body, apply_differences(sequence, std::move(newest)));
  out += body;
  return absl::OkStatus();
}

StatusOr<std::string> Bodies::apply_differences(Sequence sequence, Row newest) {
  std::vector<Row> chain;
  chain.push_back(std::move(newest));
  Sequence at = sequence;
  while (chain.back().base) {
    // A body that stands on itself would never end.
    if (chain.size() > kDifferencesInARow) {
      return absl::DataLossError(concat("sequence ", sequence, ": too many differences stand on each other"));
    }
    at = *chain.back().base;
    ASSIGN_OR_RETURN(Row one, row(at));
    chain.push_back(std::move(one));
  }
  const Row& full = chain.back();
  ASSIGN_OR_RETURN(Unpacker* const unpack, unpacker(full.dictionary, at));
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

#pragma once
// Another search library behind one face: it takes the columns of studies, and answers plain queries with the exact
// number of hits and the best ten.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "measure/plain_query.h"
#include "peers/columns.h"

namespace trialkeep::bench {

struct PeerAnswer {
  std::uint64_t total = 0;
  std::vector<std::uint32_t> best;  // numbers of studies
};

class Peer {
 public:
  virtual ~Peer() = default;
  virtual Status add(std::uint32_t number, const ColumnTexts& texts) = 0;
  // Makes everything added searchable and safe on disk.
  virtual Status finish() = 0;
  // `columns`: bits of the columns that may match.
  virtual StatusOr<PeerAnswer> search(const PlainQuery& query, unsigned columns, std::size_t size) = 0;
};

// Each makes its files in an empty `folder`.
StatusOr<std::unique_ptr<Peer>> open_fts5_peer(const std::string& folder);
StatusOr<std::unique_ptr<Peer>> open_xapian_peer(const std::string& folder);

}  // namespace trialkeep::bench

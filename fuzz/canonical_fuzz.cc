// links: model
// Any bytes as a record: what is read has one canonical form, which reads as itself.

#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "model/canonical.h"
#include "model/study.h"

namespace {

class Counter : public trialkeep::model::Visitor {
 public:
  void visit(const trialkeep::model::Place&, trialkeep::model::Json) override { ++seen; }
  void unknown(std::string_view, trialkeep::model::Json) override { ++seen; }
  std::size_t seen = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trialkeep::model;
  static Canonicalizer canonicalizer;
  static StudyParser parser;
  const auto record = canonicalizer.read({reinterpret_cast<const char*>(data), size});
  if (!record.ok()) {
    CHECK(!record.status().message().empty());
    return 0;
  }
  const auto again = canonicalizer.read(record->json);
  CHECK(again.ok() && again->json == record->json && again->unknown_keys == record->unknown_keys &&
        again->nct == record->nct);
  const auto stamped = canonicalizer.read(with_release_stamp(record->json, "2026-01-01"));
  CHECK(stamped.ok() && content_hash(stamped->json) == content_hash(record->json));
  const auto study = parser.parse(record->json);
  CHECK(study.ok());
  Counter counter;
  walk(*study, counter);
  CHECK(counter.seen > 0);
  return 0;
}

// links: ingest
// Any answer of another server: a page gives records that stand at their offsets, histories are in order, a
// version is a study of the number asked for, and a wait is never negative.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "ingest/http_client.h"
#include "ingest/remote_changes_page.h"
#include "ingest/remote_history_json.h"
#include "ingest/remote_studies_page.h"

namespace ingest = trialkeep::ingest;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  if (const auto page = ingest::parse_remote_page(body, "fuzz"); page.ok()) {
    std::uint64_t end = 0;
    for (const ingest::RawRecord& record : page->records) {
      CHECK(record.origin.offset >= end);
      CHECK(body.substr(record.origin.offset, record.bytes.size()) == record.bytes);
      CHECK(record.problem.ok() || !page->broken_record.ok());
      end = record.origin.offset + record.bytes.size();
    }
  }
  if (const auto history = ingest::parse_history(body, "fuzz"); history.ok()) {
    for (std::size_t i = 1; i < history->size(); ++i) {
      CHECK((*history)[i - 1].version < (*history)[i].version);
    }
  }
  if (const auto study = ingest::parse_history_version(body, trialkeep::NctNumber::from_value(1), 0, "fuzz");
      study.ok()) {
    CHECK(study->starts_with("{") && study->ends_with("}"));
  }
  if (const auto changes = ingest::parse_remote_changes(body, "fuzz"); changes.ok()) {
    CHECK(ingest::is_place_in_changes(changes->next));
  }
  if (const auto seconds = ingest::retry_after_seconds(body, trialkeep::Instant{1'000})) {
    CHECK(*seconds >= 0);
  }
  return 0;
}

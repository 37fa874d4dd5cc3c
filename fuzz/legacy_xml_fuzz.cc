// links: ingest model
// Any bytes as a legacy XML document: it is refused with a reason, or what comes out is JSON in UTF-8 that the
// canonicalizer reads, with as many kept texts as were counted.

#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "ingest/legacy_xml.h"
#include "model/canonical.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static trialkeep::model::Canonicalizer canonicalizer;
  const auto study = trialkeep::ingest::read_legacy_xml({reinterpret_cast<const char*>(data), size});
  if (!study.ok()) {
    CHECK(!study.status().message().empty());
    return 0;
  }
  const auto record = canonicalizer.read(study->json);
  CHECK(record.ok());
  CHECK((study->unmapped > 0) == (study->json.find("\"legacyXml\":{") != std::string_view::npos));
  return 0;
}

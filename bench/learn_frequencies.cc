// learn_frequencies RECORDS... > bench/frequencies.tsv: counts what real records (NDJSON, also packed; folders and
// archives too) hold, for studies made up at the same rates. From the legacy XML only the names of conditions and
// interventions are taken, since it lacks fields that records have today. See bench/frequencies/table.h for what is
// kept.

#include <cstdio>

#include "frequencies/learner.h"
#include "ingest/legacy_xml.h"
#include "ingest/record_source.h"

namespace {

using namespace trialkeep;

Status add(const ingest::RawRecord& record, model::StudyParser& parser, bench::Learner& learner) {
  RETURN_IF_ERROR(record.problem);
  if (record.form == ingest::RecordForm::kLegacyXml) {
    ASSIGN_OR_RETURN(const auto legacy, ingest::read_legacy_xml(record.bytes));
    ASSIGN_OR_RETURN(const auto study, parser.parse(legacy.json));
    learner.add_names(study);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const auto study, parser.parse(record.bytes));
  learner.add(study);
  return absl::OkStatus();
}

Status learn(const std::vector<std::string>& paths) {
  ASSIGN_OR_RETURN(const auto source, ingest::open_sources(paths, {}));
  bench::Learner learner;
  model::StudyParser parser;
  std::size_t passed_over = 0;
  for (;;) {
    ASSIGN_OR_RETURN(const auto record, source->next());
    if (!record) {
      break;
    }
    if (const Status added = add(*record, parser, learner); !added.ok()) {
      ++passed_over;
    }
  }
  const std::string table = bench::print_frequencies(learner.finish());
  if (std::fwrite(table.data(), 1, table.size(), stdout) != table.size() || std::fflush(stdout) != 0) {
    return absl::DataLossError("The table could not be written to its end; check the space on the disk.");
  }
  std::fprintf(stderr, "%zu bytes; %zu records passed over\n", table.size(), passed_over);
  return absl::OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: learn_frequencies RECORDS... > bench/frequencies.tsv\n");
    return 2;
  }
  const Status status = learn({argv + 1, argv + argc});
  if (!status.ok()) {
    std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  }
  return status.ok() ? 0 : 1;
}

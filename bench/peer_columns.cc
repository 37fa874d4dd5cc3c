// peer_columns RECORDS... > columns.tsv: the texts of studies that other search libraries index (peers/columns.h).

#include <cstdio>

#include "ingest/legacy_xml.h"
#include "ingest/record_source.h"
#include "peers/column_file.h"

namespace {

using namespace trialkeep;

Status write_columns(const std::vector<std::string>& paths) {
  ASSIGN_OR_RETURN(const auto source, ingest::open_sources(paths, {}));
  model::StudyParser parser;
  std::string lines;
  for (;;) {
    ASSIGN_OR_RETURN(const auto record, source->next());
    if (record && record->problem.ok()) {
      std::string json = record->bytes;
      if (record->form == ingest::RecordForm::kLegacyXml) {
        ASSIGN_OR_RETURN(auto legacy, ingest::read_legacy_xml(record->bytes));
        json = std::move(legacy.json);
      }
      ASSIGN_OR_RETURN(const auto study, parser.parse(json));
      const auto nct = NctNumber::from_canonical(study.text(model::piece::NCTId));
      if (nct) {
        bench::append_column_row({nct->value(), bench::column_texts(study)}, lines);
      }
    }
    if (!record || lines.size() > (1u << 20)) {
      if (std::fwrite(lines.data(), 1, lines.size(), stdout) != lines.size()) {
        return absl::DataLossError("The columns could not be written to their end.");
      }
      lines.clear();
    }
    if (!record) {
      return std::fflush(stdout) == 0 ? absl::OkStatus()
                                      : absl::DataLossError("The last columns could not be written.");
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: peer_columns RECORDS... > columns.tsv\n");
    return 2;
  }
  const Status status = write_columns({argv + 1, argv + argc});
  if (!status.ok()) {
    std::fprintf(stderr, "peer_columns: %s\n", std::string(status.message()).c_str());
  }
  return status.ok() ? 0 : 1;
}

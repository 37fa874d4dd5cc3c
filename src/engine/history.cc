#include "engine/history.h"

#include "base/strings.h"

namespace trialkeep::engine {
namespace {

namespace piece = model::piece;

// A version's record and the parser that its view lives in.
struct Parsed {
  std::string body;
  model::StudyParser parser;
  std::optional<model::Study> study;
};

StatusOr<std::unique_ptr<Parsed>> read(store::Reader& reader, const store::VersionInfo& info) {
  auto parsed = std::make_unique<Parsed>();
  ASSIGN_OR_RETURN(parsed->body, reader.body(info.sequence));
  ASSIGN_OR_RETURN(parsed->study, parsed->parser.parse(parsed->body));
  return parsed;
}

// The modules of the record, in wire order.
std::vector<model::FieldId> modules_of(const model::Study& study) {
  std::vector<model::FieldId> modules;
  for (const model::FieldId section : model::children(model::kNoField)) {
    for (const model::FieldId module : model::children(section)) {
      if (model::field(module).kind == model::ValueKind::kStructure && study.value(module)) {
        modules.push_back(module);
      }
    }
  }
  return modules;
}

}  // namespace

Status no_such_version(NctNumber nct, std::uint32_t number, std::size_t count) {
  return absl::NotFoundError(
      count == 1 ? concat(nct.text(), " has no version ", number, "; it has one, version 0")
                 : concat(nct.text(), " has no version ", number, "; it has versions 0 to ", count - 1));
}

Status visit_versions(Registry& registry, NctNumber nct, const VersionVisitor& visit) {
  ASSIGN_OR_RETURN(const auto reader, registry.reader());
  ASSIGN_OR_RETURN(const auto versions, reader->versions(nct.value()));
  std::unique_ptr<Parsed> before;
  for (const store::VersionInfo& info : versions) {
    ASSIGN_OR_RETURN(auto now, read(*reader, info));
    visit(info, *now->study,
          before == nullptr ? modules_of(*now->study) : changed_modules(model::compare(*before->study, *now->study)));
    before = std::move(now);
  }
  return absl::OkStatus();
}

StatusOr<std::vector<VersionSummary>> summarize_history(Registry& registry, NctNumber nct) {
  std::vector<VersionSummary> summaries;
  RETURN_IF_ERROR(visit_versions(
      registry, nct,
      [&](const store::VersionInfo& info, const model::Study& study, const std::vector<model::FieldId>& modules) {
        VersionSummary summary;
        summary.info = info;
        summary.overall_status = study.text(piece::OverallStatus);
        summary.study_type = study.text(piece::StudyType);
        summary.enrollment = study.integer(piece::EnrollmentCount);
        summary.modules = modules;
        summaries.push_back(std::move(summary));
      }));
  return summaries;
}

std::vector<RegistryVersion> registry_numbering(const std::vector<store::VersionInfo>& versions) {
  std::vector<RegistryVersion> listed;
  std::string last_date;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const store::VersionInfo& info = versions[i];
    const std::uint32_t next = listed.empty() ? 0 : listed.back().number + 1;
    if (info.registry_number) {
      // Of versions that lie before the first known number, and of several that share one, the registry knows one.
      while (!listed.empty() && listed.back().number >= *info.registry_number) {
        listed.pop_back();
      }
      listed.push_back({*info.registry_number, i});
    } else if (listed.empty() || info.own_date.empty() || info.own_date != last_date) {
      listed.push_back({next, i});
    } else {
      // The registry's own doing; the entry shows it as it was last.
      if (!versions[listed.back().index].registry_number) {
        listed.back().index = i;
      }
      continue;
    }
    last_date = info.own_date;
  }
  return listed;
}

StatusOr<ComparedStudy> compare_versions(Registry& registry, NctNumber nct, std::optional<std::uint32_t> older,
                                         std::optional<std::uint32_t> newer) {
  ASSIGN_OR_RETURN(const History history, registry.history(nct));
  const std::size_t count = history.versions.size();
  if (count == 0) {
    return absl::NotFoundError(concat(nct.text(), " is not in ", registry.folder().path));
  }
  const std::uint32_t to = newer.value_or(static_cast<std::uint32_t>(count - 1));
  const std::uint32_t from = older.value_or(to == 0 ? 0 : to - 1);
  for (const std::uint32_t number : {from, to}) {
    if (number >= count) {
      return no_such_version(nct, number, count);
    }
  }
  ASSIGN_OR_RETURN(auto a, registry.version(nct, from));
  ASSIGN_OR_RETURN(auto b, registry.version(nct, to));
  if (!a || !b) {
    return absl::NotFoundError(concat(nct.text(), " changed meanwhile; ask again"));
  }
  ComparedStudy compared{*std::move(a),   *std::move(b), history.versions[from], history.versions[to], {},
                         history.versions};
  model::StudyParser older_parser;
  model::StudyParser newer_parser;
  ASSIGN_OR_RETURN(const model::Study older_study, older_parser.parse(compared.older.json));
  ASSIGN_OR_RETURN(const model::Study newer_study, newer_parser.parse(compared.newer.json));
  compared.difference = model::compare(older_study, newer_study);
  return compared;
}

}  // namespace trialkeep::engine

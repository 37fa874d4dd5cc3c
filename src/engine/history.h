#pragma once
// The history of one study, version by version, and as the registry itself would number it.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/registry.h"
#include "model/catalogue.h"
#include "model/difference.h"
#include "model/study.h"

namespace trialkeep::engine {

// Shows each version of a study, oldest first, with the modules that differ from the version before; of the first, all
// that it has. The record lives until the visit returns. Nothing is shown for a number that was never seen.
using VersionVisitor = std::function<void(const store::VersionInfo& info, const model::Study& study,
                                          const std::vector<model::FieldId>& modules)>;
Status visit_versions(Registry& registry, NctNumber nct, const VersionVisitor& visit);

struct VersionSummary {
  store::VersionInfo info;
  std::string overall_status;  // the registry's constant; empty where the record has none
  std::string study_type;
  std::optional<std::int64_t> enrollment;
  std::vector<model::FieldId> modules;  // that differ from the version before; of the first, all that it has
};

// Oldest first; empty for a number that was never seen.
StatusOr<std::vector<VersionSummary>> summarize_history(Registry& registry, NctNumber nct);

// An entry of the registry's own history.
struct RegistryVersion {
  std::uint32_t number;  // 0, 1, ... as the registry counts
  std::size_t index;     // of the version among all that are kept
};

// The versions that the registry's history has, in its numbering. Numbers that came from that history stand. A version
// without one is an entry of its own, numbered on from the one before, when the record's own date of its last update
// has changed: what changes without it is the registry's doing (terms it derives), which its history leaves out.
std::vector<RegistryVersion> registry_numbering(const std::vector<store::VersionInfo>& versions);

// kNotFound: says that there is no version `number`, and which of the `count` there are.
Status no_such_version(NctNumber nct, std::uint32_t number, std::size_t count);

// What differs between two versions of a study. kNotFound, naming what there is, for a version that is not there.
struct ComparedStudy {
  StoredStudy older;
  StoredStudy newer;
  store::VersionInfo older_info;
  store::VersionInfo newer_info;
  model::Difference difference;
  std::vector<store::VersionInfo> versions;  // all of the study, oldest first
};
// `newer` unset: the newest. `older` unset: the one before `newer`.
StatusOr<ComparedStudy> compare_versions(Registry& registry, NctNumber nct, std::optional<std::uint32_t> older,
                                         std::optional<std::uint32_t> newer);

}  // namespace trialkeep::engine

#include "engine/registry.h"

#include "base/limits.h"
#include "base/strings.h"
#include "engine/index_keeper.h"
#include "engine/study_indexer.h"
#include "model/canonical.h"
#include "os/environment.h"
#include "os/file_lock.h"
#include "os/memory_file_system.h"
#include "query/bound.h"
#include "query/parser.h"
#include "search/run.h"
#include "text/words.h"

namespace trialkeep::engine {
namespace {

using query::BoundKind;
using query::BoundNode;

Status no_data(const std::string& folder) {
  return absl::NotFoundError(concat("there is no data in ", folder, " yet; load some with `trialkeep load PATH`"));
}

// Studies that carry one of `numbers`, as their own or as an obsolete one.
BoundNode only_numbers(const std::vector<NctNumber>& numbers) {
  BoundNode any;
  any.kind = BoundKind::kOr;
  for (const NctNumber nct : numbers) {
    BoundNode one;
    one.kind = BoundKind::kTerm;
    one.phrases = {{text::fold(nct.text())}};
    // Weight 0: a filter adds nothing to a score.
    one.fields = {{model::piece::NCTId, 0.0}, {model::piece::NCTIdAlias, 0.0}};
    any.children.push_back(std::move(one));
  }
  return any;
}

// The part of the index that an interrupted load left out, made in memory over what the disk has.
StatusOr<std::shared_ptr<const index::Snapshot>> complete_in_memory(const index::Snapshot& on_disk,
                                                                    store::Reader& reader) {
  const auto memory = os::make_memory_file_system();
  const std::string folder = "index";
  index::Manifest manifest;
  manifest.covers = on_disk.covers();
  manifest.indexing_version = kIndexingVersion;
  RETURN_IF_ERROR(index::write_manifest(*memory, folder, manifest));
  ASSIGN_OR_RETURN(auto keeper, IndexKeeper::open(*memory, folder, os::core_count()));
  RETURN_IF_ERROR(keeper->catch_up(reader, nullptr));
  ASSIGN_OR_RETURN(const auto rest, index::Snapshot::open(*memory, folder));
  return index::Snapshot::combine(on_disk, *rest);
}

StatusOr<std::shared_ptr<const index::Snapshot>> open_snapshot(os::FileSystem& files, const DataFolder& folder,
                                                               store::Reader& reader) {
  auto snapshot = index::Snapshot::open(files, folder.index());
  ASSIGN_OR_RETURN(const store::Sequence last, reader.last_sequence());
  const bool usable = snapshot.ok() &&
                      ((*snapshot)->segments().empty() || (*snapshot)->manifest().indexing_version == kIndexingVersion);
  if (usable && (*snapshot)->covers() >= last) {
    return snapshot;
  }
  auto lock = os::FileLock::take(folder.lock());
  if (!lock.ok() && absl::IsUnavailable(lock.status())) {
    return snapshot;  // a load is under way and will write the rest
  }
  Status status = lock.status();
  if (status.ok()) {
    auto keeper = IndexKeeper::open(files, folder.index(), os::core_count());
    status = keeper.status();
    if (status.ok()) {
      status = usable ? (*keeper)->catch_up(reader, nullptr) : (*keeper)->rebuild(reader, nullptr);
    }
  }
  if (status.ok()) {
    return index::Snapshot::open(files, folder.index());
  }
  if (absl::IsResourceExhausted(status) || absl::IsPermissionDenied(status)) {
    return complete_in_memory(usable ? **snapshot : index::Snapshot(), reader);
  }
  return status;
}

}  // namespace

StatusOr<std::unique_ptr<Registry>> Registry::open(const std::string& data_folder, os::FileSystem& files) {
  std::unique_ptr<Registry> registry(new Registry(DataFolder{data_folder}, files));
  ASSIGN_OR_RETURN(const os::EntryKind kind, files.kind(registry->folder_.store()));
  if (kind == os::EntryKind::kNone) {
    return no_data(data_folder);
  }
  ASSIGN_OR_RETURN(const auto reader, registry->readers_.borrow());
  ASSIGN_OR_RETURN(registry->snapshot_, open_snapshot(files, registry->folder_, *reader));
  return registry;
}

std::shared_ptr<const index::Snapshot> Registry::snapshot() const {
  const std::lock_guard lock(snapshot_mutex_);
  return snapshot_;
}

std::uint64_t Registry::generation() const { return snapshot()->generation(); }

Status Registry::refresh() {
  ASSIGN_OR_RETURN(const index::Manifest manifest, index::read_manifest(files_, folder_.index()));
  const auto current = snapshot();
  if (manifest.generation == current->generation()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(auto fresh, index::Snapshot::open(files_, folder_.index(), current.get()));
  const std::lock_guard lock(snapshot_mutex_);
  snapshot_ = std::move(fresh);
  return absl::OkStatus();
}

StatusOr<StoredStudy> Registry::stored_study(store::Reader& reader, const store::VersionInfo& info) {
  ASSIGN_OR_RETURN(const std::string body, reader.body(info.sequence));
  ASSIGN_OR_RETURN(const auto versions, reader.versions(info.study));
  StoredStudy study = {
      NctNumber::from_value(info.study), model::with_release_stamp(body, info.stamp), 0, 0, {}, {}, {}};
  study.version = info.number;
  study.version_count = static_cast<std::uint32_t>(versions.size());
  study.first_seen = versions.empty() ? info.first_observed : versions.front().first_observed;
  study.last_changed = info.first_observed;
  study.last_seen = info.last_observed;
  return study;
}

StatusOr<std::optional<StoredStudy>> Registry::study(NctNumber nct) {
  ASSIGN_OR_RETURN(const auto reader, readers_.borrow());
  ASSIGN_OR_RETURN(const auto info, reader->newest(nct.value()));
  if (!info) {
    return std::optional<StoredStudy>();
  }
  ASSIGN_OR_RETURN(StoredStudy found, stored_study(*reader, *info));
  return std::optional<StoredStudy>(std::move(found));
}

StatusOr<StoredStudy> Registry::study_of(const SearchHit& hit) {
  ASSIGN_OR_RETURN(const auto reader, readers_.borrow());
  ASSIGN_OR_RETURN(const store::VersionInfo info, reader->at_sequence(hit.sequence));
  return stored_study(*reader, info);
}

StatusOr<std::string> Registry::json_of(const SearchHit& hit) {
  ASSIGN_OR_RETURN(const auto reader, readers_.borrow());
  ASSIGN_OR_RETURN(const store::VersionInfo info, reader->at_sequence(hit.sequence));
  ASSIGN_OR_RETURN(const std::string body, reader->body(hit.sequence));
  return model::with_release_stamp(body, info.stamp);
}

StatusOr<std::optional<NctNumber>> Registry::find_alias(NctNumber nct) {
  BoundNode alias;
  alias.kind = BoundKind::kTerm;
  alias.phrases = {{text::fold(nct.text())}};
  alias.fields = {{model::piece::NCTIdAlias, 0.0}};
  ASSIGN_OR_RETURN(const search::Page page, search::run(*snapshot(), alias, {.from = 0, .size = 1}));
  if (page.hits.empty()) {
    return std::optional<NctNumber>();
  }
  return std::optional(NctNumber::from_value(page.hits.front().external_id));
}

StatusOr<SearchResult> Registry::search(const SearchRequest& request, const std::atomic<bool>* cancelled) {
  SearchResult result;
  BoundNode all;
  all.kind = BoundKind::kAnd;
  for (std::size_t i = 0; i < request.parts.size(); ++i) {
    const query::SearchArea area = query::area_of_parameter(request.parts[i].parameter);
    query::ParsedQuery parsed = query::parse(request.parts[i].text);
    query::BoundQuery bound = query::bind(parsed.tree, area);
    for (auto* complaints : {&parsed.complaints, &bound.complaints}) {
      for (query::Complaint& complaint : *complaints) {
        result.complaints.push_back({i, area.label, std::move(complaint)});
      }
    }
    all.children.push_back(std::move(bound.root));
  }
  if (!request.only_numbers.empty()) {
    all.children.push_back(only_numbers(request.only_numbers));
  }
  if (!result.complaints.empty()) {
    return result;
  }
  if (all.children.empty()) {
    all.kind = BoundKind::kAll;
  }
  const auto current = snapshot();
  ASSIGN_OR_RETURN(
      const search::Page page,
      search::run(*current, all, {.from = request.from, .size = request.size, .tie_column = kLastUpdateColumn},
                  cancelled));
  result.total = page.total;
  result.generation = current->generation();
  for (const search::Hit& hit : page.hits) {
    result.hits.push_back({NctNumber::from_value(hit.external_id), search::score_of(hit.evidence), hit.sequence});
  }
  return result;
}

StatusOr<Instant> Registry::data_time() {
  ASSIGN_OR_RETURN(const auto reader, readers_.borrow());
  return reader->data_time();
}

StatusOr<RegistryStats> Registry::stats() {
  RegistryStats stats;
  ASSIGN_OR_RETURN(const auto reader, readers_.borrow());
  ASSIGN_OR_RETURN(stats.store, reader->counts());
  ASSIGN_OR_RETURN(stats.loads, reader->loads());
  ASSIGN_OR_RETURN(stats.store_bytes, files_.size(folder_.store()));
  const auto current = snapshot();
  stats.indexed_studies = current->document_count();
  stats.segments = current->segments().size();
  stats.index_bytes = current->size_bytes();
  stats.generation = current->generation();
  for (const store::LoadInfo& load : stats.loads) {
    if (load.finished && (!stats.last_load_finished || *load.finished > *stats.last_load_finished)) {
      stats.last_load_finished = load.finished;
    }
  }
  return stats;
}

}  // namespace trialkeep::engine

// Registry::verify: the store in itself, the index in itself, and both against each other.

#include <absl/container/flat_hash_map.h>

#include "base/strings.h"
#include "engine/parallel.h"
#include "engine/registry.h"
#include "engine/reject_log.h"
#include "model/canonical.h"
#include "model/catalogue.h"
#include "model/study.h"
#include "os/environment.h"

namespace trialkeep::engine {
namespace {

constexpr std::size_t kFaultsShown = 100;
constexpr std::size_t kVersionsAtOnce = 512;  // versions between two reports of progress

std::string name_of(const store::VersionInfo& info) {
  return concat(NctNumber::from_value(info.study).text(), " version ", info.number);
}

// What is wrong with one stored version; empty when it is whole.
std::string fault_of(store::Reader& reader, model::StudyParser& parser, const store::VersionInfo& info) {
  const auto body = reader.body(info.sequence);
  if (!body.ok()) {
    return concat(name_of(info), ": ", std::string(body.status().message()), ".");
  }
  if (model::content_hash(*body) != info.hash) {
    return concat(name_of(info), ": its content does not match its hash.");
  }
  const auto study = parser.parse(*body);
  if (!study.ok()) {
    return concat(name_of(info), ": ", std::string(study.status().message()), ".");
  }
  const auto nct = NctNumber::from_canonical(study->text(model::piece::NCTId));
  if (!nct || nct->value() != info.study) {
    return concat(name_of(info), ": the record names another study.");
  }
  return {};
}

void add_fault(VerifyReport& report, std::string fault) {
  if (report.faults.size() < kFaultsShown) {
    report.faults.push_back(std::move(fault));
  } else if (report.faults.size() == kFaultsShown) {
    report.faults.push_back("There are more faults than are shown here.");
  }
}

// The versions of a study follow each other in time, equal neighbours are one, and the store names the last.
void check_timelines(const std::vector<store::VersionInfo>& versions,
                     const absl::flat_hash_map<std::uint32_t, std::uint64_t>& newest, VerifyReport& report) {
  absl::flat_hash_map<std::uint32_t, std::uint64_t> last;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const store::VersionInfo& info = versions[i];
    last[info.study] = info.sequence;
    if (info.last_observed < info.first_observed) {
      add_fault(report, concat(name_of(info), ": it was last seen before it was first seen."));
    }
    if (info.number > 0 && versions[i - 1].last_observed > info.first_observed) {
      add_fault(report, concat(name_of(info), ": it begins before the version before it ends."));
    }
    if (info.number > 0 && versions[i - 1].hash == info.hash) {
      add_fault(report, concat(name_of(info), ": it equals the version before it."));
    }
  }
  for (const auto& [study, sequence] : newest) {
    const auto found = last.find(study);
    if (found == last.end() || found->second != sequence) {
      add_fault(report, concat(NctNumber::from_value(study).text(), ": the store does not name its newest version."));
    }
    last.erase(study);
  }
  for (const auto& [study, sequence] : last) {
    add_fault(report, concat(NctNumber::from_value(study).text(), ": the store has versions but not the study."));
  }
}

// What each load read is what is stored: as many records, with the same sum of hashes.
Status check_loads(store::Reader& reader, const std::vector<store::VersionInfo>& versions, VerifyReport& report) {
  absl::flat_hash_map<std::uint64_t, Hash128> hashes;
  for (const store::VersionInfo& info : versions) {
    hashes[info.sequence] = info.hash;
  }
  ASSIGN_OR_RETURN(const auto loads, reader.loads());
  for (const store::LoadInfo& load : loads) {
    const auto observations = reader.observations(load.id);
    if (!observations.ok()) {
      add_fault(report, concat("Load ", load.id, ": ", std::string(observations.status().message()), "."));
      continue;
    }
    if (!observations->has_value()) {
      continue;  // cut off, or of a format that did not keep them
    }
    ++report.loads;
    Hash128 sum;
    bool all_there = true;
    for (const store::Sequence sequence : **observations) {
      const auto found = hashes.find(sequence);
      all_there = all_there && found != hashes.end();
      sum = found == hashes.end() ? sum : combine_unordered(sum, found->second);
    }
    if (!all_there || sum != load.fingerprint || (*observations)->size() + load.counts.refused != load.counts.read) {
      add_fault(report, concat("Load ", load.id, " of ", load.started.text(), ": what it read is not what is stored."));
    }
  }
  return absl::OkStatus();
}

// What ended loads refused lies there as it came. A load that goes on or was cut off may have left part of a row, and
// so may one that gave up amid a batch, be it that the disk was full: behind what it counts.
void check_refused(os::FileSystem& files, const std::string& folder, const std::vector<store::LoadInfo>& loads,
                   VerifyReport& report) {
  for (const store::LoadInfo& load : loads) {
    if (load.finished && load.counts.refused > 0) {
      const LoadEnd end = load.state == store::kLoadDone ? LoadEnd::kWhole : LoadEnd::kGivenUp;
      for (std::string& fault : check_rejects(files, folder, load.id, load.counts.refused, end)) {
        add_fault(report, std::move(fault));
      }
    }
  }
}

// The index holds every version that it claims to cover, once, and nothing else.
void check_index(const index::Snapshot& snapshot, const std::vector<store::VersionInfo>& versions,
                 VerifyReport& report) {
  absl::flat_hash_map<std::uint64_t, std::uint32_t> missing;
  std::optional<Hash128> last_hash;
  for (const store::VersionInfo& info : versions) {
    if (info.sequence <= snapshot.covers()) {
      missing[info.sequence] = info.study;
    }
    if (info.sequence == snapshot.covers()) {
      last_hash = info.hash;
    }
  }
  const auto& expected = snapshot.manifest().last_hash;
  if (snapshot.covers() > 0 && (!last_hash || (expected && *expected != *last_hash))) {
    add_fault(report, "The index is of another store, or of another course of this one; run `trialkeep rebuild`.");
  }
  bool all_readable = true;
  for (const index::SnapshotSegment& part : snapshot.segments()) {
    if (const Status status = part.segment->verify(); !status.ok()) {
      add_fault(report, concat(std::string(status.message()), "."));
      all_readable = false;
      continue;
    }
    for (index::DocId doc = 0; doc < part.segment->document_count(); ++doc) {
      const auto found = missing.find(part.segment->sequence(doc));
      if (found == missing.end() || found->second != part.segment->external_id(doc)) {
        add_fault(report, concat("The index file ", part.segment->path(), " holds a version that the store does not, ",
                                 "or holds it twice (document ", doc, "); run `trialkeep rebuild`."));
      } else {
        missing.erase(found);
      }
    }
  }
  if (all_readable && !missing.empty()) {
    add_fault(report, concat("The index lacks ", counted(missing.size(), "version"),
                             " of the store; run `trialkeep rebuild`."));
  }
}

}  // namespace

StatusOr<VerifyReport> Registry::verify(const std::function<void(double)>& progress) {
  VerifyReport report;
  if (!fault_at_opening_.empty()) {
    add_fault(report, fault_at_opening_);
  }
  ASSIGN_OR_RETURN(const auto reader, readers_.borrow());
  ASSIGN_OR_RETURN(const auto integrity, reader->check_integrity());
  for (const std::string& fault : integrity) {
    add_fault(report, concat("The store's database reports: ", fault, "."));
  }
  // The index first, then the store as it stands at one moment: it then holds all that the index names.
  const auto current = snapshot();
  std::vector<store::VersionInfo> versions;
  absl::flat_hash_map<std::uint32_t, std::uint64_t> newest;
  ASSIGN_OR_RETURN(std::optional<store::Reader::Hold> moment, reader->hold());
  RETURN_IF_ERROR(reader->for_each_version([&](const store::VersionInfo& info) {
    versions.push_back(info);
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(
      reader->for_each_study([&](store::StudyNumber study, store::Sequence sequence) { newest[study] = sequence; }));
  RETURN_IF_ERROR(check_loads(*reader, versions, report));
  ASSIGN_OR_RETURN(const auto loads, reader->loads());
  moment.reset();
  report.studies = newest.size();
  report.versions = versions.size();

  const unsigned threads = os::core_count();
  std::vector<store::ReaderPool::Lease> readers;
  std::vector<model::StudyParser> parsers(threads);
  for (unsigned i = 0; i < threads; ++i) {
    ASSIGN_OR_RETURN(auto lease, readers_.borrow());
    readers.push_back(std::move(lease));
  }
  std::vector<std::string> faults(versions.size());
  for (std::size_t begin = 0; begin < versions.size(); begin += kVersionsAtOnce) {
    const std::size_t count = std::min(kVersionsAtOnce, versions.size() - begin);
    for_each_parallel(threads, count, [&](unsigned thread, std::size_t i) {
      faults[begin + i] = fault_of(*readers[thread], parsers[thread], versions[begin + i]);
    });
    if (progress) {
      progress(static_cast<double>(begin + count) / static_cast<double>(versions.size()));
    }
  }
  for (std::string& fault : faults) {
    if (!fault.empty()) {
      add_fault(report, std::move(fault));
    }
  }
  check_refused(files_, folder_.rejects(), loads, report);
  if (const Status thesauri = ThesaurusKeeper(files_, folder_.thesaurus()).load().status(); !thesauri.ok()) {
    add_fault(report, concat(std::string(thesauri.message()), "."));
  }
  check_timelines(versions, newest, report);
  report.segments = current->segments().size();
  check_index(*current, versions, report);
  return report;
}

}  // namespace trialkeep::engine

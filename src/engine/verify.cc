// Registry::verify: the store in itself, the index in itself, and both against each other.

#include <absl/container/flat_hash_map.h>

#include "base/strings.h"
#include "engine/parallel.h"
#include "engine/registry.h"
#include "model/canonical.h"
#include "model/catalogue.h"
#include "model/study.h"
#include "os/environment.h"

namespace trialkeep::engine {
namespace {

constexpr std::size_t kFaultsShown = 100;
constexpr std::size_t kChunk = 512;  // versions between two reports of progress

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

// Every version is numbered 0, 1, ... in its study, and `newest` names the last.
void check_numbering(const std::vector<store::VersionInfo>& versions,
                     const absl::flat_hash_map<std::uint32_t, std::uint64_t>& newest, VerifyReport& report) {
  absl::flat_hash_map<std::uint32_t, std::uint32_t> next;
  absl::flat_hash_map<std::uint32_t, std::uint64_t> last;
  for (const store::VersionInfo& info : versions) {
    if (info.number != next[info.study]++) {
      add_fault(report, concat(name_of(info), ": the version before it is missing."));
    }
    last[info.study] = info.sequence;
  }
  for (const auto& [study, sequence] : last) {
    const auto found = newest.find(study);
    if (found == newest.end() || found->second != sequence) {
      add_fault(report, concat(NctNumber::from_value(study).text(), ": the store does not name its newest version."));
    }
  }
}

// The index holds the newest version of every study that it claims to cover, and nothing else.
void check_index(const index::Snapshot& snapshot, const absl::flat_hash_map<std::uint32_t, std::uint64_t>& newest,
                 VerifyReport& report) {
  std::uint64_t live = 0;
  bool all_readable = true;
  for (const index::SnapshotSegment& part : snapshot.segments()) {
    if (const Status status = part.segment->verify(); !status.ok()) {
      add_fault(report, concat(std::string(status.message()), "."));
      all_readable = false;
      continue;
    }
    for (index::DocId doc = 0; doc < part.segment->document_count(); ++doc) {
      if (!part.live.contains(doc)) {
        continue;
      }
      ++live;
      const auto found = newest.find(part.segment->external_id(doc));
      const std::uint64_t sequence = part.segment->sequence(doc);
      if (found == newest.end() || (found->second != sequence && found->second <= snapshot.covers())) {
        add_fault(report, concat("The index file ", part.segment->path(), " holds a version that the store does not ",
                                 "(document ", doc, "); run `trialkeep rebuild`."));
      }
    }
  }
  std::uint64_t expected = 0;
  for (const auto& [study, sequence] : newest) {
    expected += sequence <= snapshot.covers() ? 1 : 0;
  }
  if (all_readable && live < expected) {
    add_fault(report, concat("The index lacks ", expected - live, " studies of the store; run `trialkeep rebuild`."));
  }
}

}  // namespace

StatusOr<VerifyReport> Registry::verify(const std::function<void(double)>& progress) {
  VerifyReport report;
  ASSIGN_OR_RETURN(const auto reader, readers_.borrow());
  ASSIGN_OR_RETURN(const auto integrity, reader->check_integrity());
  for (const std::string& fault : integrity) {
    add_fault(report, concat("The store's database reports: ", fault, "."));
  }
  std::vector<store::VersionInfo> versions;
  absl::flat_hash_map<std::uint32_t, std::uint64_t> newest;
  RETURN_IF_ERROR(reader->for_each_version([&](const store::VersionInfo& info) {
    versions.push_back(info);
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(reader->for_each_newest(0, [&](const store::VersionInfo& info) {
    newest[info.study] = info.sequence;
    return absl::OkStatus();
  }));
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
  for (std::size_t begin = 0; begin < versions.size(); begin += kChunk) {
    const std::size_t count = std::min(kChunk, versions.size() - begin);
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
  check_numbering(versions, newest, report);
  const auto current = snapshot();
  report.segments = current->segments().size();
  check_index(*current, newest, report);
  return report;
}

}  // namespace trialkeep::engine

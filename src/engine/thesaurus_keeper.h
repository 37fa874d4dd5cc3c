#pragma once
// The thesauri of a data folder: `thesaurus/records.tsv`, made from the records, and others imported beside it.
// Searches use all of them together, so what they find depends on them: nothing here changes a thesaurus unless asked
// to, but for make_if_due().

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/status.h"
#include "os/clock.h"
#include "os/file_system.h"
#include "query/synonym_table.h"

namespace trialkeep::engine {

// The one that is made from the records.
inline constexpr std::string_view kRecordsThesaurus = "records";

struct ThesaurusInfo {
  std::string name;    // "records"
  std::string source;  // as the file says
  Instant made;
  std::uint64_t studies = 0;
  std::uint64_t size_bytes = 0;
};

struct ThesaurusOptions {
  unsigned threads = 0;                     // 0: one a core
  std::function<bool()> stop_requested;     // may be empty
  std::function<void(double)> on_progress;  // the share done, 0..1; may be empty
  const os::Clock* clock = &os::system_clock();
};

class ThesaurusKeeper {
 public:
  // `folder` need not exist.
  ThesaurusKeeper(os::FileSystem& files, std::string folder) : files_(files), folder_(std::move(folder)) {}

  // By name. An error names the file that cannot be read and the remedy; kDataLoss for a damaged one.
  StatusOr<std::vector<ThesaurusInfo>> list() const;
  // The texts, in the order of list().
  StatusOr<std::vector<std::string>> texts() const;
  StatusOr<std::shared_ptr<const query::SynonymTable>> load() const;
  // Differs when load() would give something else. Cheap; empty when there is none.
  StatusOr<std::string> mark() const;

  // Makes the one from the records of `store` anew. The caller holds the data folder's lock.
  Status make(const std::string& store, const ThesaurusOptions& options) const;
  // The same when there is none, or when the registry has grown by a half since it was made; else nothing. True when it
  // replaced one.
  StatusOr<bool> make_if_due(const std::string& store, std::uint64_t studies, const ThesaurusOptions& options) const;

  // The same at the end of a load, which goes well without it: what there is to tell of it, a sentence; mostly empty.
  std::string keep(const std::string& store, std::uint64_t studies, const ThesaurusOptions& options) const;

  // Adds a file of the same format, with or without its checksum, under a name of letters, digits, - and _.
  StatusOr<ThesaurusInfo> import(const std::string& path, std::string_view name) const;

 private:
  std::string path_of(std::string_view name) const;
  StatusOr<std::vector<std::string>> names() const;

  os::FileSystem& files_;
  const std::string folder_;
};

// Makes the thesaurus of a data folder anew. kNotFound when it holds no data, kUnavailable while a load is under way.
StatusOr<ThesaurusInfo> build_thesaurus(const std::string& data_folder, const ThesaurusOptions& options,
                                        os::FileSystem& files = os::posix_file_system());
StatusOr<ThesaurusInfo> import_thesaurus(const std::string& data_folder, const std::string& path, std::string_view name,
                                         os::FileSystem& files = os::posix_file_system());

}  // namespace trialkeep::engine

#include "engine/thesaurus_keeper.h"

#include <algorithm>

#include "base/limits.h"
#include "base/strings.h"
#include "engine/data_check.h"
#include "engine/registry.h"
#include "engine/thesaurus_miner.h"
#include "os/environment.h"

namespace trialkeep::engine {
namespace {

constexpr std::string_view kSuffix = ".tsv";

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::string remedy_for(std::string_view name) {
  return name == kRecordsThesaurus ? "make it anew with `trialkeep thesaurus build`"
                                   : "import it again with `trialkeep thesaurus import`, or remove the file";
}

// A damaged file of our own is damage; the words of the parser say where.
Status damaged(const std::string& path, std::string_view name, const Status& status) {
  return absl::DataLossError(concat(path, ": ", std::string(status.message()), "; ", remedy_for(name)));
}

}  // namespace

std::string ThesaurusKeeper::path_of(std::string_view name) const {
  return os::join_path(folder_, concat(name, kSuffix));
}

StatusOr<std::vector<std::string>> ThesaurusKeeper::names() const {
  std::vector<std::string> names;
  ASSIGN_OR_RETURN(const os::EntryKind kind, files_.kind(folder_));
  if (kind != os::EntryKind::kFolder) {
    return names;
  }
  ASSIGN_OR_RETURN(const auto entries, files_.list(folder_));
  for (const std::string_view entry : entries) {
    if (entry.ends_with(kSuffix) && is_name(entry.substr(0, entry.size() - kSuffix.size()))) {
      names.emplace_back(entry.substr(0, entry.size() - kSuffix.size()));
    }
  }
  if (names.size() > limits::kThesaurusFiles) {
    return absl::InvalidArgumentError(concat(folder_, " holds ", names.size(), " thesauri; at most ",
                                             limits::kThesaurusFiles, " are used: remove some"));
  }
  return names;
}

StatusOr<std::vector<ThesaurusInfo>> ThesaurusKeeper::list() const {
  std::vector<ThesaurusInfo> infos;
  ASSIGN_OR_RETURN(const auto all, names());
  for (const std::string& name : all) {
    ASSIGN_OR_RETURN(const auto file, files_.map(path_of(name)));
    const auto head = query::parse_thesaurus_head(file->bytes());
    if (!head.ok()) {
      return damaged(path_of(name), name, head.status());
    }
    infos.push_back({name, std::string(head->source), head->made, head->studies, file->bytes().size()});
  }
  return infos;
}

StatusOr<std::vector<std::string>> ThesaurusKeeper::texts() const {
  std::vector<std::string> texts;
  ASSIGN_OR_RETURN(const auto all, names());
  for (const std::string& name : all) {
    ASSIGN_OR_RETURN(std::string text, files_.read_file(path_of(name), limits::kThesaurusBytes));
    texts.push_back(std::move(text));
  }
  return texts;
}

StatusOr<std::shared_ptr<const query::SynonymTable>> ThesaurusKeeper::load() const {
  ASSIGN_OR_RETURN(auto all, texts());
  auto table = query::SynonymTable::make(std::move(all));
  if (table.ok()) {
    return std::shared_ptr<const query::SynonymTable>(*std::move(table));
  }
  // Rare: which of the files it is.
  ASSIGN_OR_RETURN(const auto listed, names());
  for (const std::string& name : listed) {
    ASSIGN_OR_RETURN(const std::string text, files_.read_file(path_of(name), limits::kThesaurusBytes));
    if (const auto parsed = query::parse_thesaurus(text); !parsed.ok()) {
      return damaged(path_of(name), name, parsed.status());
    }
  }
  return table.status();
}

StatusOr<std::string> ThesaurusKeeper::mark() const {
  constexpr std::size_t kChecksumLine = 26;
  std::string mark;
  ASSIGN_OR_RETURN(const auto all, names());
  for (const std::string& name : all) {
    ASSIGN_OR_RETURN(const auto file, files_.map(path_of(name)));
    const std::string_view bytes = file->bytes();
    append_to(mark, name, "\t", bytes.size(), "\t", bytes.substr(bytes.size() - std::min(bytes.size(), kChecksumLine)));
  }
  return mark;
}

Status ThesaurusKeeper::make(const std::string& store, const ThesaurusOptions& options) const {
  store::ReaderPool readers(store, files_.database_driver());
  MiningOptions mining;
  mining.threads = options.threads == 0 ? os::core_count() : options.threads;
  mining.now = options.clock->now();
  mining.stop_requested = options.stop_requested;
  mining.on_progress = options.on_progress;
  ASSIGN_OR_RETURN(const std::string text, mine_thesaurus(readers, mining));
  RETURN_IF_ERROR(files_.make_folders(folder_));
  return os::write_file_atomically(files_, path_of(kRecordsThesaurus), text);
}

StatusOr<bool> ThesaurusKeeper::make_if_due(const std::string& store, std::uint64_t studies,
                                            const ThesaurusOptions& options) const {
  const std::string path = path_of(kRecordsThesaurus);
  ASSIGN_OR_RETURN(const os::EntryKind kind, files_.kind(path));
  if (kind == os::EntryKind::kFile) {
    ASSIGN_OR_RETURN(const auto file, files_.map(path));
    const auto head = query::parse_thesaurus_head(file->bytes());
    if (!head.ok()) {
      return damaged(path, kRecordsThesaurus, head.status());
    }
    if (studies < head->studies + std::max<std::uint64_t>(1, head->studies / 2)) {
      return false;
    }
  }
  RETURN_IF_ERROR(make(store, options));
  return kind == os::EntryKind::kFile;
}

std::string ThesaurusKeeper::keep(const std::string& store, std::uint64_t studies,
                                  const ThesaurusOptions& options) const {
  const auto replaced = make_if_due(store, studies, options);
  if (!replaced.ok()) {
    return concat("the thesaurus was not made: ", std::string(replaced.status().message()));
  }
  return *replaced
             ? "the registry has grown by a half since its thesaurus was made, so that was made anew; searches may "
               "find more or less than before"
             : "";
}

StatusOr<ThesaurusInfo> ThesaurusKeeper::import(const std::string& path, std::string_view name) const {
  if (!is_name(name) || name == kRecordsThesaurus) {
    return absl::InvalidArgumentError(concat(
        "\"", name, "\" cannot be the name of a thesaurus; give one of letters, digits, - and _ by --name, not `",
        kRecordsThesaurus, "`"));
  }
  ASSIGN_OR_RETURN(const std::string text, files_.read_file(path, limits::kThesaurusBytes));
  const auto content = query::parse_thesaurus(text, false);
  if (!content.ok()) {
    return annotate(content.status(), path);
  }
  const std::string printed = query::print_thesaurus(*content);
  RETURN_IF_ERROR(files_.make_folders(folder_));
  RETURN_IF_ERROR(os::write_file_atomically(files_, path_of(name), printed));
  return ThesaurusInfo{std::string(name), std::string(content->source), content->made, content->studies,
                       printed.size()};
}

StatusOr<ThesaurusInfo> build_thesaurus(const std::string& data_folder, const ThesaurusOptions& options,
                                        os::FileSystem& files) {
  const DataFolder folder{data_folder};
  RETURN_IF_ERROR(check_has_data(folder, files));
  ASSIGN_OR_RETURN(const auto lock, files.lock(folder.lock()));
  const ThesaurusKeeper keeper(files, folder.thesaurus());
  RETURN_IF_ERROR(keeper.make(folder.store(), options));
  ASSIGN_OR_RETURN(const auto infos, keeper.list());
  for (const ThesaurusInfo& info : infos) {
    if (info.name == kRecordsThesaurus) {
      return info;
    }
  }
  return absl::DataLossError(concat("the thesaurus that was just made is not in ", folder.thesaurus()));
}

StatusOr<ThesaurusInfo> import_thesaurus(const std::string& data_folder, const std::string& path, std::string_view name,
                                         os::FileSystem& files) {
  const DataFolder folder{data_folder};
  RETURN_IF_ERROR(check_has_data(folder, files));
  ASSIGN_OR_RETURN(const auto lock, files.lock(folder.lock()));
  return ThesaurusKeeper(files, folder.thesaurus()).import(path, name);
}

}  // namespace trialkeep::engine

#pragma once
// Tags: named queries of a data folder. A tag holds for the studies that its query finds now; nothing of it is stored
// with a study. The file `tags.tsv` of the data folder has a line for each, `name<TAB>query`, in the order in which
// they were added; while there is no such file, the tags that come ready are the tags.

#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/nct.h"
#include "base/status.h"
#include "engine/registry.h"
#include "os/file_system.h"

namespace trialkeep::engine {

struct Tag {
  std::string name;   // at most kTagNameBytesMax bytes, without controls and outer blanks
  std::string query;  // in the registry's query language, searched like filter.advanced; one line
  friend bool operator==(const Tag&, const Tag&) = default;
};

inline constexpr std::size_t kTagsMax = 50;
inline constexpr std::size_t kTagNameBytesMax = 80;
inline constexpr std::size_t kTagsFileBytes = kTagsMax * (limits::kQueryBytes + kTagNameBytesMax + 2);

// "has adverse events", "possible gene therapy", "cell therapy".
std::vector<Tag> ready_tags();

// kDataLoss, with the line, when the file is damaged.
StatusOr<std::vector<Tag>> read_tags(const DataFolder& folder, os::FileSystem& files = os::posix_file_system());

// Adds a tag, or gives the one of that name another query. kInvalidArgument, with a sentence, for a name or query that
// cannot be one; kResourceExhausted beyond kTagsMax. Waits for no other writer: kUnavailable.
Status add_tag(const DataFolder& folder, std::string_view name, std::string_view query,
               os::FileSystem& files = os::posix_file_system());
// kNotFound, with the names there are.
Status remove_tag(const DataFolder& folder, std::string_view name, os::FileSystem& files = os::posix_file_system());

// By name, to the letter; nullptr when there is none.
const Tag* find_tag(const std::vector<Tag>& tags, std::string_view name);

// A tag as a part of a search that only narrows it.
QueryPart filter_of(const Tag& tag);

// Those of the registry's tags that hold for a study, in their order. A tag whose query cannot be read holds for none.
StatusOr<std::vector<Tag>> tags_of(Registry& registry, NctNumber nct, const Moment& moment = {});

}  // namespace trialkeep::engine

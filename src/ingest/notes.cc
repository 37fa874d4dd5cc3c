#include "ingest/notes.h"

#include <utility>

#include "base/strings.h"
#include "ingest/file_names.h"
#include "ingest/record_source.h"

namespace trialkeep::ingest {

void Notes::add(std::string sentence) {
  if (sentences_.size() + 1 < kNotes) {
    sentences_.push_back(std::move(sentence));
  } else {
    ++more_;
  }
}

void Notes::add_skipped_name(std::string_view source) {
  add(concat("skipped ", source,
             ": its name is not that of a .json, .ndjson, .jsonl, .xml, .gz, .zst, .zip or .tar file"));
}

void Notes::count_hidden(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::size_t begin = slash == std::string_view::npos ? 0 : slash + 1;
  const std::string_view name = path.substr(begin);
  const bool is_from_mac = name.starts_with("._");
  hidden_ +=
      name.starts_with(".") && !is_from_mac && may_hold_records(name) && !is_hidden(path.substr(0, begin)) ? 1 : 0;
}

std::vector<std::string> Notes::list() const {
  std::vector<std::string> out = sentences_;
  std::size_t more = more_;
  if (hidden_ > 0) {
    if (out.size() + 1 == kNotes) {
      out.pop_back();
      ++more;
    }
    out.push_back(concat("skipped ", counted(hidden_, "hidden file"),
                         ", whose names begin with a dot; rename those that are to be read"));
  }
  if (more > 0) {
    out.push_back(concat("and ", more, " more of this kind"));
  }
  return out;
}

}  // namespace trialkeep::ingest

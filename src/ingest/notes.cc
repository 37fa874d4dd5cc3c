#include "ingest/notes.h"

#include <utility>

#include "base/strings.h"
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

std::vector<std::string> Notes::list() const {
  std::vector<std::string> out = sentences_;
  if (more_ > 0) {
    out.push_back(concat("and ", more_, " more of this kind"));
  }
  return out;
}

}  // namespace trialkeep::ingest

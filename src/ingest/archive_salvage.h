#pragma once
// Reads a zip archive from its front, by the headers that stand before the members, for an archive that lost
// the directory at its end to a broken download.

#include <memory>
#include <string>

#include "ingest/archive.h"

namespace trialkeep::ingest {

// The members as far as they can be told, then an error that says the archive is cut off.
StatusOr<std::unique_ptr<Archive>> open_archive_salvage(const std::string& path, const ArchiveContext& context);

}  // namespace trialkeep::ingest

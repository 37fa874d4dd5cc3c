#pragma once
// Which segments make up the index. The file MANIFEST is replaced atomically; what it does not name is
// rubbish of an interrupted run.
//
//   trialkeep-index 1
//   generation N         grows with every change
//   indexing V           the engine's version of how documents are indexed
//   covers S             every store sequence up to S is in the index
//   last HEX             what the store has at S, by the hash that it keeps of it; not there where that is not known
//   segment NAME DOCS BYTES      one line each, oldest first
//   checksum HEX         XXH3-64 of all lines above

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/status.h"
#include "os/file_system.h"

namespace trialkeep::index {

struct ManifestSegment {
  std::string name;
  std::uint32_t documents = 0;
  std::uint64_t size_bytes = 0;
};

struct Manifest {
  std::uint64_t generation = 0;
  std::uint64_t covers = 0;
  std::uint32_t indexing_version = 0;
  std::vector<ManifestSegment> segments;
  // Of the version at `covers`, as the store has it: an index of another store, or of another course of this one, has
  // another there. Unset while nothing is covered, and by programs that did not write it.
  std::optional<Hash128> last_hash = std::nullopt;
};

std::string print_manifest(const Manifest& manifest);
// kDataLoss for anything that print_manifest did not make.
StatusOr<Manifest> parse_manifest(std::string_view text);

// The manifest of an index folder; an empty one, generation 0, where there is none yet.
StatusOr<Manifest> read_manifest(os::FileSystem& files, const std::string& folder);
Status write_manifest(os::FileSystem& files, const std::string& folder, const Manifest& manifest);

// Removes what lies in the folder and the manifest does not name. Readers that have a file mapped keep it.
Status remove_unnamed_files(os::FileSystem& files, const std::string& folder, const Manifest& manifest);

}  // namespace trialkeep::index

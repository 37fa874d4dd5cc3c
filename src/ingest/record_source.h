#pragma once
// From what a user names on the command line to a stream of raw records: the bytes of one JSON object or one
// XML document each, and where they came from. Read are files, folders, zip and tar archives and standard
// input; JSON as one study, a list, a page of the registry's API, or records one after another (NDJSON); XML
// as one study a file; each also packed with gzip or zstd, told by its first bytes. Nothing is parsed beyond
// finding where records begin and end (record_splitter.h has the rules), and nothing is ever unpacked to
// disk: memory is one record, a few fixed buffers, what is held back until its checksum is known (held_stream.h), the
// names of the files, and a zip archive's directory.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/status.h"

namespace trialkeep::ingest {

struct Origin {
  std::string source;        // "path", "archive.zip!NN/NCT.json", "standard input"
  std::uint64_t offset = 0;  // of the record's first byte in the unpacked bytes of that source

  std::string text() const;  // "path, byte 1234"
};

enum class RecordForm : std::uint8_t {
  kJson,       // a study as API v2 gives it
  kLegacyXml,  // <clinical_study>, as the registry gave it until 2024; legacy_xml.h brings it into the other form
};

struct RawRecord {
  std::string bytes;
  Origin origin;
  // Ok, or why this cannot be a record: not JSON, larger than kRecordBytes, deeper than kRecordDepth, cut
  // off at the end of its source. `bytes` then hold what was read of it, at most kRecordBytes.
  Status problem;
  RecordForm form = RecordForm::kJson;
  // When the registry was seen to hold this, where the source says so: a dated snapshot, an entry of a history.
  std::optional<Instant> observed = std::nullopt;
  // The number that the registry's own history gives this version, where the source is that history.
  std::optional<std::uint32_t> registry_version = std::nullopt;
};

struct SourceProgress {
  std::uint64_t bytes_read = 0;   // of the files as they lie on disk
  std::uint64_t bytes_total = 0;  // 0 when unknown: standard input, a pipe
  std::uint64_t files_done = 0;   // an archive counts as one file
  std::uint64_t files_total = 0;
};

class RecordSource {
 public:
  virtual ~RecordSource() = default;

  // The next record, or nullopt at the end of all sources. An error is about a source itself (cut off,
  // damaged, unreadable, not JSON at all): it names the source and what to do, and calling next() again
  // goes on with the next one. Records before the damage were given first; where a checksum denies a packed file or a
  // member of an archive, none of it is given, or, of a long one, the error says that they may be wrong.
  virtual StatusOr<std::optional<RawRecord>> next() = 0;

  // Safe to call from another thread.
  virtual SourceProgress progress() const = 0;

  // Sentences about what was skipped: files of other kinds in folders and archives, files without a
  // record. At most kNotes, the last then says how many more there were.
  virtual std::vector<std::string> notes() const = 0;

  // What the sources say themselves that they lack, once next() has given all: a page of a list that others follow, a
  // total that was not reached. A sentence without its full stop; empty when they say no such thing.
  virtual std::string shortfall() const { return {}; }
};

inline constexpr std::size_t kNotes = 100;

struct SourceOptions {
  int standard_input_fd = 0;
};

// Sources in the order given; a folder's files by name, its folders among them, hidden ones left out. "-"
// is standard input. A path that does not exist is an error at once, as is "-" twice and an empty list.
StatusOr<std::unique_ptr<RecordSource>> open_sources(const std::vector<std::string>& paths,
                                                     const SourceOptions& options);

}  // namespace trialkeep::ingest

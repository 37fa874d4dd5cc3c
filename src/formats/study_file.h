#pragma once
// Files of many studies, written from front to back, for whoever takes a whole result away: a table, references,
// records as JSON, one a line, or each a file of an archive.

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/status.h"
#include "formats/csv.h"
#include "formats/ris.h"
#include "formats/zip_file.h"

namespace trialkeep::formats {

class StudyFile {
 public:
  virtual ~StudyFile() = default;
  // Appends what stands before the first study: the first call, and once.
  virtual void start(std::string& /*out*/) {}
  // Appends the next study, a record as it is stored. An error where it is none.
  virtual Status append(std::string_view json, std::string& out) = 0;
  // Appends the next part of the end; false once there is no more of it.
  virtual bool append_end(std::string& /*out*/) { return false; }
};

// Appends a record, the one of that place from 0, as a file of JSON is to have it. Empty: as it is stored.
using WriteRecord = std::function<Status(std::size_t place, std::string_view json, std::string& out)>;

std::unique_ptr<StudyFile> csv_file(CsvTable table);
// `retrieved` as of RisReference::append().
std::unique_ptr<StudyFile> ris_file(RisReference reference, std::string retrieved);
// A record a line.
std::unique_ptr<StudyFile> line_file();
// `head`, the records, with a comma and a new line between two, and `tail`.
std::unique_ptr<StudyFile> list_file(std::string head, std::string tail, WriteRecord write = {});
std::unique_ptr<StudyFile> zip_file(ZipWriter::NameOfEntry name_of, WriteRecord write = {});

}  // namespace trialkeep::formats

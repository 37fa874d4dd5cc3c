#include "formats/study_file.h"

#include <utility>

#include "base/strings.h"
#include "model/study.h"

namespace trialkeep::formats {
namespace {

class CsvFile final : public StudyFile {
 public:
  explicit CsvFile(CsvTable table) : table_(std::move(table)) {}
  void start(std::string& out) override { table_.append_header(out); }
  Status append(std::string_view json, std::string& out) override {
    ASSIGN_OR_RETURN(const model::Study study, parser_.parse(json));
    table_.append_row(study, out);
    return absl::OkStatus();
  }

 private:
  const CsvTable table_;
  model::StudyParser parser_;
};

class RisFile final : public StudyFile {
 public:
  RisFile(RisReference reference, std::string retrieved)
      : reference_(std::move(reference)), retrieved_(std::move(retrieved)) {}
  Status append(std::string_view json, std::string& out) override {
    ASSIGN_OR_RETURN(const model::Study study, parser_.parse(json));
    reference_.append(study, retrieved_, out);
    return absl::OkStatus();
  }

 private:
  const RisReference reference_;
  const std::string retrieved_;
  model::StudyParser parser_;
};

class LineFile final : public StudyFile {
 public:
  Status append(std::string_view json, std::string& out) override {
    append_to(out, json, "\n");
    return absl::OkStatus();
  }
};

class ListFile final : public StudyFile {
 public:
  ListFile(std::string head, std::string tail, WriteRecord write)
      : head_(std::move(head)), tail_(std::move(tail)), write_(std::move(write)) {}
  void start(std::string& out) override { out += head_; }
  Status append(std::string_view json, std::string& out) override {
    out += place_ == 0 ? "" : ",\n";
    const std::size_t place = place_++;
    if (write_) {
      return write_(place, json, out);
    }
    out += json;
    return absl::OkStatus();
  }
  bool append_end(std::string& out) override {
    if (std::exchange(has_ended_, true)) {
      return false;
    }
    out += tail_;
    return true;
  }

 private:
  const std::string head_;
  const std::string tail_;
  const WriteRecord write_;
  std::size_t place_ = 0;  // of the next record
  bool has_ended_ = false;
};

class ZipOfStudies final : public StudyFile {
 public:
  ZipOfStudies(ZipWriter::NameOfEntry name_of, WriteRecord write)
      : zip_(std::move(name_of)), write_(std::move(write)) {}
  Status append(std::string_view json, std::string& out) override {
    if (!write_) {
      zip_.append_entry(json, out);
      return absl::OkStatus();
    }
    content_.clear();
    RETURN_IF_ERROR(write_(place_++, json, content_));
    zip_.append_entry(content_, out);
    return absl::OkStatus();
  }
  bool append_end(std::string& out) override { return zip_.append_directory(out); }

 private:
  ZipWriter zip_;
  const WriteRecord write_;
  std::size_t place_ = 0;  // of the next record
  std::string content_;    // of one entry
};

}  // namespace

std::unique_ptr<StudyFile> csv_file(CsvTable table) { return std::make_unique<CsvFile>(std::move(table)); }

std::unique_ptr<StudyFile> ris_file(RisReference reference, std::string retrieved) {
  return std::make_unique<RisFile>(std::move(reference), std::move(retrieved));
}

std::unique_ptr<StudyFile> line_file() { return std::make_unique<LineFile>(); }

std::unique_ptr<StudyFile> list_file(std::string head, std::string tail, WriteRecord write) {
  return std::make_unique<ListFile>(std::move(head), std::move(tail), std::move(write));
}

std::unique_ptr<StudyFile> zip_file(ZipWriter::NameOfEntry name_of, WriteRecord write) {
  return std::make_unique<ZipOfStudies>(std::move(name_of), std::move(write));
}

}  // namespace trialkeep::formats

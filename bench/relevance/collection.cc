#include "relevance/collection.h"

#include <set>

#include "base/strings.h"
#include "text/words.h"

namespace trialkeep::bench {
namespace {

class AreaText : public model::Visitor {
 public:
  explicit AreaText(const std::vector<bool>& in_area) : in_area_(in_area) {}

  void visit(const model::Place& place, model::Json value) override {
    std::string_view text;
    if (!in_area_[place.field] || value.get(text) != simdjson::SUCCESS) {
      return;
    }
    for (text::WordReader reader(text); reader.next();) {
      append_to(text_, " ", reader.word());
      words_.emplace(reader.word());
    }
  }
  void unknown(std::string_view, model::Json) override {}

  const std::string& text() const { return text_; }
  const std::set<std::string, std::less<>>& words() const { return words_; }

 private:
  const std::vector<bool>& in_area_;
  std::string text_;
  std::set<std::string, std::less<>> words_;
};

}  // namespace

StatusOr<Collection> Collection::make(const std::string& parameter) {
  Collection collection;
  collection.in_area_.resize(model::fields().size());
  for (const model::AreaPart& part : model::find_area_of_parameter(parameter)->parts) {
    for (const model::FieldId id : part.pieces) {
      collection.in_area_[id] = model::field(id).kind != model::ValueKind::kEnum;
    }
  }
  sqlite3* database = nullptr;
  sqlite3_open(":memory:", &database);
  collection.database_.reset(database);
  sqlite3_stmt* insert = nullptr;
  sqlite3_stmt* rank = nullptr;
  if (sqlite3_exec(database, "CREATE VIRTUAL TABLE studies USING fts5(words, content='')", nullptr, nullptr, nullptr) !=
          SQLITE_OK ||
      sqlite3_prepare_v2(database, "INSERT INTO studies(rowid, words) VALUES(?,?)", -1, &insert, nullptr) !=
          SQLITE_OK ||
      sqlite3_prepare_v2(database, "SELECT rowid FROM studies WHERE studies MATCH ? ORDER BY rank, rowid", -1, &rank,
                         nullptr) != SQLITE_OK) {
    return collection.error("make a table");
  }
  collection.insert_.reset(insert);
  collection.rank_.reset(rank);
  return collection;
}

Status Collection::error(const char* what) const {
  return absl::UnavailableError(concat("SQLite cannot ", what, ": ", sqlite3_errmsg(database_.get()), "."));
}

Status Collection::add(NctNumber nct, const model::Study& study) {
  AreaText text(in_area_);
  model::walk(study, text);
  sqlite3_reset(insert_.get());
  sqlite3_bind_int64(insert_.get(), 1, nct.value());
  sqlite3_bind_text(insert_.get(), 2, text.text().data(), static_cast<int>(text.text().size()), SQLITE_STATIC);
  if (sqlite3_step(insert_.get()) != SQLITE_DONE) {
    return error("add a study");
  }
  for (const std::string& word : text.words()) {
    ++studies_with_[word];
  }
  ++size_;
  return absl::OkStatus();
}

std::uint64_t Collection::studies_with(const std::string& word) const {
  const auto found = studies_with_.find(word);
  return found == studies_with_.end() ? 0 : found->second;
}

StatusOr<std::vector<NctNumber>> Collection::rank(const std::vector<std::string>& words) {
  std::string query;
  for (const std::string& word : words) {
    append_to(query, query.empty() ? "\"" : " OR \"", word, "\"");
  }
  sqlite3_reset(rank_.get());
  sqlite3_bind_text(rank_.get(), 1, query.data(), static_cast<int>(query.size()), SQLITE_STATIC);
  std::vector<NctNumber> ranking;
  int step = 0;
  while ((step = sqlite3_step(rank_.get())) == SQLITE_ROW) {
    ranking.push_back(NctNumber::from_value(static_cast<std::uint32_t>(sqlite3_column_int64(rank_.get(), 0))));
  }
  return step == SQLITE_DONE ? StatusOr<std::vector<NctNumber>>(std::move(ranking)) : error("rank");
}

}  // namespace trialkeep::bench

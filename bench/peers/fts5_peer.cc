// SQLite FTS5: one table without content, a column for each group of fields, ranked by bm25 with equal weights.

#include <sqlite3.h>

#include "base/strings.h"
#include "peers/peer.h"

namespace trialkeep::bench {
namespace {

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

class Fts5Peer : public Peer {
 public:
  static StatusOr<std::unique_ptr<Peer>> open(const std::string& folder) {
    auto peer = std::make_unique<Fts5Peer>();
    sqlite3* database = nullptr;
    const int opened = sqlite3_open((folder + "/fts5.db").c_str(), &database);
    peer->database_.reset(database);
    if (opened != SQLITE_OK) {
      return absl::UnavailableError(concat("SQLite cannot make ", folder, "/fts5.db."));
    }
    std::string columns;
    std::string marks = "?";
    for (const std::string_view name : kColumnNames) {
      append_to(columns, name, ",");
      marks += ",?";
    }
    for (const std::string& sql : {std::string("PRAGMA journal_mode=WAL"), std::string("PRAGMA synchronous=NORMAL"),
                                   std::string("PRAGMA cache_size=-262144"),
                                   concat("CREATE VIRTUAL TABLE studies USING fts5(", columns,
                                          "content='',tokenize='unicode61 remove_diacritics 0')"),
                                   std::string("BEGIN")}) {
      RETURN_IF_ERROR(peer->execute(sql));
    }
    std::string names = columns.substr(0, columns.size() - 1);
    for (const auto& [statement, sql] :
         {std::pair(&peer->insert_, concat("INSERT INTO studies(rowid,", names, ") VALUES(", marks, ")")),
          std::pair(&peer->count_, std::string("SELECT count(*) FROM studies WHERE studies MATCH ?")),
          std::pair(&peer->best_,
                    std::string("SELECT rowid FROM studies WHERE studies MATCH ? ORDER BY rank LIMIT ?"))}) {
      ASSIGN_OR_RETURN(*statement, peer->prepare(sql));
    }
    return peer;
  }

  Status add(std::uint32_t number, const ColumnTexts& texts) override {
    sqlite3_reset(insert_.get());
    sqlite3_bind_int64(insert_.get(), 1, number);
    for (std::size_t i = 0; i < kColumns; ++i) {
      sqlite3_bind_text(insert_.get(), static_cast<int>(i) + 2, texts[i].data(), static_cast<int>(texts[i].size()),
                        SQLITE_STATIC);
    }
    return sqlite3_step(insert_.get()) == SQLITE_DONE ? absl::OkStatus() : error();
  }

  Status finish() override {
    RETURN_IF_ERROR(execute("INSERT INTO studies(studies) VALUES('optimize')"));
    RETURN_IF_ERROR(execute("COMMIT"));
    return execute("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  StatusOr<PeerAnswer> search(const PlainQuery& query, unsigned columns, std::size_t size) override {
    std::string text = columns == kAllColumns ? "" : filter(columns);
    append_query(query, text);
    PeerAnswer answer;
    for (const auto& [statement, is_count] : {std::pair(count_.get(), true), std::pair(best_.get(), false)}) {
      sqlite3_reset(statement);
      sqlite3_bind_text(statement, 1, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
      if (!is_count) {
        sqlite3_bind_int64(statement, 2, static_cast<sqlite3_int64>(size));
      }
      int step = 0;
      while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
        const auto value = static_cast<std::uint64_t>(sqlite3_column_int64(statement, 0));
        if (is_count) {
          answer.total = value;
        } else {
          answer.best.push_back(static_cast<std::uint32_t>(value));
        }
      }
      if (step != SQLITE_DONE) {
        return error();
      }
    }
    return answer;
  }

 private:
  static std::string filter(unsigned columns) {
    std::string text = "{";
    for (std::size_t i = 0; i < kColumns; ++i) {
      if ((columns >> i & 1) != 0) {
        append_to(text, " ", kColumnNames[i]);
      }
    }
    return text + "} : ";
  }

  static void append_query(const PlainQuery& query, std::string& text) {
    if (query.kind == PlainQuery::Kind::kWords) {
      text += '"';
      for (const std::string& word : query.words) {
        append_to(text, &word == &query.words.front() ? "" : " ", word);
      }
      text += '"';
      return;
    }
    const std::string_view between = query.kind == PlainQuery::Kind::kAll   ? " AND "
                                     : query.kind == PlainQuery::Kind::kAny ? " OR "
                                                                            : " NOT ";
    text += '(';
    for (const PlainQuery& part : query.parts) {
      text += &part == &query.parts.front() ? "" : between;
      append_query(part, text);
    }
    text += ')';
  }

  Status execute(const std::string& sql) {
    return sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK ? absl::OkStatus()
                                                                                              : error();
  }
  StatusOr<Statement> prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(database_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    return code == SQLITE_OK ? StatusOr<Statement>(Statement(statement)) : error();
  }
  Status error() { return absl::UnavailableError(concat("SQLite says: ", sqlite3_errmsg(database_.get()), ".")); }

  Database database_;
  Statement insert_;
  Statement count_;
  Statement best_;
};

}  // namespace

StatusOr<std::unique_ptr<Peer>> open_fts5_peer(const std::string& folder) { return Fts5Peer::open(folder); }

}  // namespace trialkeep::bench

// Xapian: a glass database; each word twice, as is its custom: with its column's prefix and without, for queries over
// all columns. Ranked by BM25 with Xapian's own parameters.

#include <xapian.h>

#include "base/strings.h"
#include "peers/peer.h"

namespace trialkeep::bench {
namespace {

constexpr Xapian::termcount kBetweenColumns = 100;  // positions, so that no phrase reaches across
constexpr std::size_t kTermBytes = 200;             // Xapian takes terms of 245 bytes

std::string prefix_of(std::size_t column) { return concat("X", std::string(1, static_cast<char>('A' + column)), ":"); }

class XapianPeer : public Peer {
 public:
  explicit XapianPeer(const std::string& folder)
      : database_(folder + "/xapian", Xapian::DB_CREATE_OR_OVERWRITE | Xapian::DB_BACKEND_GLASS) {}

  Status add(std::uint32_t number, const ColumnTexts& texts) override {
    return guarded([&] {
      Xapian::Document document;
      Xapian::termcount position = 1;
      for (std::size_t column = 0; column < kColumns; ++column) {
        const std::string prefix = prefix_of(column);
        for (std::string_view rest = texts[column]; !rest.empty();) {
          const std::size_t end = std::min(rest.find(' '), rest.size());
          const std::string word(rest.substr(0, std::min(end, kTermBytes)));
          document.add_posting(prefix + word, position);
          document.add_posting(word, position++);
          rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        position += kBetweenColumns;
      }
      database_.replace_document(number, document);
    });
  }

  Status finish() override {
    return guarded([&] { database_.commit(); });
  }

  StatusOr<PeerAnswer> search(const PlainQuery& query, unsigned columns, std::size_t size) override {
    PeerAnswer answer;
    RETURN_IF_ERROR(guarded([&] {
      Xapian::Enquire enquire(database_);
      enquire.set_query(query_of(query, columns));
      // To look at all documents makes the number of matches exact.
      const Xapian::MSet found = enquire.get_mset(0, static_cast<Xapian::doccount>(size), database_.get_doccount());
      answer.total = found.get_matches_estimated();
      for (auto hit = found.begin(); hit != found.end(); ++hit) {
        answer.best.push_back(*hit);
      }
    }));
    return answer;
  }

 private:
  template <typename Work>
  static Status guarded(const Work& work) {
    try {
      work();
      return absl::OkStatus();
    } catch (const Xapian::Error& error) {
      return absl::UnavailableError(concat("Xapian says: ", error.get_description(), "."));
    }
  }

  static Xapian::Query words(const PlainQuery& query, const std::string& prefix) {
    std::vector<std::string> terms;
    for (const std::string& word : query.words) {
      terms.push_back(prefix + word);
    }
    return terms.size() == 1 ? Xapian::Query(terms[0])
                             : Xapian::Query(Xapian::Query::OP_PHRASE, terms.begin(), terms.end(),
                                             static_cast<Xapian::termcount>(terms.size()));
  }

  static Xapian::Query query_of(const PlainQuery& query, unsigned columns) {
    std::vector<Xapian::Query> parts;
    switch (query.kind) {
      case PlainQuery::Kind::kWords:
        if (columns == kAllColumns) {
          return words(query, "");
        }
        for (std::size_t column = 0; column < kColumns; ++column) {
          if ((columns >> column & 1) != 0) {
            parts.push_back(words(query, prefix_of(column)));
          }
        }
        return {Xapian::Query::OP_OR, parts.begin(), parts.end()};
      case PlainQuery::Kind::kWithout:
        return {Xapian::Query::OP_AND_NOT, query_of(query.parts[0], columns), query_of(query.parts[1], columns)};
      default:
        for (const PlainQuery& part : query.parts) {
          parts.push_back(query_of(part, columns));
        }
        return {query.kind == PlainQuery::Kind::kAll ? Xapian::Query::OP_AND : Xapian::Query::OP_OR, parts.begin(),
                parts.end()};
    }
  }

  Xapian::WritableDatabase database_;
};

}  // namespace

StatusOr<std::unique_ptr<Peer>> open_xapian_peer(const std::string& folder) {
  try {
    return std::make_unique<XapianPeer>(folder);
  } catch (const Xapian::Error& error) {
    return absl::UnavailableError(concat("Xapian cannot make a database: ", error.get_description(), "."));
  }
}

}  // namespace trialkeep::bench

#include "measure/plain_query.h"

#include "base/strings.h"

namespace trialkeep::bench {
namespace {

constexpr int kDepthMax = 20;

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  StatusOr<PlainQuery> read(int depth) {
    const std::string_view token = next();
    if (token.size() < 1 || depth > kDepthMax) {
      return absl::InvalidArgumentError("The plain query ends too early or is too deep.");
    }
    PlainQuery query;
    if (token.starts_with("w:") || token.starts_with("p:")) {
      add_words(token.substr(2), query);
      return query;
    }
    std::size_t parts = 2;
    if (token[0] == '&' || token[0] == '|') {
      query.kind = token[0] == '&' ? PlainQuery::Kind::kAll : PlainQuery::Kind::kAny;
      parts = static_cast<std::size_t>(std::atoi(std::string(token.substr(1)).c_str()));
    } else if (token == "-") {
      query.kind = PlainQuery::Kind::kWithout;
    } else {
      return absl::InvalidArgumentError(concat("\"", token, "\" has no meaning in a plain query."));
    }
    for (std::size_t i = 0; i < parts; ++i) {
      ASSIGN_OR_RETURN(PlainQuery part, read(depth + 1));
      query.parts.push_back(std::move(part));
    }
    return query;
  }

  bool at_end() const { return text_.empty(); }

 private:
  std::string_view next() {
    const std::size_t blank = std::min(text_.find(' '), text_.size());
    const std::string_view token = text_.substr(0, blank);
    text_.remove_prefix(std::min(blank + 1, text_.size()));
    return token;
  }

  static void add_words(std::string_view text, PlainQuery& query) {
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find('_', at), text.size());
      query.words.emplace_back(text.substr(at, end - at));
      at = end + 1;
    }
  }

  std::string_view text_;
};

}  // namespace

StatusOr<PlainQuery> parse_plain_query(std::string_view text) {
  Reader reader(text);
  ASSIGN_OR_RETURN(PlainQuery query, reader.read(0));
  return reader.at_end() ? StatusOr<PlainQuery>(std::move(query))
                         : absl::InvalidArgumentError(concat("\"", text, "\" goes on behind its end."));
}

}  // namespace trialkeep::bench

#include "text/word_difference.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "base/strings.h"

namespace trialkeep::text {
namespace {

// The point of "3.5" and the comma of "1,000".
bool is_within_number(std::string_view text, std::size_t at) {
  return (text[at] == '.' || text[at] == ',') && at > 0 && at + 1 < text.size() && is_digit(text[at - 1]) &&
         is_digit(text[at + 1]);
}

std::size_t token_end(std::string_view text, std::size_t begin) {
  std::size_t end = begin + 1;
  if (is_blank(text[begin])) {
    while (end < text.size() && is_blank(text[end])) {
      ++end;
    }
  } else if (is_word_byte(text[begin])) {
    while (end < text.size() && (is_word_byte(text[end]) || is_within_number(text, end))) {
      ++end;
    }
  }
  return end;
}

using Tokens = std::vector<std::uint32_t>;  // equal tokens have equal numbers

// What replaces what: tokens [older_begin, older_end) become [newer_begin, newer_end).
struct Hunk {
  std::size_t older_begin;
  std::size_t older_end;
  std::size_t newer_begin;
  std::size_t newer_end;
};

// A step of the edit path: one token deleted or inserted before (older, newer).
struct Edit {
  std::size_t older;
  std::size_t newer;
  bool is_insertion;
};

// The path of fewest edits over a[0..n) and b[0..m), by furthest-reaching points on diagonals k = x - y.
class ShortestPath {
 public:
  ShortestPath(const std::uint32_t* a, std::size_t n, const std::uint32_t* b, std::size_t m)
      : a_(a), b_(b), n_(static_cast<std::ptrdiff_t>(n)), m_(static_cast<std::ptrdiff_t>(m)) {}

  // False when more than kWordEditsMax edits are needed. Else `edits` holds them from first to last.
  bool find(std::vector<Edit>& edits) {
    const auto most = static_cast<std::ptrdiff_t>(std::min<std::size_t>(kWordEditsMax, n_ + m_));
    for (std::ptrdiff_t d = 0; d <= most; ++d) {
      rounds_.emplace_back(static_cast<std::size_t>(2 * d + 1));
      for (std::ptrdiff_t k = -d; k <= d; k += 2) {
        std::ptrdiff_t x = start(d, k);
        while (x < n_ && x - k < m_ && a_[x] == b_[x - k]) {
          ++x;
        }
        rounds_.back()[static_cast<std::size_t>(k + d)] = static_cast<std::int32_t>(x);
        if (x >= n_ && x - k >= m_) {
          walk_back(d, k, edits);
          return true;
        }
      }
    }
    return false;
  }

 private:
  // The furthest x on diagonal k after d - 1 edits; -1 outside the round.
  std::ptrdiff_t reached(std::ptrdiff_t d, std::ptrdiff_t k) const {
    return k < -d || k > d ? -1 : rounds_[static_cast<std::size_t>(d)][static_cast<std::size_t>(k + d)];
  }
  bool comes_by_insertion(std::ptrdiff_t d, std::ptrdiff_t k) const {
    return k == -d || (k != d && reached(d - 1, k - 1) < reached(d - 1, k + 1));
  }
  // Where diagonal k begins in round d, before equal tokens are passed. May lie outside the texts, where
  // no equal token follows and the end is not reached.
  std::ptrdiff_t start(std::ptrdiff_t d, std::ptrdiff_t k) const {
    if (d == 0) {
      return 0;
    }
    return comes_by_insertion(d, k) ? reached(d - 1, k + 1) : reached(d - 1, k - 1) + 1;
  }
  void walk_back(std::ptrdiff_t d, std::ptrdiff_t k, std::vector<Edit>& edits) const {
    for (; d > 0; --d) {
      const bool is_insertion = comes_by_insertion(d, k);
      k += is_insertion ? 1 : -1;
      const std::ptrdiff_t x = reached(d - 1, k);
      edits.push_back({static_cast<std::size_t>(x), static_cast<std::size_t>(x - k), is_insertion});
    }
    std::reverse(edits.begin(), edits.end());
  }

  const std::uint32_t* a_;
  const std::uint32_t* b_;
  std::ptrdiff_t n_;
  std::ptrdiff_t m_;
  std::vector<std::vector<std::int32_t>> rounds_;
};

std::vector<Hunk> hunks_between(const Tokens& older, const Tokens& newer) {
  std::size_t prefix = 0;
  while (prefix < older.size() && prefix < newer.size() && older[prefix] == newer[prefix]) {
    ++prefix;
  }
  std::size_t suffix = 0;
  while (suffix < older.size() - prefix && suffix < newer.size() - prefix &&
         older[older.size() - 1 - suffix] == newer[newer.size() - 1 - suffix]) {
    ++suffix;
  }
  const std::size_t older_size = older.size() - prefix - suffix;
  const std::size_t newer_size = newer.size() - prefix - suffix;
  std::vector<Edit> edits;
  if (!ShortestPath(older.data() + prefix, older_size, newer.data() + prefix, newer_size).find(edits)) {
    return {{prefix, prefix + older_size, prefix, prefix + newer_size}};
  }
  std::vector<Hunk> hunks;
  for (const Edit& edit : edits) {
    const std::size_t x = edit.older + prefix;
    const std::size_t y = edit.newer + prefix;
    if (hunks.empty() || hunks.back().older_end != x || hunks.back().newer_end != y) {
      hunks.push_back({x, x, y, y});
    }
    ++(edit.is_insertion ? hunks.back().newer_end : hunks.back().older_end);
  }
  return hunks;
}

bool is_replacement(const Hunk& hunk) { return hunk.older_end > hunk.older_begin && hunk.newer_end > hunk.newer_begin; }

// Makes one of two replacements that only blanks on the same line separate.
std::vector<Hunk> joined(const std::vector<Hunk>& hunks, const std::vector<std::string_view>& older) {
  std::vector<Hunk> out;
  for (const Hunk& hunk : hunks) {
    const bool is_next = !out.empty() && hunk.older_begin == out.back().older_end + 1;
    const std::string_view between = is_next ? older[out.back().older_end] : std::string_view();
    if (is_next && is_replacement(out.back()) && is_replacement(hunk) &&
        between.find_first_not_of(" \t") == std::string_view::npos) {
      out.back().older_end = hunk.older_end;
      out.back().newer_end = hunk.newer_end;
    } else {
      out.push_back(hunk);
    }
  }
  return out;
}

std::string_view span_of(const std::vector<std::string_view>& tokens, std::size_t begin, std::size_t end) {
  if (begin == end) {
    return {};
  }
  const char* last = tokens[end - 1].data() + tokens[end - 1].size();
  return {tokens[begin].data(), static_cast<std::size_t>(last - tokens[begin].data())};
}

std::vector<WordRun> difference(std::string_view older_text, std::string_view newer_text, bool is_for_people) {
  const std::vector<std::string_view> older = word_tokens(older_text);
  const std::vector<std::string_view> newer = word_tokens(newer_text);
  std::unordered_map<std::string_view, std::uint32_t> numbers;
  const auto numbered = [&](const std::vector<std::string_view>& tokens) {
    Tokens out;
    out.reserve(tokens.size());
    for (std::string_view token : tokens) {
      out.push_back(numbers.emplace(token, static_cast<std::uint32_t>(numbers.size())).first->second);
    }
    return out;
  };
  std::vector<Hunk> hunks = hunks_between(numbered(older), numbered(newer));
  if (is_for_people) {
    hunks = joined(hunks, older);
  }
  std::vector<WordRun> runs;
  const auto add = [&](WordRun::Kind kind, std::string_view text) {
    if (!text.empty()) {
      runs.push_back({kind, text});
    }
  };
  std::size_t at = 0;
  for (const Hunk& hunk : hunks) {
    add(WordRun::Kind::kSame, span_of(older, at, hunk.older_begin));
    add(WordRun::Kind::kDeleted, span_of(older, hunk.older_begin, hunk.older_end));
    add(WordRun::Kind::kInserted, span_of(newer, hunk.newer_begin, hunk.newer_end));
    at = hunk.older_end;
  }
  add(WordRun::Kind::kSame, span_of(older, at, older.size()));
  return runs;
}

}  // namespace

std::vector<std::string_view> word_tokens(std::string_view text) {
  std::vector<std::string_view> tokens;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = token_end(text, begin);
    tokens.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return tokens;
}

std::vector<WordRun> smallest_word_difference(std::string_view older, std::string_view newer) {
  return difference(older, newer, false);
}

std::vector<WordRun> word_difference(std::string_view older, std::string_view newer) {
  return difference(older, newer, true);
}

}  // namespace trialkeep::text

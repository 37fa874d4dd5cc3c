#include "model/difference_match.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "base/hash.h"
#include "model/difference.h"
#include "model/difference_identity.h"

namespace trialkeep::model {
namespace {

constexpr std::size_t kWordsOfEntryMax = 512;  // more of an entry's words are not compared
constexpr double kSimilarShare = 0.5;          // of the words of both, to count as reworded

using Words = std::vector<std::uint64_t>;  // hashes in order, an element for each occurrence

void add_words(std::string_view text, Words& words) {
  std::string word;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    const char c = at < text.size() ? text[at] : ' ';
    const bool is_upper = c >= 'A' && c <= 'Z';
    if (is_upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80) {
      word.push_back(is_upper ? static_cast<char>(c | 0x20) : c);
    } else if (!word.empty()) {
      words.push_back(hash64(word));
      word.clear();
    }
  }
}

void collect_words(Json value, Words& words) {
  if (words.size() >= kWordsOfEntryMax) {
    return;
  }
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) {
    add_words(text, words);
  } else if (value.is_array()) {
    for (Json entry : simdjson::dom::array(value)) {
      collect_words(entry, words);
    }
  } else if (value.is_object()) {
    for (const auto member : simdjson::dom::object(value)) {
      collect_words(member.value, words);
    }
  } else {
    add_words(std::string(simdjson::minify(value)), words);
  }
}

Words sorted_words(Json value) {
  Words words;
  collect_words(value, words);
  words.resize(std::min(words.size(), kWordsOfEntryMax));
  std::sort(words.begin(), words.end());
  return words;
}

double shared_part(const Words& a, const Words& b) {
  std::size_t common = 0;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    if (*x == *y) {
      ++common;
      ++x;
      ++y;
    } else {
      ++(*x < *y ? x : y);
    }
  }
  return a.empty() && b.empty() ? 0 : 2.0 * static_cast<double>(common) / static_cast<double>(a.size() + b.size());
}

// An entry that is still without its equal, with what its rewording is known by.
struct Rest {
  std::uint32_t index;
  std::string shared;
  Words words;
};

struct Candidate {
  double share;
  std::uint32_t older;
  std::uint32_t newer;
  std::uint32_t distance() const { return older > newer ? older - newer : newer - older; }
};

class Pairer {
 public:
  Pairer(FieldId list, const Entries& older, const Entries& newer) : list_(list), older_(older), newer_(newer) {
    out_.newer_of.assign(older.values.size(), kUnpaired);
    out_.older_of.assign(newer.values.size(), kUnpaired);
    out_.has_moved.assign(newer.values.size(), false);
  }

  Pairing run(std::uint64_t& words) {
    pair_ends();
    pair_equal([](const Entries& entries, std::size_t index) { return entries.texts[index]; }, false);
    const std::span<const Identity> identities = identities_of(list_);
    bool may_be_reworded = true;
    for (const Identity& identity : identities) {
      pair_identical(identity, false, &identity != &identities.front());
      pair_identical(identity, true, true);
      may_be_reworded = may_be_reworded && identity.trust != Trust::kStrong;
    }
    if (may_be_reworded) {
      pair_reworded(words);
    }
    find_moves();
    return std::move(out_);
  }

 private:
  void pair(std::size_t older, std::size_t newer) {
    out_.newer_of[older] = static_cast<std::uint32_t>(newer);
    out_.older_of[newer] = static_cast<std::uint32_t>(older);
  }

  // Equal entries at both beginnings and ends: nearly all of a list, so that repeated entries stay in place.
  void pair_ends() {
    const std::size_t shorter = std::min(older_.texts.size(), newer_.texts.size());
    std::size_t begin = 0;
    while (begin < shorter && older_.texts[begin] == newer_.texts[begin]) {
      pair(begin, begin);
      ++begin;
    }
    for (std::size_t end = 1; end + begin <= shorter; ++end) {
      if (older_.texts[older_.texts.size() - end] != newer_.texts[newer_.texts.size() - end]) {
        break;
      }
      pair(older_.texts.size() - end, newer_.texts.size() - end);
    }
  }

  // Pairs what has the same key, the first with the first and so on. An empty key is none. `is_unique`: only
  // keys that one entry has on each side.
  template <typename KeyOf>
  void pair_equal(const KeyOf& key_of, bool is_unique) {
    std::unordered_map<std::string, std::vector<std::uint32_t>> newer_with;
    std::unordered_map<std::string, std::size_t> older_count;
    std::vector<std::pair<std::uint32_t, std::string>> rest;
    for (std::uint32_t i = 0; i < out_.newer_of.size(); ++i) {
      if (out_.newer_of[i] == kUnpaired) {
        rest.emplace_back(i, key_of(older_, i));
        ++older_count[rest.back().second];
      }
    }
    for (std::uint32_t i = 0; i < out_.older_of.size() && !rest.empty(); ++i) {
      if (out_.older_of[i] == kUnpaired) {
        newer_with[key_of(newer_, i)].push_back(i);
      }
    }
    std::unordered_map<std::string_view, std::size_t> used;
    for (const auto& [index, key] : rest) {
      const auto found = newer_with.find(key);
      if (key.empty() || found == newer_with.end() ||
          (is_unique && (found->second.size() > 1 || older_count[key] > 1))) {
        continue;
      }
      const std::size_t nth = used[key]++;
      if (nth < found->second.size()) {
        pair(index, found->second[nth]);
      }
    }
  }

  void pair_identical(const Identity& identity, bool is_folded, bool is_unique) {
    const auto key_of = [&](const Entries& entries, std::size_t index) {
      std::string key = identity_text(entries.values[index], identity, is_folded);
      const bool is_nameless = key.empty() && identity.trust == Trust::kInOrder && entries.values[index].is_object();
      return is_nameless ? std::string("\n\n") : key;
    };
    pair_equal(key_of, is_unique);
  }

  std::vector<Rest> unpaired(const Entries& entries, const std::vector<std::uint32_t>& other) const {
    const WordRule* rule = word_rule_of(list_);
    std::vector<Rest> out;
    for (std::uint32_t i = 0; i < other.size(); ++i) {
      if (other[i] != kUnpaired || !entries.values[i].is_object()) {
        continue;
      }
      if (rule == nullptr) {
        out.push_back({i, {}, sorted_words(entries.values[i])});
        continue;
      }
      Json compared;
      const bool has_words = entries.values[i][field(rule->compared).key].get(compared) == simdjson::SUCCESS;
      out.push_back(
          {i,
           identity_text(entries.values[i], {list_, {rule->shared, kNoField, kNoField, kNoField}, Trust::kPlain}, true),
           has_words ? sorted_words(compared) : Words()});
    }
    return out;
  }

  std::size_t unpaired_count(const std::vector<std::uint32_t>& other) const {
    return static_cast<std::size_t>(std::count(other.begin(), other.end(), kUnpaired));
  }

  void pair_reworded(std::uint64_t& words) {
    const std::size_t pairs = unpaired_count(out_.newer_of) * unpaired_count(out_.older_of);
    if (pairs == 0 || pairs > kSimilarPairsMax) {
      return;
    }
    std::vector<Candidate> candidates;
    const std::vector<Rest> rest = unpaired(newer_, out_.older_of);
    for (const Rest& a : unpaired(older_, out_.newer_of)) {
      for (const Rest& b : rest) {
        if (a.shared != b.shared) {
          continue;
        }
        if (words < a.words.size() + b.words.size()) {
          words = 0;
          return;
        }
        words -= a.words.size() + b.words.size();
        if (const double share = shared_part(a.words, b.words); share >= kSimilarShare) {
          candidates.push_back({share, a.index, b.index});
        }
      }
    }
    // The order is the same with older and newer exchanged, and so are the pairs.
    std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
      if (a.share != b.share) {
        return a.share > b.share;
      }
      const auto key = [](const Candidate& c) { return std::tuple(c.distance(), c.older + c.newer, c.older); };
      return key(a) < key(b);
    });
    for (const Candidate& one : candidates) {
      if (out_.newer_of[one.older] == kUnpaired && out_.older_of[one.newer] == kUnpaired) {
        pair(one.older, one.newer);
      }
    }
  }

  // Those outside a longest run of pairs that kept their order.
  void find_moves() {
    std::vector<std::uint32_t> tails;  // the newer index that ends the best run of each length
    std::vector<std::uint32_t> before(out_.older_of.size(), kUnpaired);
    for (std::uint32_t newer : out_.newer_of) {
      if (newer == kUnpaired) {
        continue;
      }
      const auto at = std::lower_bound(tails.begin(), tails.end(), newer);
      before[newer] = at == tails.begin() ? kUnpaired : *(at - 1);
      if (at == tails.end()) {
        tails.push_back(newer);
      } else {
        *at = newer;
      }
    }
    for (std::size_t i = 0; i < out_.has_moved.size(); ++i) {
      out_.has_moved[i] = out_.older_of[i] != kUnpaired;
    }
    for (std::uint32_t at = tails.empty() ? kUnpaired : tails.back(); at != kUnpaired; at = before[at]) {
      out_.has_moved[at] = false;
    }
  }

  const FieldId list_;
  const Entries& older_;
  const Entries& newer_;
  Pairing out_;
};

}  // namespace

Entries::Entries(Json array) {
  for (Json entry : simdjson::dom::array(array)) {
    values.push_back(entry);
    texts.push_back(simdjson::minify(entry));
  }
}

Pairing pair_entries(FieldId list, const Entries& older, const Entries& newer, std::uint64_t& words) {
  return Pairer(list, older, newer).run(words);
}

}  // namespace trialkeep::model

#pragma once
// Counts what real records hold. Words seen in fewer than kStudiesOfAWord studies are counted but not kept; nothing is
// learnt from fields that name people, addresses, telephone numbers, e-mails, links, identifiers or citations.

#include <absl/container/flat_hash_map.h>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "frequencies/table.h"
#include "model/study.h"

namespace trialkeep::bench {

inline constexpr std::uint32_t kStudiesOfAWord = 5;
inline constexpr std::uint64_t kCountOfAWord = 2;    // within a vocabulary
inline constexpr std::uint32_t kStudiesOfAPair = 5;  // of two words that are kept
inline constexpr std::uint64_t kCountOfAPair = 2;    // also of pairs with "_" and "*"
inline constexpr std::uint32_t kStudiesOfAPlace = 3;
inline constexpr std::size_t kWordsOfATerm = 5;  // longer values are text, not terms

class Learner {
 public:
  Learner();
  void add(const model::Study& study);
  // Only the names of conditions and interventions.
  void add_names(const model::Study& study);
  Frequencies finish() const;

 private:
  struct Tally {
    std::uint64_t count = 0;
    std::uint32_t studies = 0;
    std::uint32_t last_study = 0;  // counted from 1
    void add(std::uint32_t study);
  };
  struct FieldTally {
    std::vector<double> lengths;
    std::vector<double> amounts;
    absl::flat_hash_map<std::string, Tally> values;
  };
  struct VocabularyTally {
    absl::flat_hash_map<std::string, Tally> words;
    std::map<std::pair<std::string, std::string>, Tally> pairs;
    std::uint64_t tokens = 0;
    std::uint64_t topic_tokens = 0;
  };

  void collect_topic(const model::Study& study);
  void learn_object(model::FieldId parent, model::Json object);
  void learn_value(model::FieldId id, model::Json value);
  void learn_text(model::FieldId id, const Rule& rule, std::string_view text);
  std::size_t learn_words(const Rule& rule, std::string_view text);  // how many there were
  void learn_date(model::FieldId id, std::string_view text);
  void learn_place(model::Json location);
  Vocabulary vocabulary(const VocabularyTally& tally) const;
  bool is_kept(const std::string& word) const;

  Frequencies table_;  // what needs no second look
  std::vector<FieldTally> fields_;
  std::array<VocabularyTally, kVocabularies> vocabularies_;
  absl::flat_hash_map<std::string, Tally> all_words_;
  std::map<std::tuple<std::string, std::string, std::string>, std::pair<Tally, Place>> places_;
  std::uint32_t study_ = 0;
  std::size_t stratum_ = 0;
  double first_submitted_ = 0;  // days since 1970
  std::set<std::string, std::less<>> topic_;
};

}  // namespace trialkeep::bench

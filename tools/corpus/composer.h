#pragma once
// Turns sentence patterns into the texts of one study: paragraphs of a wished length, bullet and numbered
// lists with nested items, criteria. All in the registry's markup (spec/API.md section 7).

#include <string>

#include "corpus/facts.h"
#include "corpus/sentences.h"

namespace trialkeep::corpus {

class Composer {
 public:
  // `facts` must outlive the composer.
  Composer(const StudyFacts& facts, Topic topic, std::uint64_t edition = 0);

  Random& random() { return random_; }

  // One sentence or phrase of the pool.
  std::string one(Pool pool);
  // Sentences of the pool until `length` bytes are reached; at least one.
  void paragraph(std::string& out, Pool pool, std::size_t length);
  std::string paragraph(Pool pool, std::size_t length);

  // The two long texts and the criteria, of about `length` bytes.
  std::string summary(std::size_t length);
  std::string details(std::size_t length);
  std::string criteria(std::size_t length);

 private:
  void fill(std::string& out, std::string_view pattern);
  void fill_slot(std::string& out, std::string_view slot, bool dosed);
  std::string_view treatment_name(bool dosed);
  std::string_view next_of(Pool pool);
  void list(std::string& out, Pool pool, std::size_t length, bool numbered);

  const StudyFacts& facts_;
  Random random_;
  bool has_dosed_ = false;  // whether some treatment comes in doses
  std::string condition_;   // as it reads inside a sentence
  // Where in a pool the next sentence is taken: a walk through all before any comes again.
  std::size_t walk_ = 0;
};

// `name` as it reads inside a sentence: capitals only where a word is a name or an abbreviation.
std::string inside_sentence(std::string_view name);

// `text` with the markup's special characters escaped.
void append_escaped_markup(std::string& out, std::string_view text);

}  // namespace trialkeep::corpus

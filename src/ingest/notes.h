#pragma once
// A bounded list of sentences for the user.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace trialkeep::ingest {

class Notes {
 public:
  void add(std::string sentence);

  // "skipped ... because of its name".
  void add_skipped_name(std::string_view source);

  // A file that is passed over because is_hidden(path). Told by a number, and only where its own name begins with a dot
  // and it might hold records: not what a Mac or a version control puts beside them.
  void count_hidden(std::string_view path);

  // At most kNotes; the last says how many more there were.
  std::vector<std::string> list() const;

 private:
  std::vector<std::string> sentences_;
  std::size_t more_ = 0;
  std::size_t hidden_ = 0;
};

}  // namespace trialkeep::ingest

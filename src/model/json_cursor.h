#pragma once
// A place in the JSON of a record, for what splices records without parsing them. Of damaged JSON nothing
// outside it is read; where it is seen to be damaged, the cursor moves to its end.

#include <algorithm>
#include <string_view>

#include "model/json_text.h"

namespace trialkeep::model {

class JsonCursor {
 public:
  explicit JsonCursor(std::string_view json) : at_(json.data()), end_(at_ + json.size()) {}

  const char* at() const { return at_; }
  bool is_at_end() const { return at_ == end_; }
  bool sees(char c) const { return at_ < end_ && *at_ == c; }
  // Moves behind `c` when it stands here.
  bool take(char c) {
    const bool found = sees(c);
    at_ += found ? 1 : 0;
    return found;
  }
  void skip_blanks() {
    while (at_ < end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) {
      ++at_;
    }
  }
  // What comes is no JSON: moves to the end.
  void give_up() { at_ = end_; }

  // Inside an object: the next key, in quotes; moves to its value. Empty, and behind the brace, at the object's
  // end.
  std::string_view next_key() {
    skip_blanks();
    if (take(',')) {
      skip_blanks();
    }
    if (!sees('"')) {
      if (!take('}')) {
        give_up();
      }
      return {};
    }
    const std::string_view key = take_value();
    skip_blanks();
    if (!take(':')) {
      give_up();
      return {};
    }
    skip_blanks();
    return key;
  }

  // The bytes of the value that starts here; moves behind it. Empty where no value can start.
  std::string_view take_value() {
    if (at_ >= end_) {
      return {};
    }
    const char* const begin = at_;
    at_ = std::min(skip_json_value(at_, end_), end_);
    return {begin, static_cast<std::size_t>(at_ - begin)};
  }

 private:
  const char* at_;
  const char* const end_;
};

}  // namespace trialkeep::model

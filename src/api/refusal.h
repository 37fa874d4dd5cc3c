#pragma once
// A request that is refused: the text of the body, which is the registry's where it has one, and a hint in
// our own words for people, which goes into the header X-Hint. It travels as a Status, so that the reading
// of a request is written like the reading of anything else.

#include <string>
#include <string_view>

#include "base/status.h"
#include "http/message.h"

namespace trialkeep::api {

inline constexpr std::string_view kHintHeader = "X-Hint";
inline constexpr std::size_t kHintBytes = 600;  // a longer hint is cut, with "..." at its end

// kInvalidArgument, which is answered with 400. `hint` may be empty.
Status refuse(std::string text, std::string_view hint = {});
// The same with another code: kNotFound for 404.
Status refuse(absl::StatusCode code, std::string text, std::string_view hint);

// The answer to a failure of any kind: text/plain, its HTTP status by base/status.h.
http::Response answer_of(const Status& status);

// `text` as the value of a header: one line of printable ASCII, other characters as "?", at most kHintBytes.
std::string header_text(std::string_view text);

}  // namespace trialkeep::api

#include "api/refusal.h"

#include <absl/strings/cord.h>

#include "base/check.h"
#include "base/strings.h"
#include "base/utf8.h"

namespace trialkeep::api {
namespace {

constexpr char kHintPayload[] = "trialkeep/hint";

}  // namespace

Status refuse(std::string text, std::string_view hint) {
  return refuse(absl::StatusCode::kInvalidArgument, std::move(text), hint);
}

Status refuse(absl::StatusCode code, std::string text, std::string_view hint) {
  Status status(code, text);
  if (!hint.empty()) {
    status.SetPayload(kHintPayload, absl::Cord(std::string(hint)));
  }
  return status;
}

http::Response answer_of(const Status& status) {
  CHECK(!status.ok());
  http::Response response = http::Response::text(http_status(status.code()), std::string(status.message()));
  if (const auto hint = status.GetPayload(kHintPayload)) {
    response.headers.emplace_back(kHintHeader, header_text(std::string(*hint)));
  }
  return response;
}

std::string header_text(std::string_view text) {
  constexpr std::string_view kCut = "...";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (continues_character(c)) {
      continue;
    }
    if (out.size() == kHintBytes) {
      out.replace(kHintBytes - kCut.size(), kCut.size(), kCut);
      break;
    }
    const bool is_blank = c == '\n' || c == '\r' || c == '\t';
    out.push_back(is_blank ? ' ' : byte >= 0x20 && byte < 0x7F ? c : '?');
  }
  return out;
}

}  // namespace trialkeep::api

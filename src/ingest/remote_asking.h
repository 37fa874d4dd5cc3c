#pragma once
// Asks another server for a page until it arrives whole: one that is damaged on the way is asked for again, a few
// times. What the server says on purpose is not.

#include <cstddef>
#include <string>
#include <string_view>

#include "base/status.h"
#include "base/strings.h"
#include "ingest/http_client.h"
#include "ingest/remote_changes_page.h"
#include "ingest/remote_studies_page.h"

namespace trialkeep::ingest {

inline constexpr std::size_t kRemotePageBytes = 512u << 20;  // unpacked; 1,000 studies are 20 to 100 MB

// What a server says to a question that it does not take, in quotes, cut where it is long.
inline std::string quoted_start(std::string_view text) {
  constexpr std::size_t kQuoted = 300;
  text = without_outer_blanks(text);
  return concat("\"", text.substr(0, kQuoted), text.size() > kQuoted ? "..." : "", "\"");
}

// Whether what could be read of a page is as it was sent.
inline bool is_whole(const RemotePage& page) { return page.broken_record.ok(); }
inline bool is_whole(const RemoteChangesPage&) { return true; }

// `check` gives the error of an answer that is none, `parse` the page in the body of one that is. After the last try a
// page with a broken record is given as it is: the load refuses the record by itself and keeps the others of the page.
// kFailedPrecondition for what is no page then.
template <typename Check, typename Parse>
auto ask_for_page(HttpClient& client, const std::string& url, const Check& check, const Parse& parse)
    -> decltype(parse(std::string_view())) {
  for (int tries = 1;; ++tries) {
    ASSIGN_OR_RETURN(const HttpReply reply, client.get(url, kRemotePageBytes));
    RETURN_IF_ERROR(check(reply));
    auto page = parse(std::string_view(reply.body));
    const bool is_last_try = tries == kRemoteFirstTries;
    if (page.ok() && (is_last_try || is_whole(*page))) {
      return page;
    }
    if (is_last_try) {
      return absl::FailedPreconditionError(std::string(page.status().message()));
    }
    RETURN_IF_ERROR(client.back_off(tries));
  }
}

}  // namespace trialkeep::ingest

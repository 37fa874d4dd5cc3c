#pragma once
// Where to listen, as a person writes it on a command line.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/status.h"

namespace trialkeep::http {

struct ListenAddress {
  std::string address;  // an IP address in digits, IPv6 without brackets
  std::uint16_t port = 0;

  // "127.0.0.1:8080", "[::1]:8080"
  std::string text() const;
  friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

// "127.0.0.1:8080", "[::1]:8080", "localhost:8080"; ":8080" and "8080" alone mean this machine only
// (127.0.0.1), since the open network is asked for in full: "0.0.0.0:8080". Names are not looked up.
// Port 0 takes any free one. kInvalidArgument with a sentence that shows the forms otherwise.
StatusOr<ListenAddress> parse_listen(std::string_view text);

}  // namespace trialkeep::http

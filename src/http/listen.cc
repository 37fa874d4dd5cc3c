#include "http/listen.h"

#include <arpa/inet.h>
#include <optional>

#include "base/strings.h"

namespace trialkeep::http {
namespace {

constexpr std::string_view kForms = "write 8080, 127.0.0.1:8080, [::1]:8080, localhost:8080 or 0.0.0.0:8080";

Status refuse(std::string_view text, std::string_view found) {
  return absl::InvalidArgumentError(concat("cannot listen on \"", text, "\": ", found, "; ", kForms));
}

std::optional<std::uint16_t> port_value(std::string_view digits) {
  if (digits.empty() || digits.size() > 5) {
    return std::nullopt;
  }
  unsigned value = 0;
  for (char c : digits) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value > 65'535 ? std::nullopt : std::optional(static_cast<std::uint16_t>(value));
}

bool is_address(int family, const std::string& address) {
  unsigned char bytes[sizeof(in6_addr)];
  return ::inet_pton(family, address.c_str(), bytes) == 1;
}

// The address to listen on for what stands before the port, or nullopt.
std::optional<std::string> address_value(std::string_view host) {
  if (host.empty() || equals_ignoring_case(host, "localhost")) {
    return "127.0.0.1";
  }
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    std::string address(host.substr(1, host.size() - 2));
    return is_address(AF_INET6, address) ? std::optional(std::move(address)) : std::nullopt;
  }
  std::string address(host);
  return is_address(AF_INET, address) ? std::optional(std::move(address)) : std::nullopt;
}

}  // namespace

std::string ListenAddress::text() const {
  const bool is_v6 = address.find(':') != std::string::npos;
  return is_v6 ? concat("[", address, "]:", port) : concat(address, ":", port);
}

StatusOr<ListenAddress> parse_listen(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const std::string_view host = colon == std::string_view::npos ? std::string_view() : text.substr(0, colon);
  const std::string_view digits = colon == std::string_view::npos ? text : text.substr(colon + 1);
  if (text.find('\0') != std::string_view::npos) {
    return refuse("", "it contains a NUL");
  }
  const auto port = port_value(digits);
  if (!port) {
    return refuse(text, concat("\"", digits, "\" is not a port from 0 to 65535"));
  }
  auto address = address_value(host);
  if (!address) {
    return refuse(text, concat("\"", host, "\" is not an IP address"));
  }
  return ListenAddress{*std::move(address), *port};
}

}  // namespace trialkeep::http

#include "site/assets.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/strings.h"

namespace trialkeep::site {
namespace {

constexpr std::string_view kStyle =
#include "site/style_css.inc"
    ;

constexpr std::string_view kScript =
#include "site/script_js.inc"
    ;

constexpr std::string_view kIcon =
#include "site/icon_svg.inc"
    ;

constexpr std::string_view kWorld =
#include "site/world_svg.inc"
    ;

std::string fingerprint(std::string_view bytes) { return fmt::format("{:016x}", hash64(bytes)); }

http::Response response(std::string_view content_type, std::string_view bytes, std::string_view caching) {
  http::Response out;
  out.content_type = content_type;
  out.body = bytes;
  out.headers.emplace_back("Cache-Control", caching);
  out.headers.emplace_back("ETag", concat("\"", fingerprint(bytes), "\""));
  out.headers.emplace_back("X-Content-Type-Options", "nosniff");
  return out;
}

}  // namespace

std::string style_address() {
  static const std::string address = concat("/assets/style.css?v=", fingerprint(kStyle));
  return address;
}

std::string script_address() {
  static const std::string address = concat("/assets/script.js?v=", fingerprint(kScript));
  return address;
}

std::optional<http::Response> asset(std::string_view name) {
  if (name == "style.css") {
    return response("text/css; charset=utf-8", kStyle, "public, max-age=31536000, immutable");
  }
  if (name == "script.js") {
    return response("text/javascript; charset=utf-8", kScript, "public, max-age=31536000, immutable");
  }
  if (name == "icon.svg") {
    return response("image/svg+xml", kIcon, "public, max-age=86400");
  }
  if (name == "world.svg") {
    return response("image/svg+xml", kWorld, "public, max-age=86400");
  }
  return std::nullopt;
}

}  // namespace trialkeep::site

#pragma once
// What this program is, what it holds, and whose work it stands on.

#include <span>
#include <string_view>

#include "engine/registry.h"
#include "http/message.h"

namespace trialkeep::site {

struct AboutFigures {
  Instant data_time;
  std::uint64_t studies = 0;   // that searches find
  std::uint64_t versions = 0;  // of all studies
  std::uint64_t loads = 0;
};
StatusOr<AboutFigures> about_figures(engine::Registry& registry);

http::Response about_page(const AboutFigures& figures);

// The libraries that the program is linked with, by the names of the Debian packages that it is built from.
struct Library {
  std::string_view name;
  std::string_view package;  // of packaging/debian-packages.txt
  std::string_view licence;  // by its SPDX identifier
  std::string_view purpose;
};
std::span<const Library> linked_libraries();

}  // namespace trialkeep::site

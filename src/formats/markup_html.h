#pragma once
// A record with its markup as HTML, as the registry's own pages get it (spec/API.md section 13, CLIENTS.md 15).

#include <string>
#include <string_view>

namespace trialkeep::formats {

// The record's JSON with the text of every markup field as text/registry_html.h has it; every other byte as it is.
// REQUIRES what model/markup_fields.h does.
std::string with_html_markup(std::string_view json);

}  // namespace trialkeep::formats

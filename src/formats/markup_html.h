#pragma once
// A record with its markup as HTML, as the registry's own pages get it (spec/API.md section 13, CLIENTS.md 15).

#include <string>

#include "model/study.h"

namespace trialkeep::formats {

// The record's JSON with the text of every markup field as HTML; all else as it was.
std::string with_html_markup(const model::Study& study);

}  // namespace trialkeep::formats

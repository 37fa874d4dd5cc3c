#pragma once
// The dictionary of fields: every field of the catalogue with its type, its place in the record, what it is for, and
// the search areas that hold it; and the areas themselves. Each has an address of its own:
// /reference/fields#BriefTitle.

#include "http/message.h"

namespace trialkeep::site {

http::Response fields_page();

}  // namespace trialkeep::site

#pragma once
// Parameters that people and language models invent, taken as the real ones that they stand for (`lenient=true`).

#include <string>
#include <vector>

#include "http/message.h"

namespace trialkeep::api {

// Replaces each well-known invented parameter of /studies whose value can be taken without a guess, and drops `lenient`
// itself. What is left unknown is refused later, as without it. Says into `note` what was taken how, one sentence
// each; it stays empty when nothing was replaced. A real parameter that is given too stands, joined by AND where it is
// a query; otherwise the invented one is left.
std::vector<http::Parameter> with_invented_replaced(const std::vector<http::Parameter>& parameters, std::string& note);

}  // namespace trialkeep::api

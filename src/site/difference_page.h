#pragma once
// Two versions of a study compared, as a page.

#include "engine/history.h"
#include "http/message.h"

namespace trialkeep::site {

http::Response difference_page(const engine::ComparedStudy& compared);

}  // namespace trialkeep::site

#pragma once
// Two versions of a study compared, as a page: inline, or side by side.

#include "engine/history.h"
#include "http/message.h"

namespace trialkeep::site {

enum class DifferenceView { kInline, kSides };

http::Response difference_page(const engine::ComparedStudy& compared, DifferenceView view = DifferenceView::kInline);

}  // namespace trialkeep::site

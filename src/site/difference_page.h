#pragma once
// Two versions of a study compared, as a page: inline, or side by side.

#include "engine/history.h"
#include "http/message.h"
#include "site/as_of.h"

namespace trialkeep::site {

enum class DifferenceView { kInline, kSides };

// Its links stay in the time of `as_of`.
http::Response difference_page(const engine::ComparedStudy& compared, DifferenceView view = DifferenceView::kInline,
                               const AsOf& as_of = {});

}  // namespace trialkeep::site

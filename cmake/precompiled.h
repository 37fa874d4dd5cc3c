#pragma once
// What most files of src/ include and what costs most to read, for builds with TRIALKEEP_PRECOMPILE.
#include <absl/container/flat_hash_map.h>
#include <absl/status/statusor.h>
#include <algorithm>
#include <array>
#include <atomic>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <simdjson.h>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/status.h"
#include "base/strings.h"
#include "model/catalogue.h"
#include "model/study.h"

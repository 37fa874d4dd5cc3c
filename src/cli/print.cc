#include "cli/print.h"

namespace trialkeep::cli {

void write_text(std::FILE* file, std::string_view text) noexcept { std::fwrite(text.data(), 1, text.size(), file); }

}  // namespace trialkeep::cli

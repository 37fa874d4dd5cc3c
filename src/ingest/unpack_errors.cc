#include "ingest/unpack_errors.h"

#include "base/strings.h"

namespace trialkeep::ingest {

Status cut_off_error(std::string_view source, std::uint64_t bytes) {
  return absl::DataLossError(concat(source, " is cut off after ", bytes,
                                    " bytes: its end is missing. The records before that were read; fetch it "
                                    "again and repeat the load"));
}

Status doubtful_error(std::string_view source, std::uint64_t at_byte, std::string_view reason) {
  return absl::DataLossError(concat(source, " is damaged near byte ", at_byte, " (", reason, ")"));
}

Status damaged_error(std::string_view source, std::uint64_t at_byte, std::string_view reason) {
  return absl::DataLossError(concat(source, " is damaged near byte ", at_byte, " (", reason,
                                    "). The records before that were read; fetch it again and repeat the load"));
}

}  // namespace trialkeep::ingest

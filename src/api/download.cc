#include "api/download.h"

#include <optional>
#include <utility>

#include "api/presentation.h"
#include "base/strings.h"
#include "base/version.h"
#include "engine/record_run.h"
#include "formats/study_file.h"
#include "http/http_date.h"

namespace trialkeep::api {
namespace {

// A date tells states of the data apart only when no other state can have come within its second (RFC 9110 section
// 8.8.2.2).
constexpr std::int64_t kSettledMs = 60'000;

class ArchiveMaker {
 public:
  ArchiveMaker(engine::Registry& registry, std::uint64_t generation) : registry_(registry), generation_(generation) {}

  // As http::NextPiece: some studies, or a part of the directory.
  StatusOr<bool> next(std::string& out) {
    if (!file_) {
      engine::SearchRequest everything;
      everything.generation = generation_;
      ASSIGN_OR_RETURN(engine::SearchResult found, registry_.search_all(std::move(everything)));
      const auto hits = std::make_shared<const std::vector<engine::SearchHit>>(std::move(found.hits));  // by number
      file_.emplace(registry_, hits,
                    formats::zip_file([hits](std::size_t i) { return archive_entry_name((*hits)[i].nct); }));
    }
    return file_->next(out);
  }

 private:
  engine::Registry& registry_;
  const std::uint64_t generation_;
  std::optional<engine::FileRun<formats::StudyFile>> file_;  // nullopt before the studies are listed
};

http::NextPiece pieces_of(engine::Registry& registry, std::uint64_t generation) {
  return [maker = std::make_shared<ArchiveMaker>(registry, generation)](std::string& out) { return maker->next(out); };
}

}  // namespace

std::string archive_entry_name(NctNumber nct) {
  const std::string number = nct.text();
  return concat(std::string_view(number).substr(number.size() - 2), "/", number, ".json");
}

StatusOr<http::Response> DownloadKeeper::answer(engine::Registry& registry) {
  const std::uint64_t generation = registry.generation();
  ASSIGN_OR_RETURN(const std::optional<std::string> state, registry.data_state(generation));
  http::Response response = http::Response::streamed(
      std::string(content_type_of(Format::kJsonZip)),
      state ? body_of(registry, generation, *state) : http::produce_pieces(pieces_of(registry, generation)));
  response.compressible = false;
  response.headers.emplace_back("Content-Disposition", "attachment; filename=ctg-studies.json.zip");
  if (state) {
    response.headers.emplace_back("ETag", concat("\"", *state, "-", program_version(), "\""));
    ASSIGN_OR_RETURN(const Instant changed, registry.data_time());
    if (registry.now().unix_ms - changed.unix_ms >= kSettledMs) {
      response.headers.emplace_back("Last-Modified", http::http_date(changed));
    }
  }
  return response;
}

std::unique_ptr<http::BodyProducer> DownloadKeeper::body_of(engine::Registry& registry, std::uint64_t generation,
                                                            const std::string& state) {
  const std::lock_guard lock(mutex_);
  if (state != state_) {
    state_ = state;
    file_ = nullptr;  // the old one first: the disk may not have room for both
    auto made = http::SharedBody::make_in(folders_, pieces_of(registry, generation));
    file_ = made.ok() ? *std::move(made) : nullptr;
  } else if (file_ != nullptr && !file_->failure().ok()) {
    file_ = nullptr;
  }
  return file_ != nullptr ? file_->read() : http::produce_pieces(pieces_of(registry, generation));
}

}  // namespace trialkeep::api

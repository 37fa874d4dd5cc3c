#include "engine/thesaurus_miner.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "base/limits.h"
#include "engine/parallel.h"
#include "engine/phrase_usage.h"
#include "engine/thesaurus_evidence.h"
#include "engine/thesaurus_rules.h"

namespace trialkeep::engine {
namespace {

constexpr std::size_t kStudiesAtOnce = 512;  // studies between two questions whether to stop
constexpr std::string_view kSource = "the records";

// Reads studies on all threads and hands each, with the number of the thread, to `look`.
class StudyStream {
 public:
  static StatusOr<StudyStream> open(store::ReaderPool& readers, const MiningOptions& options) {
    StudyStream stream(options);
    for (unsigned i = 0; i < stream.parsers_.size(); ++i) {
      ASSIGN_OR_RETURN(auto lease, readers.borrow());
      stream.readers_.push_back(std::move(lease));
    }
    store::Reader& first = *stream.readers_.front();
    ASSIGN_OR_RETURN(const store::Sequence last, first.last_sequence());
    RETURN_IF_ERROR(first.for_each_version_in(
        {.as_of = std::nullopt, .covers = last, .with_removed = false},
        [&](store::StudyNumber study, store::Sequence sequence) { stream.studies_.emplace_back(study, sequence); }));
    std::sort(stream.studies_.begin(), stream.studies_.end());
    return stream;
  }

  std::size_t size() const { return studies_.size(); }
  unsigned threads() const { return static_cast<unsigned>(parsers_.size()); }

  // Every `step`-th study; progress goes from `begin` to `end`.
  template <typename Look>
  Status for_each(std::size_t step, double begin, double end, const Look& look) {
    const std::size_t count = (studies_.size() + step - 1) / step;
    std::vector<Status> statuses(threads());
    for (std::size_t done = 0; done < count; done += kStudiesAtOnce) {
      if (options_.stop_requested && options_.stop_requested()) {
        return absl::CancelledError("stopped while making the thesaurus; `trialkeep thesaurus build` makes it");
      }
      for_each_parallel(threads(), std::min(kStudiesAtOnce, count - done), [&](unsigned thread, std::size_t i) {
        const auto body = readers_[thread]->body(studies_[(done + i) * step].second);
        const auto study = body.ok() ? parsers_[thread]->parse(*body) : StatusOr<model::Study>(body.status());
        if (study.ok()) {
          look(thread, *study);
        } else if (statuses[thread].ok()) {
          statuses[thread] = study.status();
        }
      });
      for (const Status& status : statuses) {
        RETURN_IF_ERROR(status);
      }
      if (options_.on_progress) {
        options_.on_progress(begin + (end - begin) * static_cast<double>(done) / static_cast<double>(count));
      }
    }
    return absl::OkStatus();
  }

 private:
  explicit StudyStream(const MiningOptions& options) : options_(options) {
    for (unsigned i = 0; i < std::max(1u, options.threads); ++i) {
      parsers_.push_back(std::make_unique<model::StudyParser>());
    }
  }

  const MiningOptions& options_;
  std::vector<store::ReaderPool::Lease> readers_;
  std::vector<std::unique_ptr<model::StudyParser>> parsers_;
  std::vector<std::pair<store::StudyNumber, store::Sequence>> studies_;
};

StatusOr<ThesaurusEvidence> collect(StudyStream& stream) {
  std::vector<ThesaurusEvidence> parts(stream.threads());
  RETURN_IF_ERROR(
      stream.for_each(1, 0, 0.8, [&](unsigned thread, const model::Study& study) { parts[thread].add(study); }));
  for (std::size_t i = 1; i < parts.size(); ++i) {
    parts.front().add(parts[i]);
    parts[i] = ThesaurusEvidence();
  }
  return std::move(parts.front());
}

}  // namespace

StatusOr<std::string> mine_thesaurus(store::ReaderPool& readers, const MiningOptions& options) {
  ASSIGN_OR_RETURN(StudyStream stream, StudyStream::open(readers, options));
  ASSIGN_OR_RETURN(const ThesaurusEvidence evidence, collect(stream));
  std::vector<PairCandidate> candidates = candidates_of(evidence);

  const UsageQuestions asked = usage_questions(evidence, candidates);
  const PhraseQuestions questions(asked.phrases, asked.pairs);
  std::vector<PhraseUsage> usage(stream.threads(), PhraseUsage(questions));
  const std::size_t step = std::max<std::size_t>(1, stream.size() / limits::kThesaurusSampleStudies);
  RETURN_IF_ERROR(
      stream.for_each(step, 0.8, 1, [&](unsigned thread, const model::Study& study) { usage[thread].add(study); }));
  for (std::size_t i = 1; i < usage.size(); ++i) {
    usage.front().add(usage[i]);
  }
  judge_by_usage(evidence, asked, usage.front(), candidates);

  query::ThesaurusContent content = content_of(evidence, candidates);
  content.source = kSource;
  content.made = Instant{options.now.unix_ms / 1000 * 1000};
  return query::print_thesaurus(content);
}

}  // namespace trialkeep::engine

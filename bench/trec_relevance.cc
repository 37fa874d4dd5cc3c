// trec_relevance DATA_FOLDER TREC_FOLDER [--detail]: how well searches find the studies that judges found fit for a
// patient. TREC_FOLDER holds trec-ct-YEAR/topicsYEAR.xml and qrelsYEAR.txt. Of the judged studies those in the data
// folder count; a topic with none of grade 1 or 2 among them is left out. Each patient becomes a query by the rule of
// relevance/keywords.h; Trialkeep answers it in the areas `term` and `patient`, SQLite FTS5's bm25 over the same words.

#include <CLI/CLI.hpp>
#include <cstdio>

#include "engine/registry.h"
#include "relevance/keywords.h"
#include "relevance/measures.h"

namespace {

using namespace trialkeep;

constexpr std::size_t kNdcgDepth = 10;
constexpr std::size_t kRecallDepth = 100;
constexpr std::uint64_t kStudiesMax = 1'000'000;  // of the data folder: more than were ever judged

struct Sums {
  double ndcg = 0;
  double recall = 0;
  double recall_of_all = 0;  // unjudged studies keep their places
  void add(const std::vector<NctNumber>& ranking, const bench::Judgments& judgments) {
    const auto judged = bench::judged_only(ranking, judgments);
    ndcg += bench::ndcg(judged, judgments, kNdcgDepth);
    recall += bench::recall(judged, judgments, kRecallDepth);
    recall_of_all += bench::recall(ranking, judgments, kRecallDepth);
  }
};

StatusOr<bench::Collection> collect(engine::Registry& registry, const std::string& parameter) {
  ASSIGN_OR_RETURN(auto collection, bench::Collection::make(parameter));
  model::StudyParser parser;
  engine::SearchRequest request;
  request.size = kStudiesMax;
  ASSIGN_OR_RETURN(const auto all, registry.search(request));
  for (const engine::SearchHit& hit : all.hits) {
    ASSIGN_OR_RETURN(const std::string json, registry.json_of(hit));
    ASSIGN_OR_RETURN(const auto study, parser.parse(json));
    RETURN_IF_ERROR(collection.add(hit.nct, study));
  }
  return collection;
}

StatusOr<std::vector<NctNumber>> rank(engine::Registry& registry, const std::string& parameter,
                                      const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : " OR ") + word;
  }
  engine::SearchRequest request;
  request.parts.push_back({parameter, text});
  request.size = kStudiesMax;
  ASSIGN_OR_RETURN(const auto found, registry.search(request));
  if (!found.complaints.empty()) {
    return absl::InvalidArgumentError(found.complaints.front().complaint.message);
  }
  std::vector<NctNumber> ranking;
  for (const engine::SearchHit& hit : found.hits) {
    ranking.push_back(hit.nct);
  }
  return ranking;
}

// Only what the data folder holds.
StatusOr<bench::Judgments> loaded(engine::Registry& registry, const bench::Judgments& judgments) {
  bench::Judgments held;
  for (const auto& [nct, grade] : judgments) {
    ASSIGN_OR_RETURN(const auto study, registry.study(nct));
    if (study) {
      held.emplace(nct, grade);
    }
  }
  return held;
}

Status compare(engine::Registry& registry, bench::Collection& collection, const std::string& parameter,
               const std::string& year, const std::vector<bench::Topic>& topics, bool detail) {
  Sums ours;
  Sums theirs;
  double count = 0;
  std::size_t judged = 0;
  for (const bench::Topic& topic : topics) {
    ASSIGN_OR_RETURN(const auto judgments, loaded(registry, topic.judgments));
    const auto words = bench::keywords(topic.text, collection);
    if (words.empty() || std::none_of(judgments.begin(), judgments.end(), [](auto& one) { return one.second > 0; })) {
      continue;
    }
    ASSIGN_OR_RETURN(const auto our_ranking, rank(registry, parameter, words));
    ASSIGN_OR_RETURN(const auto their_ranking, collection.rank(words));
    const Sums before_ours = ours;
    const Sums before_theirs = theirs;
    ours.add(our_ranking, judgments);
    theirs.add(their_ranking, judgments);
    ++count;
    judged += judgments.size();
    if (detail) {
      std::printf("topic %s/%d, %zu judged: ours %.3f, FTS5 %.3f:", year.c_str(), topic.number, judgments.size(),
                  ours.ndcg - before_ours.ndcg, theirs.ndcg - before_theirs.ndcg);
      for (const std::string& word : words) {
        std::printf(" %s", word.c_str());
      }
      std::printf("\n");
    }
  }
  if (count > 0) {
    std::printf("| %s | %s | %.0f | %zu | %.4f | %.4f | %.4f | %.4f |\n", year.c_str(), parameter.c_str(), count,
                judged, ours.ndcg / count, theirs.ndcg / count, ours.recall / count, theirs.recall / count);
  }
  return absl::OkStatus();
}

Status run(const std::string& folder, const std::string& trec, bool detail) {
  ASSIGN_OR_RETURN(const auto registry, engine::Registry::open(folder));
  std::printf(
      "| year | area | topics | judgments | nDCG@10 Trialkeep | nDCG@10 FTS5 | recall@100 Trialkeep |"
      " recall@100 FTS5 |\n|---|---|--:|--:|--:|--:|--:|--:|\n");
  for (const std::string parameter : {"term", "patient"}) {
    ASSIGN_OR_RETURN(auto collection, collect(*registry, parameter));
    for (const std::string year : {"2021", "2022"}) {
      const std::string base = trec + "/trec-ct-" + year + "/";
      ASSIGN_OR_RETURN(const auto topics,
                       bench::read_topics(base + "topics" + year + ".xml", base + "qrels" + year + ".txt"));
      RETURN_IF_ERROR(compare(*registry, collection, parameter, year, topics, detail));
    }
  }
  return absl::OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  std::string folder;
  std::string trec;
  bool detail = false;
  CLI::App app("Relevance of searches on the judgments of TREC Clinical Trials");
  app.add_option("data_folder", folder)->required();
  app.add_option("trec_folder", trec)->required();
  app.add_flag("--detail", detail, "each topic with its words");
  CLI11_PARSE(app, argc, argv);
  const Status status = run(folder, trec, detail);
  if (!status.ok()) {
    std::fprintf(stderr, "trec_relevance: %s\n", std::string(status.message()).c_str());
  }
  return static_cast<int>(exit_code(status.code()));
}

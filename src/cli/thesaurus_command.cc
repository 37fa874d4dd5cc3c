#include "cli/thesaurus_command.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/strings.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "engine/thesaurus_keeper.h"
#include "os/stop_signal.h"
#include "text/compounds.h"
#include "text/plain.h"
#include "text/variants.h"
#include "text/words.h"

namespace trialkeep::cli {
namespace {

using query::PairKind;
using query::SynonymTable;
using query::ThesaurusContent;
using query::ThesaurusPair;

// The thesauri of a data folder, read. `contents` are views into `texts`.
struct Thesauri {
  std::vector<engine::ThesaurusInfo> infos;
  std::vector<std::string> texts;
  std::vector<ThesaurusContent> contents;
  std::shared_ptr<const SynonymTable> table;
};

StatusOr<std::unique_ptr<Thesauri>> read_thesauri(const std::string& data_folder) {
  const engine::DataFolder folder{data_folder};
  const engine::ThesaurusKeeper keeper(os::posix_file_system(), folder.thesaurus());
  auto all = std::make_unique<Thesauri>();
  ASSIGN_OR_RETURN(all->infos, keeper.list());
  if (all->infos.empty()) {
    return absl::NotFoundError(
        concat("there is no thesaurus in ", data_folder, "; make one with `trialkeep thesaurus build`"));
  }
  ASSIGN_OR_RETURN(all->table, keeper.load());
  ASSIGN_OR_RETURN(all->texts, keeper.texts());
  for (const std::string& text : all->texts) {
    ASSIGN_OR_RETURN(ThesaurusContent content, query::parse_thesaurus(text));
    all->contents.push_back(std::move(content));
  }
  return all;
}

std::string_view sentence_of(PairKind kind) {
  switch (kind) {
    case PairKind::kAcronym:
      return "an acronym that texts define";
    case PairKind::kHeading:
      return "a condition and the MeSH heading assigned to it";
    case PairKind::kOtherName:
      break;
  }
  return "names of one intervention";
}

// A pair that is not looked for from `phrase`, and the phrase at its other end.
struct Refused {
  const ThesaurusPair* pair;
  std::string_view other;
};

std::vector<Refused> refused_from(const Thesauri& all, std::string_view phrase) {
  std::vector<Refused> refused;
  for (const ThesaurusContent& content : all.contents) {
    for (const ThesaurusPair& pair : content.pairs) {
      const bool is_left = pair.left == phrase;
      const bool is_asked = is_left || pair.right == phrase;
      if (is_asked && (!pair.is_used() || (pair.use == query::PairUse::kForward && !is_left))) {
        refused.push_back({&pair, is_left ? pair.right : pair.left});
      }
    }
  }
  std::stable_sort(refused.begin(), refused.end(),
                   [](const Refused& a, const Refused& b) { return a.pair->evidence > b.pair->evidence; });
  return refused;
}

bool is_heading(const Thesauri& all, std::string_view phrase) {
  return std::any_of(all.contents.begin(), all.contents.end(), [&](const ThesaurusContent& content) {
    return std::any_of(content.headings.begin(), content.headings.end(),
                       [&](const query::ThesaurusHeading& heading) { return heading.phrase == phrase; });
  });
}

std::vector<std::string> words_of(const std::string& phrase) {
  std::vector<std::string> words;
  for (text::WordReader reader(phrase); reader.next();) {
    words.emplace_back(reader.word());
  }
  return words;
}

std::string two_words(const std::pair<std::string, std::string>& halves) {
  return concat(halves.first, " ", halves.second);
}

void explain_as_json(const Thesauri& all, const std::string& phrase) {
  std::vector<std::string> synonyms;
  for (const SynonymTable::Step& step : all.table->steps_from(phrase)) {
    JsonObject one;
    one.text("phrase", step.phrase).text("kind", query::name_of(step.kind)).number("studies", step.evidence);
    synonyms.push_back(one.text("byHeading", step.by_heading).done());
  }
  std::vector<std::string> refused;
  for (const Refused& one : refused_from(all, phrase)) {
    JsonObject object;
    object.text("phrase", one.other).text("kind", query::name_of(one.pair->kind)).number("studies", one.pair->evidence);
    object.text("use", query::name_of(one.pair->use)).text("reason", query::reason_of(one.pair->use));
    refused.push_back(object.done());
  }
  std::vector<std::string> words;
  for (const std::string& word : words_of(phrase)) {
    std::vector<std::string> halves;
    for (const auto& pair : text::halves_of(word)) {
      halves.push_back(two_words(pair));
    }
    JsonObject object;
    object.text("word", word).json("variants", json_text_array(text::variants_of(word)));
    words.push_back(object.json("asTwoWords", json_text_array(halves)).done());
  }
  JsonObject object;
  object.text("phrase", phrase).truth("isHeading", is_heading(all, phrase)).json("synonyms", json_array(synonyms));
  print_line(object.json("notUsed", json_array(refused)).json("words", json_array(words)).done());
}

void explain_to_people(const Thesauri& all, const std::string& phrase) {
  print("{}{}\n", phrase, is_heading(all, phrase) ? " (a MeSH heading)" : "");
  const auto steps = all.table->steps_from(phrase);
  for (const SynonymTable::Step& step : steps) {
    print("  = {}\n      {}, {}{}\n", step.phrase, sentence_of(step.kind), counted(step.evidence, "study", "studies"),
          step.by_heading.empty() ? std::string() : fmt::format("; by the heading \"{}\"", step.by_heading));
  }
  if (steps.empty()) {
    print("  no synonyms\n");
  }
  const auto refused = refused_from(all, phrase);
  for (const Refused& one : refused) {
    print("  not {}\n      {}, {}; not used: {}\n", one.other, sentence_of(one.pair->kind),
          counted(one.pair->evidence, "study", "studies"), query::reason_of(one.pair->use));
  }
  for (const std::string& word : words_of(phrase)) {
    if (const auto variants = text::variants_of(word); !variants.empty()) {
      print("  {} is found as {} too, where texts have it\n", word, joined(variants, ", "));
    }
  }
  say("pairs that only one study attests are not kept\n");
}

Status explain(const Invocation& invocation) {
  std::string typed;
  for (const std::string& word : invocation.thesaurus.words) {
    append_to(typed, typed.empty() ? "" : " ", word);
  }
  const std::string phrase = text::fold(typed);
  if (phrase.empty()) {
    return absl::InvalidArgumentError(concat("\"", text::printable(typed), "\" has no words to explain"));
  }
  ASSIGN_OR_RETURN(const auto all, read_thesauri(invocation.data_folder));
  invocation.json ? explain_as_json(*all, phrase) : explain_to_people(*all, phrase);
  return absl::OkStatus();
}

Status list_synonyms(const Invocation& invocation) {
  ASSIGN_OR_RETURN(const auto all, read_thesauri(invocation.data_folder));
  std::vector<const ThesaurusPair*> pairs;
  for (const ThesaurusContent& content : all->contents) {
    for (const ThesaurusPair& pair : content.pairs) {
      if (pair.is_used() != invocation.thesaurus.refused) {
        pairs.push_back(&pair);
      }
    }
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const ThesaurusPair* a, const ThesaurusPair* b) { return a->evidence > b->evidence; });
  const std::size_t total = pairs.size();
  pairs.resize(std::min<std::size_t>(total, invocation.thesaurus.limit));
  std::vector<std::string> rows;
  for (const ThesaurusPair* pair : pairs) {
    if (invocation.json) {
      JsonObject object;
      object.text("left", pair->left).text("right", pair->right).text("kind", query::name_of(pair->kind));
      rows.push_back(object.number("studies", pair->evidence).text("use", query::name_of(pair->use)).done());
    } else {
      print("{:>7}  {:<10}  {} = {}{}\n", grouped(pair->evidence), query::name_of(pair->kind), pair->left, pair->right,
            pair->is_used() ? std::string() : fmt::format("  ({})", query::reason_of(pair->use)));
    }
  }
  if (invocation.json) {
    JsonObject object;
    object.number("total", total).number("phrases", all->table->phrase_count());
    print_line(object.json("thesauri", thesauri_as_json(all->infos)).json("pairs", json_array(rows)).done());
  } else {
    print_thesauri(all->infos);
    print("{} of {}\n", grouped(pairs.size()), counted(total, "pair"));
  }
  return absl::OkStatus();
}

Status report_one(const Invocation& invocation, const StatusOr<engine::ThesaurusInfo>& info) {
  RETURN_IF_ERROR(info.status());
  if (invocation.json) {
    print_line(thesauri_as_json({*info}));
  } else {
    print_thesauri({*info});
  }
  return absl::OkStatus();
}

Status build(const Invocation& invocation) {
  os::catch_stop_signals();
  ProgressLine progress(invocation.quiet || invocation.json);
  engine::ThesaurusOptions options;
  options.threads = invocation.threads;
  options.stop_requested = os::stop_requested;
  options.on_progress = [&](double share) { progress.show(share, "making the thesaurus"); };
  const auto info = engine::build_thesaurus(invocation.data_folder, options);
  progress.clear();
  return report_one(invocation, info);
}

Status import(const Invocation& invocation) {
  const std::string& file = invocation.thesaurus.file;
  std::string name = invocation.thesaurus.name;
  if (name.empty()) {
    name = file.substr(file.find_last_of('/') + 1);
    name = name.substr(0, name.find('.'));
  }
  return report_one(invocation, engine::import_thesaurus(invocation.data_folder, file, name));
}

}  // namespace

std::string thesauri_as_json(const std::vector<engine::ThesaurusInfo>& thesauri) {
  std::vector<std::string> all;
  for (const engine::ThesaurusInfo& one : thesauri) {
    JsonObject object;
    object.text("name", one.name).text("source", one.source).text("made", one.made.text());
    all.push_back(object.number("studies", one.studies).number("bytes", one.size_bytes).done());
  }
  return json_array(all);
}

void print_thesauri(const std::vector<engine::ThesaurusInfo>& thesauri) {
  for (const engine::ThesaurusInfo& one : thesauri) {
    print("thesaurus {}: made {} from {} of {}, {}\n", one.name, one.made.reading_text(),
          counted(one.studies, "study", "studies"), text::printable(one.source), readable_bytes(one.size_bytes));
  }
}

ExitCode run_thesaurus(const Invocation& invocation) {
  switch (invocation.thesaurus.action) {
    case ThesaurusAction::kExplain:
      return report(explain(invocation));
    case ThesaurusAction::kBuild:
      return report(build(invocation));
    case ThesaurusAction::kList:
      return report(list_synonyms(invocation));
    case ThesaurusAction::kImport:
      break;
  }
  return report(import(invocation));
}

}  // namespace trialkeep::cli

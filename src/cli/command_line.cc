// The one translation unit that includes CLI11, which is slow to compile.

#include <CLI/CLI.hpp>
#include <limits>
#include <map>

#include "base/status.h"
#include "base/strings.h"
#include "base/version.h"
#include "cli/invocation.h"
#include "os/environment.h"
#include "text/plain.h"

namespace trialkeep::cli {
namespace {

constexpr char kFooter[] =
    "\nThe first steps:\n"
    "  trialkeep load studies.ndjson.zst      bring records in\n"
    "  trialkeep search 'heart attack AND AREA[Phase]PHASE3'\n"
    "  trialkeep view NCT04852770             read one\n"
    "  trialkeep diff NCT04852770             what changed in its newest version\n"
    "  trialkeep serve                        pages and the registry's API v2 on http://127.0.0.1:8080\n"
    "\nExit status: 0 done, 1 nothing found or some refused, 2 wrong usage, 3 damage.\n"
    "Data folder: --data DIR, else $TRIALKEEP_DATA, else trialkeep in the XDG data folder.\n";

// The search parameters of the registry's API beside `term`, and what they search.
constexpr std::pair<const char*, const char*> kQueryOptions[] = {
    {"cond", "conditions or disease"},    {"intr", "interventions"},    {"locn", "location terms"},
    {"titles", "titles and acronym"},     {"outc", "outcome measures"}, {"spons", "sponsor and collaborators"},
    {"lead", "name of the lead sponsor"}, {"id", "study numbers"},      {"patient", "what concerns patients"}};

struct Texts {
  std::vector<std::string> query_words;
  std::map<std::string, std::string> query_options;
};

// Refuses a value of which nothing is left, as of a shell's variable that is not set. It would count as not given, and
// the whole be taken where a part was meant, or today where another day was. `allowed` says what to write.
CLI::Validator something(std::string_view allowed, std::string_view passed_over = " \t\r\n") {
  const auto look = [allowed, passed_over](std::string& text) {
    return text.find_first_not_of(passed_over) == std::string::npos
               ? concat("the value is empty (a variable that is not set?); write ", allowed, ", or leave it out")
               : std::string();
  };
  return {look, std::string()};
}

constexpr std::string_view kDay = "a day like 2026-02-10";
constexpr std::string_view kVersion = "the number of a version";
constexpr std::string_view kFile = "the path of a file";
constexpr std::string_view kServer = "an address like https://clinicaltrials.gov";
constexpr std::string_view kQuery = "a query, ALL for every study";

// The options of a query: its words, and the registry's parameters.
void add_query(CLI::App* sub, Texts& texts) {
  sub->add_option("QUERY", texts.query_words, "words, \"phrases\", AND, OR, NOT, brackets, AREA[name]...; none: all")
      ->check(something(kQuery));
  for (const auto& [name, help] : kQueryOptions) {
    sub->add_option(concat("--", name), texts.query_options[name], concat("search ", help))
        ->check(something(kQuery))
        ->type_name("QUERY");
  }
}

// What asks about the past, and what brings it in.
void add_history_commands(CLI::App& app, Invocation& invocation, Texts& texts) {
  const auto command = [&](const char* name, const char* help, Command value) {
    CLI::App* sub = app.add_subcommand(name, help);
    sub->callback([&invocation, value] { invocation.command = value; });
    return sub;
  };
  const auto add_number = [&](CLI::App* sub) {
    sub->add_option("NUMBER", invocation.number, "an NCT number")->required();
  };
  const auto add_json = [&](CLI::App* sub) { sub->add_flag("--json", invocation.json, "print JSON, for programs"); };

  CLI::App* history = command("history", "List the versions of a study and what changed", Command::kHistory);
  add_number(history);
  add_json(history);

  CLI::App* diff = command("diff", "Show what changed between two versions of a study", Command::kDiff);
  add_number(diff);
  diff->add_option("VERSION", invocation.versions, "the older and the newer (default: the newest and the one before)")
      ->check(something(kVersion))
      ->expected(1, 2);
  diff->add_option("--width", invocation.width, "columns to wrap at (default: the terminal's)")
      ->check(CLI::Range(20, 1000));
  diff->add_flag("--html", invocation.html, "print a page");
  add_json(diff);

  CLI::App* changes =
      command("changes", "List studies that are new, changed or removed since a day", Command::kChanges);
  add_query(changes, texts);
  changes->add_option("--since", invocation.since, "changes seen on that day or later (default: all)")
      ->check(something(kDay))
      ->type_name("DATE");
  changes->add_option("--piece", invocation.pieces, "only changes of these pieces, like OverallStatus")
      ->delimiter(',')
      ->allow_extra_args(false);
  changes->add_option("--after", invocation.after, "go on where an earlier run ended")
      ->check(something("what an earlier run printed as the place to go on from"))
      ->type_name("PLACE");
  changes->add_option("-n,--limit", invocation.limit, "changes to show (default: all)")->check(CLI::PositiveNumber);
  changes->add_flag("--json", invocation.json,
                    "print one JSON document on one line, as /api/v2/changes, however many changes there are");

  CLI::App* track = command("track", "Print values over time as CSV", Command::kTrack);
  track
      ->add_option("WHAT", invocation.track,
                   "a piece, like EnrollmentCount; or outcomes-changed: primary outcomes changed after the start; or "
                   "results-due: results due and not there")
      ->required();
  add_query(track, texts);
  track->add_option("--as-of", invocation.as_of, "by what was known on a day")
      ->check(something(kDay))
      ->type_name("DATE");

  add_json(command("loads", "List what was loaded when, and from where", Command::kLoads));
  CLI::App* backup = command("backup", "Copy the data folder, also while it is served or loaded", Command::kBackup);
  backup->add_option("FOLDER", invocation.destination, "a new folder; opening it is restoring it")->required();

  SyncArguments& sync = invocation.sync;
  CLI::App* sync_command = command("sync", "Mirror the registry, or another server with its API v2", Command::kSync);
  sync_command->add_option("--from", sync.from, "the server (default: the registry)")
      ->check(something(kServer))
      ->type_name("URL");
  CLI::Option* query = sync_command->add_option("--query", sync.query, "only what this query finds there")
                           ->check(something(kQuery))
                           ->type_name("QUERY");
  CLI::Option* versions = sync_command
                              ->add_option("--history", sync.history_numbers,
                                           "fetch every past version of these studies, or of what the query finds")
                              ->expected(0, -1)
                              ->type_name("NUMBER");
  sync_command->add_flag("--full", sync.full,
                         "ask for everything again, as in a first run: studies that the server lacks are marked as "
                         "removed");
  sync_command
      ->add_flag("--force-complete", sync.force_complete,
                 "--full, also when the server says that something is missing or very many studies are")
      ->excludes(query)
      ->excludes(versions);
  sync_command->add_option("--rate", sync.requests_per_second, "requests a second at most (default: 3)")
      ->check(CLI::Range(0.01, engine::kSyncRequestsPerSecondMax));
  sync_command->add_option("--threads", sync.threads, "threads to work with (default: one a core)")
      ->check(CLI::Range(1, 256));
  sync_command->add_flag("-q,--quiet", sync.quiet, "show no progress");
  sync_command->add_flag("--json", sync.json, "print JSON, for programs");
  sync_command->callback([&invocation, sync_command] {
    invocation.command = Command::kSync;
    invocation.sync.history = sync_command->count("--history") > 0;
  });
}

void add_thesaurus_command(CLI::App& app, Invocation& invocation) {
  CLI::App* thesaurus = app.add_subcommand("thesaurus", "Say what words expand to and why; make or import synonyms");
  thesaurus->callback([&invocation] { invocation.command = Command::kThesaurus; });
  thesaurus->require_subcommand(1);
  thesaurus->fallthrough();
  ThesaurusArguments& arguments = invocation.thesaurus;
  const auto action = [&](const char* name, const char* help, ThesaurusAction value) {
    CLI::App* sub = thesaurus->add_subcommand(name, help);
    sub->add_flag("--json", invocation.json, "print JSON, for programs");
    sub->callback([&arguments, value] { arguments.action = value; });
    return sub;
  };
  CLI::App* explain =
      action("explain", "Show the synonyms of a phrase, the evidence, and what is not used", ThesaurusAction::kExplain);
  explain->add_option("WORD", arguments.words, "the words of the phrase")->required();
  CLI::App* build = action("build", "Make the thesaurus anew from the records", ThesaurusAction::kBuild);
  build->add_option("--threads", invocation.threads, "threads to work with (default: one a core)")
      ->check(CLI::Range(1, 256));
  build->add_flag("-q,--quiet", invocation.quiet, "show no progress");
  CLI::App* list = action("list", "List the pairs that most studies attest", ThesaurusAction::kList);
  list->add_option("-n,--limit", arguments.limit, "pairs to show (default: 20)")->check(CLI::NonNegativeNumber);
  list->add_flag("--refused", arguments.refused, "those that are not used, and why");
  CLI::App* import = action("import", "Add a thesaurus file; see docs/formats/thesaurus.md", ThesaurusAction::kImport);
  import->add_option("FILE", arguments.file, "a file of the same format")->required();
  import->add_option("--name", arguments.name, "what to call it (default: the file's name)")->type_name("NAME");
}

void add_tag_command(CLI::App& app, Invocation& invocation) {
  CLI::App* tag = app.add_subcommand("tag", "Keep named queries that studies and searches show as tags");
  tag->callback([&invocation] { invocation.command = Command::kTag; });
  tag->require_subcommand(1);
  tag->fallthrough();
  TagArguments& arguments = invocation.tag;
  const auto action = [&](const char* name, const char* help, TagAction value) {
    CLI::App* sub = tag->add_subcommand(name, help);
    sub->callback([&arguments, value] { arguments.action = value; });
    return sub;
  };
  CLI::App* add = action("add", "Add a tag, or give one another query", TagAction::kAdd);
  add->add_option("NAME", arguments.name, "what to call it, like 'cell therapy'")->required();
  add->add_option("QUERY", arguments.query, "the studies that it holds for, in the registry's query language")
      ->required();
  CLI::App* list = action("list", "List the tags, their queries and how many studies they hold for", TagAction::kList);
  list->add_flag("--json", invocation.json, "print JSON, for programs");
  action("remove", "Remove a tag", TagAction::kRemove)
      ->add_option("NAME", arguments.name, "the name of the tag")
      ->required();
}

void add_serve_command(CLI::App* serve, Invocation& invocation) {
  serve->add_option("--listen", invocation.listen, "address and port (default: 127.0.0.1:8080)")
      ->check(something("an address like 127.0.0.1:8080"))
      ->type_name("ADDRESS:PORT");
  serve->add_option("--threads", invocation.threads, "threads to serve with (default: one a core)")
      ->check(CLI::Range(1, 256));
  serve->add_flag("--lenient", invocation.lenient,
                  "take well-known invented parameters as the real ones they stand for");
  serve->add_option("--sync-every", invocation.sync_every, "bring the data up to date at that interval (6h, 30m, 1d)")
      ->check(something("a span of time like 6h"))
      ->type_name("SPAN");
  serve->add_option("--sync-from", invocation.sync.from, "from which server (default: the registry)")
      ->check(something(kServer))
      ->type_name("URL");
  CLI::Option* certificate =
      serve->add_option("--tls-cert", invocation.tls_certificate_file,
                        "serve HTTPS with the certificate in this file (PEM); read again on SIGHUP");
  CLI::Option* key = serve->add_option("--tls-key", invocation.tls_key_file, "the certificate's private key (PEM)");
  certificate->check(something(kFile))->type_name("FILE")->needs(key);
  key->check(something(kFile))->type_name("FILE")->needs(certificate);
  serve
      ->add_option("--read-token-file", invocation.read_token_file,
                   "ask readers for the token in this file (Authorization: Bearer)")
      ->check(something(kFile))
      ->type_name("FILE");
  serve
      ->add_option("--rate", invocation.requests_per_second,
                   "requests a second that one address may make (default: any number)")
      ->check(CLI::Range(1, 1'000'000))
      ->type_name("N");
}

void add_commands(CLI::App& app, Invocation& invocation, Texts& texts) {
  const auto command = [&](const char* name, const char* help, Command value) {
    CLI::App* sub = app.add_subcommand(name, help);
    sub->callback([&invocation, value] { invocation.command = value; });
    return sub;
  };
  const auto add_json = [&](CLI::App* sub) { sub->add_flag("--json", invocation.json, "print JSON, for programs"); };
  const auto add_quiet = [&](CLI::App* sub) { sub->add_flag("-q,--quiet", invocation.quiet, "show no progress"); };

  CLI::App* load = command("load", "Bring records in from files, folders, archives or standard input", Command::kLoad);
  load->add_option("PATH", invocation.paths,
                   "JSON (one study, an array, a page, NDJSON), plain, .gz, .zst or in a .zip; a folder of them; - for "
                   "standard input")
      ->required();
  load->add_flag("--complete", invocation.complete,
                 "the sources hold the whole registry: studies that they lack are marked as removed from it");
  load->add_flag("--force-complete", invocation.force_complete,
                 "--complete, also when the sources say that they are a part or very many studies are missing");
  load->add_option(
          "--observed", invocation.observed,
          "the day the records were fetched, or `stamp`: the day of each record's release stamp (default: what file "
          "names and legacy records say, else today)")
      ->check(something("a day in the past, like 2026-02-10, or `stamp`"))
      ->type_name("DATE");
  load->add_flag("--strict", invocation.strict, "stop at the first record that is refused");
  load->add_option("--threads", invocation.threads, "threads to work with (default: one a core)")
      ->check(CLI::Range(1, 256));
  add_quiet(load);
  add_json(load);

  CLI::App* view = command("view", "Print studies for reading", Command::kView);
  view->add_option("NUMBER", invocation.numbers, "NCT numbers, in any case, leading zeros free")->required();
  view->add_option("--as-of", invocation.as_of, "as they were known on a day")
      ->check(something(kDay))
      ->type_name("DATE");
  view->add_option("--version", invocation.versions, "the version of that number; see `history`")
      ->check(something(kVersion))
      ->type_name("N")
      ->expected(1)
      ->excludes("--as-of");
  view->add_option("--width", invocation.width, "columns to wrap at (default: the terminal's)")
      ->check(CLI::Range(20, 1000));
  add_json(view);

  CLI::App* search = command("search", "Find studies in the registry's query language", Command::kSearch);
  add_query(search, texts);
  search->add_option("-n,--limit", invocation.limit, "studies to show (default: 10)")->check(CLI::Range(0, 1'000'000));
  search->add_option("--from", invocation.from, "studies to leave out at the front")->check(CLI::NonNegativeNumber);
  search->add_option("--as-of", invocation.as_of, "search the registry as it was known on a day")
      ->check(something(kDay))
      ->type_name("DATE");
  search->add_flag("--removed", invocation.with_removed, "find studies too that have been removed from the registry");
  search->add_flag("-c,--count", invocation.count_only, "print only how many there are");
  // Each of these takes one word of the command line, or it would take the query behind it too.
  search->add_option("--filter", invocation.filters, "only what this query finds too; it adds nothing to scores")
      ->check(something(kQuery))
      ->allow_extra_args(false)
      ->type_name("QUERY");
  search
      ->add_option("--agg-filters", invocation.aggregate_filters,
                   "the registry's short filters, like results:with,status:rec act,phase:2 3")
      ->check(something("filters like results:with", " \t\r\n,|"))
      ->type_name("FILTERS");
  search
      ->add_option("--near", invocation.near, "only studies with a site in a circle, like distance(42.36,-71.06,50mi)")
      ->check(something("a circle like distance(42.36,-71.06,50mi)"))
      ->type_name("CIRCLE");
  search
      ->add_option("--sort", invocation.sort,
                   "order by a date or number, like EnrollmentCount:desc, or @relevance; two at most")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("KEY");
  search
      ->add_option("--facet", invocation.facets, "count the hits by value of these pieces, like Phase,LocationCountry")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("PIECE");
  search->add_flag("--explain", invocation.explain, "say how the query is understood and what each score is made of");
  add_json(search);

  add_history_commands(app, invocation, texts);

  add_serve_command(command("serve", "Serve pages and the registry's API v2", Command::kServe), invocation);

  add_json(command("stats", "Say what the data folder holds", Command::kStats));
  CLI::App* verify =
      command("verify", "Check store and index, each in itself and against each other", Command::kVerify);
  add_quiet(verify);
  add_json(verify);
  add_tag_command(app, invocation);
  add_thesaurus_command(app, invocation);
  add_quiet(command("rebuild", "Make the index anew from the store", Command::kRebuild));
  add_json(command("version", "Print the program's version", Command::kVersion));
}

// What is wrong with a command line. CLI11 names what is missing before what nobody knows, yet `load --bogus` lacks a
// path only because --bogus is none.
std::string message_of(const CLI::App& app, const CLI::Error& error) {
  std::vector<std::string> unknown = app.remaining(true);
  std::erase(unknown, "--");
  if (unknown.empty() || dynamic_cast<const CLI::RequiredError*>(&error) == nullptr) {
    return error.what();
  }
  const bool is_option = unknown.front().starts_with('-');
  return concat("there is no ", is_option ? "option" : "command", " `", text::printable(unknown.front()), "`");
}

}  // namespace

std::string default_data_folder() {
  if (const auto folder = os::environment_variable("TRIALKEEP_DATA")) {
    return *folder;
  }
  if (const auto folder = os::environment_variable("XDG_DATA_HOME")) {
    return concat(*folder, "/trialkeep");
  }
  if (const auto home = os::environment_variable("HOME")) {
    return concat(*home, "/.local/share/trialkeep");
  }
  return "trialkeep-data";
}

ParsedCommandLine parse_command_line(int argc, const char* const* argv) {
  ParsedCommandLine parsed;
  Invocation& invocation = parsed.invocation;
  Texts texts;
  invocation.data_folder = default_data_folder();
  invocation.listen = "127.0.0.1:8080";
  CLI::App app("Trialkeep: a clinical-trial registry on your own machine.", "trialkeep");
  app.footer(kFooter);
  app.set_version_flag("--version", concat("trialkeep ", program_version()));
  app.set_help_all_flag("--help-all", "print the help of every command");
  app.add_option("--data", invocation.data_folder, "the data folder")
      ->check(something("the path of a folder"))
      ->type_name("DIR");
  app.require_subcommand(1);
  app.fallthrough();
  add_commands(app, invocation, texts);
  CLI::App* help = app.add_subcommand("help", "Print this help, or that of a command");
  std::string topic;
  help->add_option("COMMAND", topic, "a command's name");
  try {
    app.parse(argc, argv);
    if (help->parsed()) {
      // App::help() of the program would print the help of the command that was parsed, which is `help`.
      parsed.text = topic.empty() ? app.get_formatter()->make_help(&app, "trialkeep", CLI::AppFormatMode::Normal)
                                  : app.get_subcommand(topic)->help("trialkeep");
      parsed.exit_code = 0;
    }
  } catch (const CLI::CallForHelp&) {
    const CLI::App* deepest = &app;
    std::string above;
    for (auto subs = app.get_subcommands(); !subs.empty(); subs = deepest->get_subcommands()) {
      append_to(above, above.empty() ? "" : " ", deepest->get_name());
      deepest = subs.back();
    }
    parsed.text = deepest->help(above);
    parsed.exit_code = 0;
  } catch (const CLI::CallForAllHelp&) {
    parsed.text = app.help("", CLI::AppFormatMode::All);
    parsed.exit_code = 0;
  } catch (const CLI::CallForVersion& version) {
    parsed.text = concat(std::string(version.what()), "\n");
    parsed.exit_code = 0;
  } catch (const CLI::Error& error) {
    parsed.text = concat("trialkeep: ", message_of(app, error), "\nRun `trialkeep help` for the commands.\n");
    parsed.to_error = true;
    parsed.exit_code = static_cast<int>(ExitCode::kWrongUsage);
  }
  invocation.sync.data_folder = invocation.data_folder;
  if (invocation.command == Command::kChanges && app.get_subcommand("changes")->count("--limit") == 0) {
    invocation.limit = std::numeric_limits<std::uint64_t>::max();
  }
  std::string query;
  for (const std::string& word : texts.query_words) {
    append_to(query, query.empty() ? "" : " ", word);
  }
  if (!query.empty()) {
    invocation.query_parts.emplace_back("term", query);
  }
  for (const auto& [name, text] : texts.query_options) {
    if (!text.empty()) {
      invocation.query_parts.emplace_back(name, text);
    }
  }
  return parsed;
}

}  // namespace trialkeep::cli

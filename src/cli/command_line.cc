// The one translation unit that includes CLI11, which is slow to compile.

#include <CLI/CLI.hpp>
#include <map>

#include "base/status.h"
#include "base/strings.h"
#include "base/version.h"
#include "cli/invocation.h"
#include "os/environment.h"

namespace trialkeep::cli {
namespace {

constexpr char kFooter[] =
    "\nThe first steps:\n"
    "  trialkeep load studies.ndjson.zst      bring records in\n"
    "  trialkeep search 'heart attack AND AREA[Phase]PHASE3'\n"
    "  trialkeep view NCT04852770             read one\n"
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
  load->add_flag("--strict", invocation.strict, "stop at the first record that is refused");
  load->add_option("--threads", invocation.threads, "threads to work with (default: one a core)")
      ->check(CLI::Range(1, 256));
  add_quiet(load);
  add_json(load);

  CLI::App* view = command("view", "Print studies for reading", Command::kView);
  view->add_option("NUMBER", invocation.numbers, "NCT numbers, in any case, leading zeros free")->required();
  view->add_option("--width", invocation.width, "columns to wrap at (default: the terminal's)")
      ->check(CLI::Range(20, 1000));
  add_json(view);

  CLI::App* search = command("search", "Find studies in the registry's query language", Command::kSearch);
  search->add_option("QUERY", texts.query_words,
                     "words, \"phrases\", AND, OR, NOT, brackets, AREA[name]...; none: all");
  for (const auto& [name, help] : kQueryOptions) {
    search->add_option(concat("--", name), texts.query_options[name], concat("search ", help))->type_name("QUERY");
  }
  search->add_option("-n,--limit", invocation.limit, "studies to show (default: 10)")->check(CLI::Range(0, 1'000'000));
  search->add_option("--from", invocation.from, "studies to leave out at the front")->check(CLI::NonNegativeNumber);
  search->add_flag("-c,--count", invocation.count_only, "print only how many there are");
  add_json(search);

  CLI::App* serve = command("serve", "Serve pages and the registry's API v2", Command::kServe);
  serve->add_option("--listen", invocation.listen, "address and port (default: 127.0.0.1:8080)")
      ->type_name("ADDRESS:PORT");
  serve->add_option("--threads", invocation.threads, "threads to serve with (default: one a core)")
      ->check(CLI::Range(1, 256));

  add_json(command("stats", "Say what the data folder holds", Command::kStats));
  CLI::App* verify =
      command("verify", "Check store and index, each in itself and against each other", Command::kVerify);
  add_quiet(verify);
  add_json(verify);
  add_quiet(command("rebuild", "Make the index anew from the store", Command::kRebuild));
  add_json(command("version", "Print the program's version", Command::kVersion));
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
  app.add_option("--data", invocation.data_folder, "the data folder")->type_name("DIR");
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
    for (const CLI::App* sub : app.get_subcommands()) {
      deepest = sub;
    }
    parsed.text = deepest->help(deepest == &app ? "" : "trialkeep");
    parsed.exit_code = 0;
  } catch (const CLI::CallForAllHelp&) {
    parsed.text = app.help("", CLI::AppFormatMode::All);
    parsed.exit_code = 0;
  } catch (const CLI::CallForVersion& version) {
    parsed.text = concat(std::string(version.what()), "\n");
    parsed.exit_code = 0;
  } catch (const CLI::Error& error) {
    parsed.text = concat("trialkeep: ", std::string(error.what()), "\nRun `trialkeep help` for the commands.\n");
    parsed.to_error = true;
    parsed.exit_code = static_cast<int>(ExitCode::kWrongUsage);
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

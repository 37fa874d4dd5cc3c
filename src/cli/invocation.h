#pragma once
// A command line as data: what the user asked for, parsed and checked.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace trialkeep::cli {

enum class Command { kNone, kLoad, kView, kSearch, kServe, kStats, kVerify, kRebuild, kVersion };

struct Invocation {
  Command command = Command::kNone;
  std::string data_folder;
  bool json = false;

  std::vector<std::string> paths;                                // load
  bool strict = false;                                           // load
  bool quiet = false;                                            // load, verify, rebuild: no progress
  std::vector<std::string> numbers;                              // view
  std::string query;                                             // search, area "term"
  std::vector<std::pair<std::string, std::string>> query_parts;  // search: parameter and text
  std::uint64_t limit = 10;                                      // search
  std::uint64_t from = 0;                                        // search
  bool count_only = false;                                       // search
  unsigned width = 0;                                            // view: 0: the terminal's
  std::string listen;                                            // serve
  unsigned threads = 0;                                          // load, serve: 0: one a core
};

// What to do after parsing: carry out `invocation`, or print `text` and end with `exit_code`.
struct ParsedCommandLine {
  Invocation invocation;
  std::string text;
  bool to_error = false;
  int exit_code = -1;  // -1: carry the invocation out
};

ParsedCommandLine parse_command_line(int argc, const char* const* argv);

// $TRIALKEEP_DATA, else trialkeep in the XDG data folder ($XDG_DATA_HOME, else ~/.local/share).
std::string default_data_folder();

}  // namespace trialkeep::cli

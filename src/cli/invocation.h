#pragma once
// A command line as data: what the user asked for, parsed and checked.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "cli/sync_command.h"
#include "cli/tag_command.h"
#include "cli/thesaurus_command.h"

namespace trialkeep::cli {

enum class Command {
  kNone,
  kLoad,
  kSync,
  kView,
  kSearch,
  kHistory,
  kDiff,
  kChanges,
  kTrack,
  kServe,
  kStats,
  kLoads,
  kVerify,
  kBackup,
  kRebuild,
  kTag,
  kThesaurus,
  kVersion
};

struct Invocation {
  Command command = Command::kNone;
  std::string data_folder;
  bool json = false;

  std::vector<std::string> paths;                                // load
  bool strict = false;                                           // load
  bool quiet = false;                                            // load, verify, rebuild: no progress
  std::vector<std::string> numbers;                              // view
  std::string number;                                            // history, diff
  std::string query;                                             // search, area "term"
  std::vector<std::pair<std::string, std::string>> query_parts;  // search: parameter and text
  std::uint64_t limit = 10;                                      // search
  std::uint64_t from = 0;                                        // search
  bool count_only = false;                                       // search
  std::vector<std::string> filters;                              // search: queries that are worth nothing
  std::string aggregate_filters;                                 // search: as the registry's aggFilters
  std::string near;                                              // search: as the registry's filter.geo
  std::vector<std::string> sort;                                 // search: at most two keys
  std::vector<std::string> facets;                               // search: pieces to count by
  bool explain = false;                                          // search
  unsigned width = 0;                                            // view: 0: the terminal's
  std::string listen;                                            // serve
  unsigned threads = 0;                                          // load, serve: 0: one a core
  bool complete = false;                                         // load
  bool force_complete = false;                                   // load
  std::string observed;                                          // load: a day; empty: now
  std::string as_of;                                             // view, search, track: a day; empty: now
  bool with_removed = false;                                     // search
  std::vector<std::uint32_t> versions;                           // view: one; diff: none to two
  bool html = false;                                             // diff
  std::string since;                                             // changes: a day; empty: from the beginning
  std::vector<std::string> pieces;                               // changes
  std::string after;                                             // changes: where an earlier run ended
  std::string track;                                             // track: a piece or one of our questions
  std::string destination;                                       // backup
  TagArguments tag;                                              // tag
  ThesaurusArguments thesaurus;                                  // thesaurus
  SyncArguments sync;                                            // sync
  std::string tls_certificate_file;                              // serve; with the next; empty: plain HTTP
  std::string tls_key_file;                                      // serve
  std::string read_token_file;                                   // serve; empty: anyone may read
  unsigned requests_per_second = 0;                              // serve: of one address; 0: any number
  std::string sync_every;                                        // serve: a span of time; empty: never
  bool lenient = false;  // serve: invented parameters count as what they stand for
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

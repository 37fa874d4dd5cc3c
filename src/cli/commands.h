#pragma once
// What each command does: prints to standard output what was asked for, to standard error everything else.

#include <string_view>

#include "base/status.h"
#include "cli/invocation.h"

namespace trialkeep::cli {

ExitCode run_load(const Invocation& invocation);
ExitCode run_view(const Invocation& invocation);
ExitCode run_search(const Invocation& invocation);
ExitCode run_serve(const Invocation& invocation);
ExitCode run_stats(const Invocation& invocation);
ExitCode run_verify(const Invocation& invocation);
ExitCode run_rebuild(const Invocation& invocation);
ExitCode run_history(const Invocation& invocation);
ExitCode run_diff(const Invocation& invocation);
ExitCode run_changes(const Invocation& invocation);
ExitCode run_track(const Invocation& invocation);
ExitCode run_loads(const Invocation& invocation);
ExitCode run_backup(const Invocation& invocation);
ExitCode run_tag(const Invocation& invocation);
ExitCode run_thesaurus(const Invocation& invocation);
ExitCode run_version(const Invocation& invocation);

// Prints `trialkeep: message` to standard error and gives the exit code of its kind.
ExitCode report(const Status& status);

// The program: parses the command line and runs the command.
int run_program(int argc, const char* const* argv);

}  // namespace trialkeep::cli

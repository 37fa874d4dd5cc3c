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
ExitCode run_version(const Invocation& invocation);

// Prints `trialkeep: message` to standard error and gives the exit code of its kind.
ExitCode report(const Status& status);

// The program: parses the command line and runs the command.
int run_program(int argc, const char* const* argv);

}  // namespace trialkeep::cli

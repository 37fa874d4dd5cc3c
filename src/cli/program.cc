#include <cstdio>

#include "base/version.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/print.h"

namespace trialkeep::cli {
namespace {

// `code`, unless something could not be written (a full disk behind a redirection), which must not look like success.
int code_at_end(int code) {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    say("trialkeep: cannot write to standard output\n");
    return static_cast<int>(ExitCode::kDamage);
  }
  return code;
}

}  // namespace

ExitCode report(const Status& status) {
  if (!status.ok()) {
    say("trialkeep: {}\n", std::string(status.message()));
  }
  return exit_code(status.code());
}

ExitCode run_version(const Invocation& invocation) {
  if (invocation.json) {
    JsonObject object;
    object.text("program", "trialkeep").text("version", program_version()).text("apiVersion", kApiVersion);
    print_line(object.done());
  } else {
    print("trialkeep {}\nserves API v2 as of {}\n", program_version(), kApiVersion);
  }
  return ExitCode::kDone;
}

int run_program(int argc, const char* const* argv) {
  const ParsedCommandLine parsed = parse_command_line(argc, argv);
  if (parsed.exit_code >= 0) {
    write_text(parsed.to_error ? stderr : stdout, parsed.text);
    return code_at_end(parsed.exit_code);
  }
  ExitCode code = ExitCode::kDone;
  switch (parsed.invocation.command) {
    case Command::kLoad:
      code = run_load(parsed.invocation);
      break;
    case Command::kView:
      code = run_view(parsed.invocation);
      break;
    case Command::kSearch:
      code = run_search(parsed.invocation);
      break;
    case Command::kSync:
      code = run_sync(parsed.invocation.sync);
      break;
    case Command::kHistory:
      code = run_history(parsed.invocation);
      break;
    case Command::kDiff:
      code = run_diff(parsed.invocation);
      break;
    case Command::kChanges:
      code = run_changes(parsed.invocation);
      break;
    case Command::kTrack:
      code = run_track(parsed.invocation);
      break;
    case Command::kLoads:
      code = run_loads(parsed.invocation);
      break;
    case Command::kBackup:
      code = run_backup(parsed.invocation);
      break;
    case Command::kServe:
      code = run_serve(parsed.invocation);
      break;
    case Command::kStats:
      code = run_stats(parsed.invocation);
      break;
    case Command::kVerify:
      code = run_verify(parsed.invocation);
      break;
    case Command::kRebuild:
      code = run_rebuild(parsed.invocation);
      break;
    case Command::kTag:
      code = run_tag(parsed.invocation);
      break;
    case Command::kThesaurus:
      code = run_thesaurus(parsed.invocation);
      break;
    case Command::kVersion:
      code = run_version(parsed.invocation);
      break;
    case Command::kNone:
      code = ExitCode::kWrongUsage;
      break;
  }
  return code_at_end(static_cast<int>(code));
}

}  // namespace trialkeep::cli

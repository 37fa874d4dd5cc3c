#pragma once
// How commands write lines: results to standard output, everything else to standard error. Neither throws when the
// line cannot be written (a full disk, a reader that has gone): a message that nobody can read must not end a load or
// a server, and threads of their own write messages too.

#include <cstdio>
#include <fmt/format.h>
#include <string_view>

namespace trialkeep::cli {

// All of `text`, or as much as `file` takes. What could not be written stays in ferror(file).
void write_text(std::FILE* file, std::string_view text) noexcept;

// A result, to standard output. run_program() looks at ferror(stdout) in the end.
template <typename... Arguments>
void print(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  write_text(stdout, fmt::vformat(format, fmt::make_format_args(arguments...)));
}

// A message, to standard error, at once. One that cannot be written is passed over: there is nobody left to tell.
template <typename... Arguments>
void say(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  write_text(stderr, fmt::vformat(format, fmt::make_format_args(arguments...)));
}

}  // namespace trialkeep::cli

#pragma once
// What is at the other end of standard output and error.

namespace trialkeep::os {

bool is_terminal(int fd);
// Columns of the terminal at `fd`, or `otherwise`.
int terminal_width(int fd, int otherwise);
// True when colour is welcome at `fd`: a terminal, TERM is not "dumb", NO_COLOR unset (no-color.org).
bool wants_colour(int fd);

}  // namespace trialkeep::os

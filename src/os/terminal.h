#pragma once
// What is at the other end of standard input, output and error.

namespace trialkeep::os {

// Opens /dev/null on each of descriptors 0, 1 and 2 that the program was started without. Otherwise a file opened later
// would get its number, and messages would be written into it. It is opened the wrong way round, so that reading and
// writing go on failing as with a closed descriptor: a result that nobody gets must not look like success. Where that
// cannot be done, all stays as it is. REQUIRES: nothing has been opened yet, and there is one thread.
void occupy_standard_descriptors();

bool is_terminal(int fd);
// Columns of the terminal at `fd`, or `otherwise`.
int terminal_width(int fd, int otherwise);
// True when colour is welcome at `fd`: a terminal, TERM is not "dumb", NO_COLOR unset (no-color.org).
bool wants_colour(int fd);

}  // namespace trialkeep::os

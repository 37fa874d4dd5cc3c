#pragma once
// SIGINT and SIGTERM as a question that long work asks between steps, and SIGHUP as the wish to read the
// settings' files again. The first signal to stop asks to stop cleanly; a second one ends the process at
// once, as people expect of Ctrl-C twice.

namespace trialkeep::os {

// Installs the handlers, once a process. SIGPIPE is ignored from then on.
void catch_stop_signals();

// From then on a write beyond the limit of file sizes (ulimit -f) fails with an error, as on a full disk, instead of
// ending the process without a word.
void ignore_file_size_signal();

// True from the first signal on. Cheap enough to ask for every record.
bool stop_requested();

// Blocks until a stop is requested or request_stop() is called.
void wait_for_stop();

// From then on SIGHUP asks to reload instead of ending the process. REQUIRES: catch_stop_signals().
void catch_reload_signal();

enum class Wish { kStop, kReload };
// Blocks until one is there. A reload that was asked for several times meanwhile is given once.
Wish wait_for_wish();

// What a signal would do; for tests and for code that ends itself.
void request_stop();
void request_reload();

}  // namespace trialkeep::os

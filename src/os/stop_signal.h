#pragma once
// SIGINT and SIGTERM as a question that long work asks between steps. The first signal asks to stop
// cleanly; a second one ends the process at once, as people expect of Ctrl-C twice.

namespace trialkeep::os {

// Installs the handlers, once a process. SIGPIPE is ignored from then on.
void catch_stop_signals();

// True from the first signal on. Cheap enough to ask for every record.
bool stop_requested();

// Blocks until a stop is requested or request_stop() is called.
void wait_for_stop();

// What a signal would do; for tests and for code that ends itself.
void request_stop();

}  // namespace trialkeep::os

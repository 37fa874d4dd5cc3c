#include "cli/commands.h"
#include "os/stop_signal.h"
#include "os/terminal.h"

int main(int argc, char** argv) {
  trialkeep::os::occupy_standard_descriptors();
  trialkeep::os::ignore_file_size_signal();
  return trialkeep::cli::run_program(argc, argv);
}

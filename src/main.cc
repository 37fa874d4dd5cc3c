#include "cli/commands.h"
#include "os/terminal.h"

int main(int argc, char** argv) {
  trialkeep::os::occupy_standard_descriptors();
  return trialkeep::cli::run_program(argc, argv);
}

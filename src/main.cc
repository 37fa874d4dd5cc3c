#include "cli/commands.h"

int main(int argc, char** argv) { return trialkeep::cli::run_program(argc, argv); }

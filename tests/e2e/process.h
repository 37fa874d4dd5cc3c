#pragma once
// Runs the real program as a user would.

#include <string>
#include <sys/types.h>
#include <vector>

namespace trialkeep::testing {

// The program that the build has made.
std::string program_path();

struct Finished {
  int exit_code = -1;  // -signal when a signal ended it
  std::string out;
  std::string err;
};

// A program under way, its output going to files.
class Process {
 public:
  // `arguments[0]` is the program's path. `input` is its standard input.
  explicit Process(std::vector<std::string> arguments, const std::string& input = "");
  ~Process();  // kills it if it still runs
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void signal(int number);
  Finished wait();
  // Standard output and standard error so far.
  std::string out() const;
  std::string err() const;

 private:
  std::string folder_;
  pid_t pid_ = -1;
};

Finished run(std::vector<std::string> arguments, const std::string& input = "");

// GET or HEAD of http://127.0.0.1:port`target`: the whole answer, head and body.
std::string fetch(int port, const std::string& target, const std::string& method = "GET");

}  // namespace trialkeep::testing

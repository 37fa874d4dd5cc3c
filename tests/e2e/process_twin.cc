#include <arpa/inet.h>
#include <fcntl.h>
#include <filesystem>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "e2e/process.h"
#include "support/support.h"

namespace trialkeep::testing {

std::string program_path() { return built_path("trialkeep"); }

Process::Process(std::vector<std::string> arguments, const std::string& input) {
  std::string pattern = (std::filesystem::temp_directory_path() / "trialkeep-e2e-XXXXXX").string();
  CHECK(::mkdtemp(pattern.data()) != nullptr);
  folder_ = pattern;
  write_text_file(folder_ + "/in", input);
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  pid_ = ::fork();
  CHECK(pid_ >= 0);
  if (pid_ == 0) {
    const int in = ::open((folder_ + "/in").c_str(), O_RDONLY);
    const int out = ::open((folder_ + "/out").c_str(), O_WRONLY | O_CREAT, 0600);
    const int err = ::open((folder_ + "/err").c_str(), O_WRONLY | O_CREAT, 0600);
    ::dup2(in, 0);
    ::dup2(out, 1);
    ::dup2(err, 2);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
}

Process::~Process() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Process::signal(int number) { ::kill(pid_, number); }
std::string Process::out() const { return read_text_file(folder_ + "/out"); }
std::string Process::err() const { return read_text_file(folder_ + "/err"); }

Finished Process::wait() {
  int status = 0;
  CHECK(::waitpid(pid_, &status, 0) == pid_);
  pid_ = -1;
  Finished finished;
  finished.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  finished.out = read_text_file(folder_ + "/out");
  finished.err = read_text_file(folder_ + "/err");
  return finished;
}

Finished run(std::vector<std::string> arguments, const std::string& input) {
  return Process(std::move(arguments), input).wait();
}

std::string fetch(int port, const std::string& target, const std::string& method) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    const std::string request = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    (void)!::write(fd, request.data(), request.size());
    char buffer[1 << 14];
    for (ssize_t got; (got = ::read(fd, buffer, sizeof buffer)) > 0;)
      answer.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(fd);
  return answer;
}

}  // namespace trialkeep::testing

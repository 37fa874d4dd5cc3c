#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <optional>
#include <thread>

#include "api/api.h"
#include "base/limits.h"
#include "base/strings.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/print.h"
#include "engine/load.h"
#include "engine/registry.h"
#include "engine/sync.h"
#include "http/listen.h"
#include "http/read_token.h"
#include "http/server.h"
#include "os/clock.h"
#include "os/environment.h"
#include "os/file_system.h"
#include "os/stop_signal.h"
#include "site/errors.h"
#include "site/site.h"

namespace trialkeep::cli {
namespace {

// Follows what other processes load into the folder, so that a running server shows it.
class Follower {
 public:
  explicit Follower(engine::Registry& registry) : thread_([this, &registry] { run(registry); }) {}
  ~Follower() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

 private:
  void run(engine::Registry& registry) {
    constexpr std::chrono::milliseconds kEvery(500);
    std::string last_message;
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, kEvery, [&] { return ended_; })) {
      const Status status = registry.refresh();
      const std::string message(status.message());
      if (!status.ok() && message != last_message) {
        say("trialkeep: {}\n", message);
      }
      last_message = message;
    }
  }
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ended_ = false;
  std::thread thread_;
};

// Brings the data up to date at an interval, beside the server; the follower then takes up what is new.
class Syncer {
 public:
  Syncer(const Invocation& invocation, std::chrono::seconds interval) {
    options_.from = invocation.sync.from;
    options_.stop_requested = [this] { return ended_.load(); };
    thread_ = std::thread([this, interval, folder = invocation.data_folder] {
      engine::sync_every(folder, options_, interval, [](const StatusOr<engine::SyncSummary>& run) {
        say("{}  {}\n", os::system_clock().now().text(),
            run.ok() ? run->sentence() : concat("the sync failed: ", std::string(run.status().message())));
      });
    });
  }
  ~Syncer() {
    ended_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> ended_ = false;
  engine::SyncOptions options_;
  std::thread thread_;
};

// How the server is to listen, and to whom.
StatusOr<http::ServerOptions> server_options(const Invocation& invocation) {
  ASSIGN_OR_RETURN(const http::ListenAddress address, http::parse_listen(invocation.listen));
  http::ServerOptions options;
  options.address = address.address;
  options.port = address.port;
  options.threads = invocation.threads;
  options.post_forms = true;
  options.is_quick = &api::Api::is_quick;
  options.requests_per_second_max = invocation.requests_per_second;
  options.tls_certificate_file = invocation.tls_certificate_file;
  options.tls_key_file = invocation.tls_key_file;
  const std::string& token_file = invocation.read_token_file;
  if (!token_file.empty()) {
    ASSIGN_OR_RETURN(const std::string text, os::posix_file_system().read_file(token_file, limits::kSecretFileBytes));
    auto token = http::parse_read_token(text);
    if (!token.ok()) {
      return annotate(token.status(), token_file);
    }
    options.read_token = *std::move(token);
  }
  return options;
}

// For large files that can be made again, where the data folder cannot be written.
std::string spare_folder() { return os::environment_variable("TMPDIR").value_or("/var/tmp"); }

// Until the user wants it to end. A certificate that cannot be used leaves the one before in place.
void serve_until_stop(http::Server& server, bool has_certificate) {
  if (has_certificate) {
    os::catch_reload_signal();
  }
  while (os::wait_for_wish() == os::Wish::kReload) {
    const Status status = server.reload_certificate();
    if (status.ok()) {
      say("trialkeep: the certificate has been read again\n");
    } else {
      say("trialkeep: {}; the certificate before it stays in use\n", std::string(status.message()));
    }
  }
  say("stopping: requests under way are finished\n");
  server.stop();
}

}  // namespace

ExitCode run_serve(const Invocation& invocation) {
  os::catch_stop_signals();
  const auto options = server_options(invocation);
  if (!options.ok()) {
    return report(options.status());
  }
  std::optional<std::chrono::seconds> interval;
  if (!invocation.sync_every.empty()) {
    const auto span = engine::parse_sync_interval(invocation.sync_every);
    if (!span.ok()) {
      return report(span.status());
    }
    interval = *span;
    // The first sync fills it.
    if (const Status made = engine::make_data_folder(invocation.data_folder); !made.ok()) {
      return report(made);
    }
  }
  const auto registry = engine::Registry::open(invocation.data_folder);
  if (!registry.ok()) {
    return report(registry.status());
  }
  // Almost every page runs a query.
  if (const Status thesauri = (*registry)->thesaurus_status(); !thesauri.ok()) {
    return report(thesauri);
  }
  api::Api api(**registry, {.page_token_key = "",
                            .download_folders = {invocation.data_folder, spare_folder()},
                            .lenient = invocation.lenient});
  site::Site site(**registry);
  const auto server = http::Server::start(*options, [&](const http::Request& request) {
    if (auto answer = api.handle(request)) {
      return *std::move(answer);
    }
    if (auto answer = site.handle(request)) {
      return *std::move(answer);
    }
    return site::no_such_page();
  });
  if (!server.ok()) {
    return report(server.status());
  }
  const Follower follower(**registry);
  std::optional<Syncer> syncer;
  if (interval) {
    syncer.emplace(invocation, *interval);
  }
  print("Trialkeep serves {} at {}/ (Ctrl-C stops it)\n", counted((*registry)->study_count(), "study", "studies"),
        (*server)->url());
  std::fflush(stdout);
  serve_until_stop(**server, !options->tls_certificate_file.empty());
  return ExitCode::kDone;
}

}  // namespace trialkeep::cli

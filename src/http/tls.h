#pragma once
// The certificate that the server shows, and its replacement while it serves. Private to the room.

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <mutex>
#include <string>

#include "base/status.h"

namespace trialkeep::http {

// TLS 1.2 and 1.3, ciphers with forward secrecy and authentication only, no compression, no renegotiation,
// http/1.1 by ALPN. kInvalidArgument, naming the file and the remedy, when a file holds no PEM, the key is
// not the certificate's or needs a pass phrase, or the certificate has run out.
StatusOr<std::shared_ptr<boost::asio::ssl::context>> make_tls(const std::string& certificate_file,
                                                              const std::string& key_file);

// May be used from any thread.
class TlsKeeper {
 public:
  // Null as long as none was set: the server speaks plain HTTP.
  std::shared_ptr<boost::asio::ssl::context> current() const {
    const std::lock_guard lock(mutex_);
    return context_;
  }
  // For connections from now on; those that are there keep what they have.
  void set(std::shared_ptr<boost::asio::ssl::context> context) {
    const std::lock_guard lock(mutex_);
    context_ = std::move(context);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace trialkeep::http

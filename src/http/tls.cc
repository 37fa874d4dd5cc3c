#include "http/tls.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "base/limits.h"
#include "base/strings.h"
#include "os/file_system.h"

namespace trialkeep::http {
namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

constexpr char kCiphers[] = "ECDHE+AESGCM:ECDHE+CHACHA20";  // of TLS 1.2; those of 1.3 are all good

Status refuse(std::string_view what, const std::string& file, std::string_view why) {
  return absl::InvalidArgumentError(concat("cannot use the ", what, " in ", file, ": ", why));
}

std::string reason_of(const error_code& error) { return concat(error.message(), "; the file must be in PEM form"); }

// Takes http/1.1 of what a client offers; without it the handshake goes on, and the client sees what comes.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* offered,
                    unsigned offered_size, void*) {
  static constexpr std::array<unsigned char, 9> kOurs = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  if (::SSL_select_next_proto(&chosen, out_size, kOurs.data(), kOurs.size(), offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

// OpenSSL would otherwise ask at the terminal.
int no_pass_phrase(char*, int, int, void*) { return -1; }

Status take_files(ssl::context& context, const std::string& certificate_file, const std::string& key_file) {
  os::FileSystem& files = os::posix_file_system();
  ASSIGN_OR_RETURN(const std::string certificate, files.read_file(certificate_file, limits::kSecretFileBytes));
  ASSIGN_OR_RETURN(const std::string key, files.read_file(key_file, limits::kSecretFileBytes));
  error_code error;
  context.use_certificate_chain(boost::asio::buffer(certificate), error);
  if (error) {
    return refuse("certificate", certificate_file, reason_of(error));
  }
  context.use_private_key(boost::asio::buffer(key), ssl::context::pem, error);
  if (error) {
    return refuse("private key", key_file,
                  concat(error.message(), "; the file must be in PEM form, without a pass phrase, and hold the key of ",
                         certificate_file));
  }
  if (::SSL_CTX_check_private_key(context.native_handle()) != 1) {
    return refuse("private key", key_file, concat("it is not the key of the certificate in ", certificate_file));
  }
  if (::X509_cmp_current_time(::X509_get0_notAfter(::SSL_CTX_get0_certificate(context.native_handle()))) < 0) {
    return refuse("certificate", certificate_file, "it has run out; get a new one");
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::shared_ptr<ssl::context>> make_tls(const std::string& certificate_file, const std::string& key_file) {
  try {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    SSL_CTX* handle = context->native_handle();
    if (SSL_CTX_set_min_proto_version(handle, TLS1_2_VERSION) != 1 ||
        ::SSL_CTX_set_cipher_list(handle, kCiphers) != 1) {
      return absl::InternalError("this machine's OpenSSL does not offer TLS 1.2 with today's ciphers");
    }
    ::SSL_CTX_set_options(handle, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    ::SSL_CTX_set_alpn_select_cb(handle, choose_protocol, nullptr);
    ::SSL_CTX_set_default_passwd_cb(handle, no_pass_phrase);
    RETURN_IF_ERROR(take_files(*context, certificate_file, key_file));
    return context;
  } catch (const std::exception& fault) {
    return absl::ResourceExhaustedError(concat("cannot set up TLS: ", std::string(fault.what())));
  }
}

}  // namespace trialkeep::http

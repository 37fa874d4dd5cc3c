#pragma once
// Certificates for tests, made when they are needed.

#include <functional>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string>

#include "support/support.h"

namespace trialkeep::http::testing {

inline std::string pem_of(const std::function<int(BIO*)>& write) {
  BIO* memory = ::BIO_new(::BIO_s_mem());
  EXPECT_EQ(write(memory), 1);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory, &bytes);
  std::string out(bytes, static_cast<std::size_t>(size));
  ::BIO_free(memory);
  return out;
}

// Writes a key and a self-signed certificate for `name` that ends `seconds` from now.
inline void write_certificate(const std::string& certificate_file, const std::string& key_file, const std::string& name,
                              long seconds = 3600, bool with_pass_phrase = false) {
  EVP_PKEY* key = ::EVP_EC_gen("P-256");
  X509* certificate = ::X509_new();
  ASN1_INTEGER_set(::X509_get_serialNumber(certificate), 1);
  ::X509_gmtime_adj(X509_getm_notBefore(certificate), seconds - 7200);
  ::X509_gmtime_adj(X509_getm_notAfter(certificate), seconds);
  ::X509_set_pubkey(certificate, key);
  X509_NAME* subject = ::X509_get_subject_name(certificate);
  ::X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()), -1,
                               -1, 0);
  ::X509_set_issuer_name(certificate, subject);
  EXPECT_GT(::X509_sign(certificate, key, ::EVP_sha256()), 0);
  ::trialkeep::testing::write_text_file(certificate_file,
                                        pem_of([&](BIO* out) { return ::PEM_write_bio_X509(out, certificate); }));
  const EVP_CIPHER* cipher = with_pass_phrase ? ::EVP_aes_256_cbc() : nullptr;
  const auto* phrase = reinterpret_cast<const unsigned char*>("secret");
  ::trialkeep::testing::write_text_file(key_file, pem_of([&](BIO* out) {
                                          return ::PEM_write_bio_PrivateKey(out, key, cipher,
                                                                            with_pass_phrase ? phrase : nullptr,
                                                                            with_pass_phrase ? 6 : 0, nullptr, nullptr);
                                        }));
  ::X509_free(certificate);
  ::EVP_PKEY_free(key);
}

}  // namespace trialkeep::http::testing

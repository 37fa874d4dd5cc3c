#include "http/request_reader.h"

#include <algorithm>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "base/strings.h"

namespace trialkeep::http {
namespace {

namespace beast = boost::beast;
using boost::system::error_code;
using Parser = beast::http::request_parser<beast::http::string_body>;
using Field = beast::http::field;

constexpr std::size_t kReadBytes = 8u << 10;   // asked of the socket at a time
constexpr std::size_t kKeptBytes = 64u << 10;  // a larger buffer is given back between requests

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

// All values of a header in order, as one list.
std::string joined(const beast::http::fields& fields, Field name) {
  std::string out;
  const auto [first, last] = fields.equal_range(name);
  for (auto field = first; field != last; ++field) {
    append_to(out, out.empty() ? "" : ", ", view(field->value()));
  }
  return out;
}

Response target_too_long(const ServerOptions& options) {
  return Response::text(414, concat("The request target is longer than ", options.target_bytes_max,
                                    " bytes; ask for less in one request."));
}

Response header_too_large(const ServerOptions& options) {
  return Response::text(431, concat("The request header is larger than ", options.header_bytes_max,
                                    " bytes; send fewer or shorter header fields."));
}

Response body_too_large(const ServerOptions& options) {
  return Response::text(
      413, concat("The request body is larger than ", options.body_bytes_max, " bytes; send a smaller one."));
}

// What Beast found wrong, in words. It takes any byte in a target but blanks, control characters and DEL.
Response malformed(beast::http::error error) {
  using Error = beast::http::error;
  switch (error) {
    case Error::bad_method:
      return Response::text(400, "The request line does not start with a method such as GET.");
    case Error::bad_target:
      return Response::text(400, "The request target is empty or has a control character; write that as %XX.");
    case Error::bad_version:
      return Response::text(400,
                            "The request line does not end with HTTP/1.1 or HTTP/1.0 after one blank; a blank inside "
                            "the target is written %20 or +.");
    case Error::bad_field:
    case Error::bad_value:
    case Error::bad_line_ending:
    case Error::bad_obs_fold:
      return Response::text(400, "The request header has a line that is not \"Name: value\" with CR LF at its end.");
    default:
      return Response::text(400, "The request does not say clearly how long its body is; send one Content-Length.");
  }
}

bool expects_continue(const Parser& parser) {
  return beast::iequals(parser.get()[Field::expect], "100-continue") && parser.get().version() >= 11;
}

// What must be refused though Beast takes it: lengths that another server on the way may read otherwise
// (RFC 9112 section 6.3), and HTTP/1.1 without exactly one Host (section 3.2).
std::optional<Response> ambiguous(const Parser& parser) {
  const auto& message = parser.get();
  if (message.count(Field::transfer_encoding) > 0 && (!parser.chunked() || message.version() < 11)) {
    return Response::text(400,
                          "The request has a Transfer-Encoding that does not end with chunked; send Content-Length.");
  }
  const std::size_t hosts = message.count(Field::host);
  if (hosts > 1 || (hosts == 0 && message.version() >= 11)) {
    return Response::text(400, "The request has no Host header or several; send one, such as \"Host: localhost\".");
  }
  return std::nullopt;
}

WireRequest wire_request(const Parser& parser) {
  const auto& message = parser.get();
  WireRequest wire;
  wire.method = view(message.method_string());
  wire.target = view(message.target());
  wire.body = message.body();
  wire.content_type = view(message[Field::content_type]);
  wire.content_encoding = joined(message, Field::content_encoding);
  wire.accept_encoding = joined(message, Field::accept_encoding);
  wire.if_none_match = joined(message, Field::if_none_match);
  wire.if_range = joined(message, Field::if_range);
  wire.range = joined(message, Field::range);
  wire.authorization = joined(message, Field::authorization);
  wire.if_modified_since = view(message[Field::if_modified_since]);
  wire.host = view(message[Field::host]);
  wire.user_agent = view(message[Field::user_agent]);
  return wire;
}

}  // namespace

class RequestReader::Implementation {
 public:
  explicit Implementation(const ServerOptions& options) : options_(options) { restart(); }

  void restart() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(std::min<std::size_t>(options_.header_bytes_max, 1u << 30)));
    parser_->body_limit(options_.body_bytes_max);
    header_bytes_ = 0;
    begun_ = false;
    continue_said_ = false;
    if (buffer_.size() == 0 && buffer_.capacity() > kKeptBytes) {
      buffer_ = beast::flat_buffer();
    }
  }

  std::span<char> space() {
    const auto free = buffer_.prepare(kReadBytes);
    return {static_cast<char*>(free.data()), free.size()};
  }
  void received(std::size_t size) { buffer_.commit(size); }
  bool empty() const { return buffer_.size() == 0; }
  void drop() { buffer_.clear(); }

  bool begun() {
    while (!begun_ && buffer_.size() > 0) {
      const char first = *static_cast<const char*>(buffer_.data().data());
      if (first == '\r' || first == '\n') {
        buffer_.consume(1);
      } else {
        begun_ = true;
      }
    }
    return begun_;
  }

  std::optional<Response> parse() {
    while (!parser_->is_done() && buffer_.size() > 0) {
      const bool in_header = !parser_->is_header_done();
      error_code error;
      const std::size_t used = parser_->put(buffer_.data(), error);
      buffer_.consume(used);
      header_bytes_ += in_header ? used : 0;
      if (error == beast::http::error::need_more) {
        return pending_problem();
      }
      if (error) {
        return problem(error);
      }
    }
    if (parser_->is_header_done() && header_bytes_ > options_.header_bytes_max) {
      return header_too_large(options_);
    }
    return parser_->is_done() ? ambiguous(*parser_) : std::nullopt;
  }

  bool done() const { return parser_->is_done(); }
  const Parser& parser() const { return *parser_; }

  bool must_say_continue() {
    if (continue_said_ || !parser_->is_header_done() || parser_->is_done() || !expects_continue(*parser_)) {
      return false;
    }
    continue_said_ = true;
    return true;
  }

 private:
  // More bytes are needed: whether they may come. Beast puts no limit on chunk extensions and trailers.
  std::optional<Response> pending_problem() const {
    if (parser_->is_header_done()) {
      return buffer_.size() > options_.header_bytes_max ? std::optional(body_too_large(options_)) : std::nullopt;
    }
    if (header_bytes_ + buffer_.size() > options_.header_bytes_max) {
      return oversize_header();
    }
    return std::nullopt;
  }

  std::optional<Response> problem(error_code error) const {
    if (error == beast::http::error::header_limit || error == beast::http::error::buffer_overflow) {
      return oversize_header();
    }
    if (error == beast::http::error::body_limit) {
      return body_too_large(options_);
    }
    return malformed(static_cast<beast::http::error>(error.value()));
  }

  // 414 when the request line alone is what is too long, else 431. Beast uses up the request line as soon
  // as it has parsed it.
  Response oversize_header() const {
    const auto* bytes = static_cast<const char*>(buffer_.data().data());
    const std::string_view rest(bytes, buffer_.size());
    const bool in_line = header_bytes_ == 0 && rest.substr(0, options_.target_bytes_max).find('\n') == rest.npos;
    const bool was_long = header_bytes_ > 0 && parser_->get().target().size() > options_.target_bytes_max;
    return in_line || was_long ? target_too_long(options_) : header_too_large(options_);
  }

  const ServerOptions& options_;
  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::size_t header_bytes_ = 0;  // parsed so far, request line included
  bool begun_ = false;
  bool continue_said_ = false;
};

RequestReader::RequestReader(const ServerOptions& options)
    : implementation_(std::make_unique<Implementation>(options)) {}
RequestReader::~RequestReader() = default;

std::span<char> RequestReader::space() { return implementation_->space(); }
void RequestReader::received(std::size_t size) { implementation_->received(size); }
bool RequestReader::begun() { return implementation_->begun(); }
std::optional<Response> RequestReader::parse() { return implementation_->parse(); }
bool RequestReader::done() const { return implementation_->done(); }
bool RequestReader::must_say_continue() { return implementation_->must_say_continue(); }
WireRequest RequestReader::wire() const { return wire_request(implementation_->parser()); }
bool RequestReader::keep_alive() const { return implementation_->parser().get().keep_alive(); }
bool RequestReader::http_1_0() const {
  const Parser& parser = implementation_->parser();
  return parser.is_header_done() && parser.get().version() < 11;
}
void RequestReader::restart() { implementation_->restart(); }
bool RequestReader::empty() const { return implementation_->empty(); }
void RequestReader::drop() { implementation_->drop(); }

}  // namespace trialkeep::http

#include "http/message.h"

#include "base/strings.h"

namespace trialkeep::http {
namespace {

Response with_type(int status, std::string_view content_type, std::string body) {
  Response response;
  response.status = status;
  response.content_type = content_type;
  response.body = std::move(body);
  return response;
}

}  // namespace

const std::string* Request::find_parameter(std::string_view name) const {
  for (const Parameter& parameter : parameters) {
    if (parameter.name == name) {
      return &parameter.value;
    }
  }
  return nullptr;
}

std::string_view Request::parameter(std::string_view name) const {
  const std::string* value = find_parameter(name);
  return value == nullptr ? std::string_view() : without_outer_blanks(*value);
}

const std::string* Response::find_header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (equals_ignoring_case(key, name)) {
      return &value;
    }
  }
  return nullptr;
}

Response Response::text(int status, std::string body) {
  return with_type(status, "text/plain; charset=utf-8", std::move(body));
}
Response Response::html(int status, std::string body) {
  return with_type(status, "text/html; charset=utf-8", std::move(body));
}
Response Response::json(int status, std::string body) { return with_type(status, "application/json", std::move(body)); }
Response Response::streamed(std::string content_type, std::unique_ptr<BodyProducer> stream) {
  Response response = with_type(200, content_type, std::string());
  response.stream = std::move(stream);
  return response;
}

}  // namespace trialkeep::http

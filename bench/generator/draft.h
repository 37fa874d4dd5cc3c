#pragma once
// One made-up study while it is written: what it is about, and where in the record the pen stands.

#include <string>
#include <vector>

#include "generator/plans.h"

namespace trialkeep::bench {

class Draft {
 public:
  Draft(const Plans& plans, std::uint64_t index, std::string& out);
  void write();

 private:
  // Each appends to out_ and returns false, having left nothing, where there is nothing to say.
  bool write_members(model::FieldId parent);
  bool write_field(model::FieldId id);
  bool write_list(model::FieldId id);
  bool write_value(model::FieldId id);

  void choose_topic();
  void choose_place();
  void write_scalar(model::FieldId id, const Plan& plan);
  void write_enum_list(model::FieldId id, const Plan& plan, std::size_t length);
  void write_date(model::FieldId id, const Plan& plan);
  void write_number(const Plan& plan, bool quoted);
  void write_term_id(model::FieldId id);
  bool write_place(model::FieldId id);
  void write_made_up(MadeUp what);
  void write_citation();
  std::string text_value(model::FieldId id, const Plan& plan);
  std::string term_value(model::FieldId id, const Plan& plan);
  std::string topic_name(model::FieldId id, const Plan& plan);
  void append_running_text(const Plan& plan, std::size_t words, std::string& text);
  void append_topic(std::string& text);
  void append_quoted(std::string_view text);

  std::size_t list_length(model::FieldId id, const Plan& plan);
  double draw(const Quantiles& quantiles) { return value_at(quantiles, random_.unit()); }
  double presence(model::FieldId id, const Plan& plan) const;

  const Plans& plans_;
  std::string& out_;
  Random random_;
  std::uint32_t number_;
  std::size_t stratum_;
  double pace_;  // share at which all dates of the study are drawn: a slow study is slow throughout
  std::int64_t first_submitted_ = 0;
  std::vector<std::string> conditions_;
  std::vector<std::string> treatments_;
  std::vector<std::string> arms_;
  std::string_view group_prefix_ = "OG";
  std::size_t groups_ = 1;
  std::size_t element_ = 0;        // of the innermost list
  std::size_t outer_element_ = 0;  // of the list around it
  const Place* place_ = nullptr;
  std::string term_;  // of the id that was just written
};

}  // namespace trialkeep::bench

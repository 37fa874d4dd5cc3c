#pragma once
// What is never learned from records: people, addresses, numbers, links. None belongs to anybody: names are invented,
// telephone numbers and domains are the ones set aside for examples.

#include <string>

#include "base/random.h"

namespace trialkeep::bench {

void append_person(Random& random, std::string& out);
void append_phone(Random& random, std::string& out);
void append_email(Random& random, std::string& out);
void append_url(Random& random, std::string& out);
void append_code(Random& random, std::string& out);
void append_acronym(Random& random, std::string& out);
// A citation up to its title, and from behind it.
void append_authors(Random& random, std::string& out);
void append_journal(Random& random, std::string& out);
void append_number(Random& random, int digits, std::string& out);

// `days` since 1970-01-01 as a day, month or year.
enum class DateForm : std::uint8_t { kDay, kMonth, kYear };
void append_date(std::int64_t days, DateForm form, std::string& out);

}  // namespace trialkeep::bench

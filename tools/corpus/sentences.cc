#include "corpus/sentences.h"

namespace trialkeep::corpus {
namespace {

using std::string_view;

// clang-format off
constexpr string_view kOpening[] = {
    "This synthetic study asks whether {d} helps people who live with {c}.",
    "The made-up trial described here compares {d} with {k} for {c}.",
    "Researchers at {o} want to learn whether {d} is safe and whether it works in {c}.",
    "Nobody yet knows the best way to treat {c} after the first line of therapy; this record imagines a way to find out.",
    "People with {c} will receive {d} or {k} and will be followed for {w} weeks.",
    "What happens to {m} when adults with {c} start {d}? The study looks for an answer over {n} months.",
    "The purpose is to measure {m} in a {randomised/randomized} comparison of {d} against {k}.",
    "Doctors often choose between {d} and {k} by habit. This imagined study puts the two side by side.",
    "A registry of {c}, invented for testing software, that gathers {m} at every visit.",
    "The sponsor wishes to see if a shorter course of {d} is as good as the usual one.",
    "{o} will enrol about {h} volunteers to describe the natural course of {c}.",
    "Can {d}, added to ordinary care, lower the burden of {c}? Participants keep a diary for {w} weeks.",
};
constexpr string_view kBackground[] = {
    "About {p}% of the people seen in our fictional clinics have {c}, and many of them remain unwell despite treatment.",
    "Earlier (equally fictional) work suggested that {d} changes {m} within {n} weeks.",
    "The {aetiology/etiology} of {c} is complex: age, {oestrogen/estrogen} status, smoking and inherited factors all play a part.",
    "Current guidelines recommend {k} first, yet fewer than {p}% of patients reach their goal.",
    "In mice, {d} reduced {tumour/tumor} necrosis factor-α and interferon-γ; whether this holds in people is open.",
    "{Anaemia/Anemia}, {diarrhoea/diarrhea} and {oedema/edema} are the complaints that patients name most often.",
    "Heart attack, known to physicians as myocardial infarction, is the event that families fear most.",
    "Low back pain keeps more people from work than any other complaint in the imagined region of the study.",
    "The cost of {c} to the health service of Northhaven was put at €{h} million in {y}.",
    "Patients' own accounts differ from their doctors': \"I feel fine\" may go with a high score on {m}.",
    "A pilot at {o} enrolled {h} people between {y} and the following year, and {n} of them withdrew.",
    "Blood pressure, {haemoglobin/hemoglobin} and kidney function were stable (creatinine \\<1.5 mg/dL) in the pilot.",
    "Serum levels above {h} µg/mL were linked with a better outcome, although the interval was wide \\[{n}% to {p}%\\].",
    "After {u} of {d} the half-life is roughly {n} hours, so a once-daily schedule seems reasonable.",
    "Guillain-Barré syndrome, Sjögren's syndrome and Crohn's disease show how names with accents and apostrophes travel through databases.",
    "Non-inferiority would be enough, since {d} is cheaper, easier to store and better liked than {k}.",
};
constexpr string_view kMethod[] = {
    "After giving written consent, participants attend a screening visit that takes about {n} hours.",
    "Those who qualify are assigned at random, in blocks of {n}, to {d} or to {k}.",
    "Neither the participants nor the people who assess {m} know who receives what.",
    "Study visits take place at baseline, at week {w}, and \\~{n} months after the last dose.",
    "At each visit a nurse measures {m}, takes a blood sample of {n} mL and asks about new symptoms.",
    "{d} is given at {u} once a day, with food, for {w} weeks; the dose may be halved if it is not tolerated.",
    "{Randomisation/Randomization} is stratified by {centre/center}, age (\\<65 or ≥65 years) and earlier treatment.",
    "The control group goes on with {k} exactly as before and may cross over after week {w}.",
    "Images are read by two {specialised/specialized} readers who do not talk to each other; a third decides when they disagree.",
    "{Paediatric/Pediatric} participants come with a parent or guardian and receive a weight-based dose.",
    "Samples wait at −80 °C and are sent to the {centre/center} laboratory every {n} weeks.",
    "Telephone calls in weeks {n} and {w} replace visits for people who live far away, for instance outside São Paulo or Zürich.",
    "Adherence is judged by counting tablets and, in {p}% of participants, by electronic caps.",
    "Everyone is invited to an open-label extension in which {d} is offered for another {w} weeks.",
    "Dose escalation follows a 3+3 scheme, beginning with {u}, until two of six participants have a dose-limiting toxicity.",
    "Data are entered on site in an electronic form and checked against the source records of every {n}th participant.",
};
constexpr string_view kSafety[] = {
    "Adverse events, pulse, electrocardiograms and laboratory tests keep watch over safety.",
    "An independent committee looks at the data after {h} participants have completed {n} months.",
    "Treatment stops if alanine aminotransferase is found \\>3 x ULN on two days.",
    "Pregnancies are reported within 24 hours and followed to their end.",
    "Any fall, stroke or unplanned stay in hospital counts as a serious event.",
    "Participants may leave the study at any time without giving a reason and without losing their usual care.",
    "Rash, nausea and tiredness were the commonest complaints with {d} and usually passed within {n} days.",
    "Emergency unblinding is possible around the clock through a telephone line at {o}.",
};
constexpr string_view kAnalysis[] = {
    "A sample of {h} gives {p}% power for a gap of {n} points at a two-sided α of 0.05.",
    "The primary analysis compares {m} between the groups with a mixed model for repeated measures.",
    "Missing values are imputed {n} times under the assumption that they are missing at random.",
    "Time to event is shown with Kaplan-Meier curves and compared by a stratified log-rank test.",
    "Non-inferiority is concluded if the lower limit of the 95% interval lies above −{n}%.",
    "Continuous values are {summarised/summarized} with mean ± standard deviation, others with counts and percentages.",
    "Subgroups by sex, age ≥{a} and region are exploratory, and no correction is made for their number.",
    "An interim look is planned when \\~{p}% of the events have occurred; p \\<0.001 would stop the study early.",
};
constexpr string_view kInclusion[] = {
    "At least {a} years old when signing",
    "Confirmed diagnosis of {c}",
    "{C} for at least {n} months before screening",
    "Has read the information sheet and signs the consent form",
    "Body mass index from 18 to {n}5 kg/m\\^2",
    "{Haemoglobin/Hemoglobin} ≥ {n}.0 g/dL",
    "Platelet count \\> {h} x 10\\^9/L",
    "Neutrophils ≥1,500/µL, {n} days or more after the last growth factor",
    "Estimated glomerular filtration rate \\> {p} mL/min/1.73 m\\^2",
    "ECOG performance status 0 or 1",
    "Life expectancy of more than {n} months",
    "Has received {k} at a stable dose for \\>= {w} weeks",
    "Women who can become pregnant must use effective contraception until {n} months after the last dose",
    "Score of at least {n} on {m}",
    "At least one measurable lesion (\\>10 mm in its longest diameter)",
    "Speaks the language of the questionnaires, or comes with an interpreter",
    "Access to a smartphone or a computer with a connection to the internet",
    "Positive skin prick test with a wheal of {n} mm or more",
    "Referred by a general practitioner or a specialist {centre/center}",
    "Non-smoker, or has smoked \\<{n} pack-years",
    "Fasting glucose between {n}.0 and {n}1.0 mmol/L",
    "Resting blood pressure \\<160/100 mmHg on two occasions",
    "Liver tests near normal (bilirubin \\< 1.5 x ULN; ALT \\< 2.5 x ULN)",
    "Lives within {n}0 km of a study {centre/center} and can attend all visits",
};
constexpr string_view kExclusion[] = {
    "Pregnant or breastfeeding",
    "Known allergy to {d} or to any of its components",
    "Received a study drug elsewhere during the last {n} months",
    "Uncontrolled hypertension (systolic \\>180 mmHg)",
    "Stroke or unstable angina in the past {n} months",
    "Active infection that needs treatment, including HIV, hepatitis B and hepatitis C",
    "Severe {anaemia/anemia} ({haemoglobin/hemoglobin} \\<{n} g/dL)",
    "Treatment with {k} in the {w} weeks before the first dose",
    "Drug or alcohol misuse in the past year",
    "Any other {tumour/tumor} within 5 years, except a basal cell carcinoma that was cut out",
    "QTc interval \\> 470 ms",
    "Major surgery less than {n} weeks ago",
    "Insulin-dependent diabetes with HbA1c \\>{n}.5%",
    "Cannot lie flat for {n}0 minutes",
    "Psychiatric illness that the investigator thinks would get in the way of the study",
    "Live vaccine within {n}0 days of the first visit",
    "Kidney disease, stage 4 or worse",
    "Use of systemic corticosteroids (\\>10 mg prednisone a day)",
    "Pacemaker, cochlear implant or other metal that forbids magnetic resonance imaging",
    "Employees of {o} and members of their families",
    "Weight below {a} kg",
    "Symptomatic brain metastases",
    "Blood donation within {n} weeks",
    "Expected to move away within {n} months",
    "Previous transplant of an organ or of bone marrow",
    "Known bleeding disorder, or use of warfarin\\*",
};
constexpr string_view kNested[] = {
    "measured at screening and confirmed within {n} days", "if treated, at a stable dose for {w} weeks",
    "documented in the medical record", "or, in children, the value for age and height",
    "except when the {centre/center} has no such test", "with a score \\>{n} on {m}", "after {d} has been stopped for {n} half-lives",
    "as judged by a second physician",
};
constexpr string_view kPopulation[] = {
    "Consecutive adults with {c} seen at the clinics of {o} since {y}.",
    "People from primary care practices whose records mention {c} at least twice.",
    "Parents and their children aged under {a} years in two invented towns.",
    "All patients given {d} in routine care who let us use their data.",
    "A random sample of about {h} residents drawn from the population register of Northhaven.",
    "Siblings and spouses of participants serve as controls, matched by age (±{n} years) and sex.",
};
constexpr string_view kArm[] = {
    "Participants receive {d} {u} once a day for {w} weeks.",
    "{d}, {u}, comes on day 1 of every {n}-week cycle until the condition worsens or side effects become too much.",
    "A lead-in of {n} days with {k} comes first; {d} {u} follows.",
    "Starting dose {u}, raised every {n} days as long as it is well tolerated, up to the target.",
    "Everyone in this arm is offered {d} and goes on with the medicines they already take.",
    "{d} for {w} weeks, followed by {n} months of observation without treatment.",
    "Two sessions a week with the study team, of {n}0 minutes each, in addition to {d}.",
};
constexpr string_view kControlArm[] = {
    "Usual care as decided by the treating physician.", "Tablets that look like {d} and hold no active substance.",
    "No study treatment for {w} weeks; {d} is offered at the end.", "Advice and a leaflet on {c}, nothing else.",
    "{k} as prescribed before the study, without any change.",
};
constexpr string_view kObservedGroup[] = {
    "People with {c} in whom {m} is recorded without any change of treatment.", "Volunteers without {c}, matched by age and sex.",
    "Participants whose records go back at least {n} years.", "Those who had started {d} before the study began.",
    "Families that have taken part in an earlier survey of {o}.",
};
constexpr string_view kDose[] = {
    "{u} by mouth once a day", "{u} by intravenous infusion over {n}0 minutes every {n} weeks",
    "Subcutaneous injection, {u}, at baseline and week {n}", "Applied to the affected area twice a day for {w} weeks",
    "Given according to the label and the habits of each {centre/center}", "Dose adjusted to a trough level of {n}-{n}5 ng/mL",
    "Supplied as capsules; three capsules make up the daily dose of {u}", "Infused within {n} hours of admission, then every {n} days",
};
constexpr string_view kSession[] = {
    "One session of {n}0 minutes a week for {w} weeks", "The programme is followed at home, with a call from a nurse every {n} weeks",
    "Used every night for {n} months and returned at the last visit", "Questionnaires on {m}, filled in on paper or on a tablet",
    "Group meetings of {n} people led by a trained therapist", "A diary is kept for {w} weeks and read by the study team",
};
constexpr string_view kOperation[] = {
    "Performed under general {anaesthesia/anesthesia} by an experienced team", "Given in {n}0 fractions over {n} weeks",
    "Done once, at baseline, and repeated only if {m} gets worse", "Carried out by two people trained for the purpose, in less than {n}0 minutes",
    "Images and samples are read in one {centre/center} by staff who do not know the group",
};
constexpr string_view kOutcome[] = {
    "{m}, measured with the validated scale; values run from 0 to {n}0 and higher values mean a worse state.",
    "The difference between the value at week {w} and the value at baseline.",
    "Share of participants whose {m} improves by at least {p}% without rescue medication.",
    "Months from {randomisation/randomization} until the disease returns or the participant dies.",
    "Assessed by two readers according to criteria agreed before the start.",
    "Blood is drawn before the dose and {n} hours after it; concentrations are given in ng/mL.",
    "Number of events reported by participants, graded 1 to 5 with the common terminology criteria.",
    "A fall of \\>{n} points is regarded as meaningful for patients.",
    "Recorded on a 100 mm visual analogue scale (0 = no pain, 100 = worst pain imaginable).",
    "Counted over {w} weeks with an electronic diary; days without an entry are left out.",
    "Tumours are measured every {n} weeks until progression.",
    "Only participants with a baseline value enter this analysis.",
};
constexpr string_view kStopped[] = {
    "Slow accrual", "Sponsor decision, not related to safety", "Funding ended after {n} months", "The principal investigator left {o}",
    "Study drug no longer available", "Futility at the interim look", "Recruitment stopped because of the pandemic",
    "Low enrollment; only {n} participants joined", "Business decision", "Safety concern: {n} serious events in the higher dose group",
    "No participants enrolled", "Contract with the supplier of {d} was not renewed",
};
constexpr string_view kSpecimen[] = {"Whole blood, serum and plasma", "Frozen {tumour/tumor} tissue and matched normal tissue, stored with DNA",
    "Urine and stool, frozen at −80 °C for {n} years", "Saliva", "Cerebrospinal fluid (about {n} mL) and white cells"};
constexpr string_view kMasking[] = {"Syringes are covered with opaque tape by a pharmacist who has no other part in the study.",
    "Placebo and {d} look, smell and taste alike.", "The statistician works with group codes until the database is locked.",
    "Assessors sit in another building and see neither charts nor medication lists."};
constexpr string_view kModel[] = {"Two parallel groups in a ratio of {n}:1.", "Each participant receives both treatments, with a washout of {n} weeks in between.",
    "Stepped-wedge roll-out across {n} wards, in an order drawn by lot.", "Dose-escalation part followed by an expansion part in {h} participants.",
    "A 2 x 2 factorial comparison of {d} and {k}."};
constexpr string_view kGender[] = {"Participants who identify as women", "The condition occurs in men only", "Women of any reproductive status"};
constexpr string_view kSharing[] = {"De-identified data behind the published tables will be shared on request.",
    "There is no plan to pass on individual data of a study that does not exist.", "The sponsor decides on requests within {n} weeks.",
    "Data of all {h} participants, without dates and places, will be deposited in a public archive."};
constexpr string_view kSharingTime[] = {"From {n} months to {n} years after publication", "Beginning with the main publication, with no end date",
    "{n}0 months after the last visit of the last participant"};
constexpr string_view kSharingAccess[] = {"Researchers with a sound proposal may write to data@example.org and sign an agreement.",
    "Access through a secure workspace; the committee of {o} reviews each request.", "Open to anyone after registration."};
constexpr string_view kRecruitment[] = {"Participants were recruited at {n} clinics between March {y} and the following autumn.",
    "The first participant joined in {y}; letters from general practitioners brought in most of the others.",
    "Recruitment took {n} months longer than expected."};
constexpr string_view kPreAssignment[] = {"Of {h} people screened, {p}% met the criteria; the commonest reason for exclusion was abnormal {m}.",
    "A run-in of {n} weeks on {k} came before assignment.", "{n} participants withdrew after consent and before any treatment."};
constexpr string_view kBaselinePopulation[] = {"All participants who were assigned to a group.", "Everyone who took {d} at least once.",
    "Participants with a value at baseline."};
constexpr string_view kAnalysisPopulation[] = {"Full analysis set: all who took a dose and had a later value of {m}.",
    "Intention-to-treat population; the last value was carried forward.", "Per-protocol population, without {n} participants who missed more than two visits.",
    "Safety population. Participants without a sample at week {w} are not counted.", "Number of participants analysed is the number with data at this time point."};
constexpr string_view kLimitation[] = {"The study ended early and the numbers are too small for firm conclusions.",
    "A fault in the freezer spoiled samples of {n} participants.", "More participants than planned ({p}%) were lost to follow-up."};
constexpr string_view kAgreement[] = {"The sponsor may read the manuscript {n} weeks before it is submitted and may ask for a delay of up to {n}0 days.",
    "No single {centre/center} publishes its own results before the joint paper."};
constexpr string_view kEventMethod[] = {"Events were asked about at every visit and are shown for all who took any dose.",
    "A treatment-emergent event began, or became worse, after the first dose of {d}.", "Deaths up to {n} days after the last dose are included."};
constexpr string_view kComment[] = {"Value below the limit of quantification (\\<{n} ng/mL).", "Not estimable: fewer than {n} events.",
    "One participant withdrew consent for the use of this value.", "The upper limit was not reached."};
constexpr string_view kStatisticalComment[] = {"Tested in a fixed order; no further correction for multiplicity.", "Model with treatment, {centre/center} and baseline {m} as terms.",
    "Difference is {d} minus control.", "The margin of {n}% was agreed before the start.", "Nominal p-value, for description only."};
constexpr string_view kEventNote[] = {"Recovered after the dose was lowered.", "Judged unrelated to treatment by the investigator.", "Two terms were merged under this heading."};
constexpr string_view kLinkLabel[] = {"Page of the (invented) study team", "Patient leaflet on {c}", "Sponsor's site", "Clinical study report, in short form"};

constexpr std::span<const string_view> kPools[] = {
    kOpening, kBackground, kMethod, kSafety, kAnalysis, kInclusion, kExclusion, kNested, kPopulation, kArm, kControlArm, kObservedGroup, kDose,
    kSession, kOperation, kOutcome, kStopped, kSpecimen, kMasking, kModel, kGender, kSharing, kSharingTime, kSharingAccess, kRecruitment,
    kPreAssignment, kBaselinePopulation, kAnalysisPopulation, kLimitation, kAgreement, kEventMethod, kComment,
    kStatisticalComment, kEventNote, kLinkLabel};
// clang-format on

}  // namespace

Pool arm_pool(string_view arm_type) {
  if (arm_type.empty()) {
    return Pool::kObservedGroup;
  }
  return arm_type == "EXPERIMENTAL" || arm_type == "ACTIVE_COMPARATOR" ? Pool::kArm : Pool::kControlArm;
}

Pool treatment_pool(string_view intervention_type) {
  for (string_view dosed : {"DRUG", "BIOLOGICAL", "DIETARY_SUPPLEMENT", "COMBINATION_PRODUCT"}) {
    if (intervention_type == dosed) {
      return Pool::kDose;
    }
  }
  for (string_view session : {"BEHAVIORAL", "DEVICE", "OTHER"}) {
    if (intervention_type == session) {
      return Pool::kSession;
    }
  }
  return Pool::kOperation;
}

std::span<const string_view> sentences(Pool pool) { return kPools[static_cast<std::size_t>(pool)]; }

}  // namespace trialkeep::corpus

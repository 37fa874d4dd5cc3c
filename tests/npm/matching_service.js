// node matching_service.js URL [COUNT]: lets npm's clinical-trial-matching-service look up COUNT studies (60 by default) of
// a server and validates the FHIR R4 ResearchStudy that it makes of each answer.
//
// The client has an option for the address (`endpoint` of ClinicalTrialsGovAPI); its service does not pass it on, so the
// service is given its client. It keeps what it fetched in SQLite: a database object may be handed to it, and that is Node's
// own here, since npm's sqlite3 fetches or builds a binary while it is installed.
'use strict';
// Loaded by the service, and not used where it is given a database.
require.cache[require.resolve('sqlite3')] = { exports: {}, loaded: true };
const { DatabaseSync } = require('node:sqlite');
const { ClinicalTrialsGovAPI } = require('clinical-trial-matching-service/dist/clinicaltrialsgov-api');
const { ClinicalTrialsGovService, CLINICAL_TRIAL_IDENTIFIER_CODING_SYSTEM_URL: NCT_SYSTEM } =
  require('clinical-trial-matching-service/dist/clinicaltrialsgov');
const { loadValidators } = require('./check_fhir_r4');
const { send, Checks, run } = require('./support');

// The calls of the package `sqlite` that the service makes.
class Cache {
  constructor() {
    this.db = new DatabaseSync(':memory:');
  }
  async run(sql, ...values) {
    return this.db.prepare(sql).run(...values.flat());
  }
  async get(sql, ...values) {
    return this.db.prepare(sql).get(...values.flat());
  }
  async all(sql, ...values) {
    return this.db.prepare(sql).all(...values.flat());
  }
}

const asked = (id) => ({ resourceType: 'ResearchStudy', status: 'active', identifier: [{ system: NCT_SYSTEM, value: id }] });

async function main(base, count = '60') {
  const checks = new Checks('matching service');
  const api = new ClinicalTrialsGovAPI({ endpoint: `${base.replace(/\/$/, '')}/api/v2` });
  const page = (await send(base, `/api/v2/studies?pageSize=${count}&fields=NCTId`)).json();
  const ids = page.studies.map((study) => study.protocolSection.identificationModule.nctId);

  // Its client alone, over several pages.
  const fetched = await api.fetchStudies(ids, 7);
  checks.equal(fetched.map((study) => study.protocolSection.identificationModule.nctId).sort(), [...ids].sort(),
    'its client fetches every study once');
  const missing = await api.fetchStudies(['NCT99999999']);
  checks.equal(missing, [], 'a study that is not there is an empty page');
  const refused = await api.fetchStudies(['12345']).then(() => '', (error) => error.message);
  checks.equal(refused, 'Error from ClinicalTrials.gov server: 400 Bad Request', 'it understands a refusal');

  // Its service: studies of which it knows the number alone are filled in.
  const service = new ClinicalTrialsGovService(new Cache(), { cleanInterval: 0 });
  service.service = api;
  await service.init();
  service.maxTrialsPerRequest = 16;
  const made = await service.updateResearchStudies(ids.map(asked));
  await service.destroy();
  const validators = loadValidators();
  for (const [name, validate] of Object.entries(validators)) {
    checks.that(validate({ ...made[0], status: 'no-such-status', unheardOf: true }).length > 0, `${name} sees damage`);
  }
  for (const [i, study] of made.entries()) {
    const record = fetched.find((one) => one.protocolSection.identificationModule.nctId === ids[i]).protocolSection;
    checks.equal(study.title, record.identificationModule.briefTitle, `${ids[i]}: its title`);
    checks.equal((study.site || []).length, (record.contactsLocationsModule?.locations || []).length, `${ids[i]}: its sites`);
    for (const [name, validate] of Object.entries(validators)) {
      checks.equal(validate(study), [], `${ids[i]}: the study it makes is valid (${name})`);
    }
  }
  return checks.end();
}

run(main);

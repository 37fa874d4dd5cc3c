// node additions.js URL OPENAPI: asks a server for all that this program adds to the registry's API and holds the answers
// against our own description of it, docs/reference/openapi.yaml.
'use strict';
const { send, Checks, Contract, run } = require('./support');

const STUDIES_LOOKED_AT = 25;
const OWN_FORMATS = { json: 'application/json', 'fhir.r4.json': 'application/fhir+json' };

// A JSON answer of status 200, held against the description of `path`.
async function ask(base, checks, contract, path, target) {
  const answer = await send(base, target);
  if (!checks.equal([answer.status, answer.type], [200, 'application/json'], `${target}: status and type`)) return null;
  const value = answer.json();
  checks.equal(contract.faults(path, 200, value), [], `${target}: as openapi.yaml has it`);
  return value;
}

async function checkRefused(base, checks, target, status, text) {
  const answer = await send(base, target);
  checks.equal([answer.status, answer.type], [status, 'text/plain'], `${target}: status and type`);
  checks.that(text.test(answer.text), `${target}: ${text}`, answer.text);
}

// The whole feed page by page; the numbers of studies that have more than one version.
async function checkChanges(base, checks, contract) {
  const path = '/api/v2/changes';
  const kinds = new Set();
  const changed = new Set();
  let token = '';
  for (let more = true; more; ) {
    const page = await ask(base, checks, contract, path, `${path}?pageSize=1000${token && `&pageToken=${token}`}`);
    for (const change of page.changes) {
      kinds.add(change.kind);
      if (change.kind === 'changed') changed.add(change.nctId);
    }
    checks.that(page.nextToken !== token || !page.more, `${path}: the feed goes on behind ${token}`);
    ({ more, nextToken: token } = page);
  }
  const after = await ask(base, checks, contract, path, `${path}?pageToken=${token}`);
  checks.equal([after.changes.length, after.more], [0, false], `${path}: nothing stands behind the last page`);
  for (const query of ['since=2020-01-01', 'query.term=cancer', 'query.cond=cancer', 'pieces=OverallStatus,EnrollmentCount']) {
    await ask(base, checks, contract, path, `${path}?${query}&pageSize=20`);
  }
  const none = await ask(base, checks, contract, path, `${path}?since=2999-01-01`);
  checks.equal(none.changes.length, 0, `${path}: nothing has been observed in the future`);
  await checkRefused(base, checks, `${path}?pieces=NoSuchPiece`, 400, /NoSuchPiece/);
  await checkRefused(base, checks, `${path}?pageSize=0`, 400, /pageSize/);
  checks.that(kinds.has('new'), 'the feed tells of new studies');
  return [...changed];
}

async function checkStudy(base, checks, contract, id) {
  const study = `/api/v2/studies/${id}`;
  const { versions } = await ask(base, checks, contract, '/api/v2/studies/{nctId}/versions', `${study}/versions`);
  const records = [];
  for (const { version } of versions) {
    const target = `${study}/versions/${version}`;
    records.push(await ask(base, checks, contract, '/api/v2/studies/{nctId}/versions/{version}', target));
  }
  const newest = await ask(base, checks, contract, '/api/v2/studies/{nctId}', study);
  checks.equal(records[records.length - 1], newest, `${study}: the last version is the newest`);
  const asOf = versions[0].firstObserved;
  const first = await ask(base, checks, contract, '/api/v2/studies/{nctId}', `${study}?asOf=${asOf}`);
  // Versions of one load can bear one time; then the last of them is what was known.
  const known = versions.filter(({ firstObserved }) => firstObserved === asOf).length - 1;
  checks.equal(first, records[known], `${study}: as of ${asOf} it is version ${known}`);
  const diff = '/api/v2/studies/{nctId}/diff';
  const last = await ask(base, checks, contract, diff, `${study}/diff`);
  checks.that(versions.length === 1 || last.changes.length > 0, `${study}/diff: two versions differ`);
  const same = await ask(base, checks, contract, diff, `${study}/diff?from=0&to=0`);
  checks.equal(same.changes, [], `${study}/diff: a version does not differ from itself`);
  await checkRefused(base, checks, `${study}/versions/99999`, 404, /has no version 99999/);
  await checkRefused(base, checks, `${study}?asOf=1990-01-01`, 404, /^NCT number NCT\d{8} not found$/);
  for (const [format, type] of Object.entries(OWN_FORMATS)) {
    const answer = await send(base, `${study}?format=${format}`);
    checks.equal([answer.status, answer.type], [200, type], `${study}?format=${format}: status and type`);
  }
}

async function checkInternal(base, checks, contract, id) {
  const path = '/api/int/studies/{nctId}';
  const study = path.replace('{nctId}', id);
  const plain = await ask(base, checks, contract, path, study);
  checks.that(!('history' in plain), `${study}: no history unless it is asked for`);
  const { history } = await ask(base, checks, contract, path, `${study}?history=true`);
  const alone = await ask(base, checks, contract, `${path}/history`, `${study}/history`);
  checks.equal(history, alone, `${study}: one history, however it is asked for`);
  for (const { version } of alone.changes) {
    const one = await ask(base, checks, contract, `${path}/history/{version}`, `${study}/history/${version}`);
    checks.equal(one.studyVersion, version, `${study}/history/${version}: its own number`);
  }
}

async function checkSearch(base, checks, contract) {
  const path = '/api/v2/studies';
  const search = (query) => ask(base, checks, contract, path, `${path}?query.term=cancer&countTotal=true&pageSize=3&${query}`);
  const facets = ['Phase', 'OverallStatus', 'HasResults', 'EnrollmentCount', 'StartDate', 'LocationCountry', 'LocationState',
    'LocationCity', 'LeadSponsorName', 'CollaboratorName', 'Condition', 'Keyword', 'InterventionName', 'ConditionMeshTerm'];
  const counted = await search(`facets=${facets.join(',')}`);
  checks.equal(counted.facets.map((facet) => facet.piece), facets, 'facets stand in the order they were asked for');
  for (const facet of counted.facets) {
    const most = Math.max(0, ...facet.values.map((value) => value.studiesCount));
    checks.that(most + facet.missingStudiesCount <= counted.totalCount, `${facet.piece}: counts among the studies found`);
  }
  const only = await ask(base, checks, contract, path, `${path}?query.term=cancer&countOnly=true`);
  checks.equal(only, { totalCount: counted.totalCount }, 'a count alone');
  const valued = await ask(base, checks, contract, path, `${path}?query.term=cancer&countOnly=true&facets=Phase`);
  checks.equal(valued, { totalCount: counted.totalCount, facets: [counted.facets[0]] }, 'with counts by value');
  const explained = await search('explain=true');
  checks.equal(explained.explanation.studies.map((study) => study.nctId),
    explained.studies.map((study) => study.protocolSection.identificationModule.nctId), 'each study found is explained');
  checks.that(explained.explanation.studies.every((study) => study.score > 0), 'by a score');
  const both = await search('explain=true&facets=Phase&fields=NCTId');
  checks.equal(Object.keys(both), ['totalCount', 'facets', 'explanation', 'studies', 'nextPageToken'], 'the order of keys');
  const { totalCount } = await search('');
  checks.equal((await search('asOf=2999-01-01')).totalCount, totalCount, 'as of the far future all are there');
  checks.equal((await search('asOf=1990-01-01')).totalCount, 0, 'as of long ago none is');
  checks.that((await search('removed=true')).totalCount >= totalCount, 'with those removed there are no fewer');
  const lenient = await send(base, `${path}?lenient=true&filter.phase=PHASE3&countTotal=true&pageSize=1`);
  const strict = await send(base, `${path}?filter.advanced=AREA[Phase]PHASE3&countTotal=true&pageSize=1`);
  checks.equal(lenient.json().totalCount, strict.json().totalCount, 'an invented parameter is taken as the real one');
  checks.that(/filter\.advanced/.test(lenient.headers['x-hint']), 'and a header says so', lenient.headers['x-hint']);
  await checkRefused(base, checks, `${path}?facets=BriefTitle`, 400, /facets/);
  await checkRefused(base, checks, `${path}?asOf=yesterday`, 400, /asOf/);
  await checkRefused(base, checks, `${path}?facets=Phase&format=csv`, 400, /facets/);
  await checkRefused(base, checks, `${path}?countOnly=true&explain=true`, 400, /countOnly/);
}

// The validator's word counts once it refuses what is damaged.
function checkThatDamageIsSeen(checks, contract) {
  const faults = contract.faults('/api/v2/changes', 200, { changes: [{ kind: 'lost', nctId: 'NCT1' }], more: true });
  checks.that(faults.length >= 4, 'a damaged page of changes is no valid answer', faults);
}

async function main(base, file) {
  const checks = new Checks('additions');
  const contract = await Contract.read(file);
  checkThatDamageIsSeen(checks, contract);
  const changed = await checkChanges(base, checks, contract);
  if (changed.length === 0) checks.skip('no study here has a second version, so their differences are not looked at');
  const { studies } = (await send(base, '/api/v2/studies?fields=NCTId&pageSize=5')).json();
  const others = studies.map((study) => study.protocolSection.identificationModule.nctId);
  for (const id of [...changed.slice(0, STUDIES_LOOKED_AT), ...others]) {
    await checkStudy(base, checks, contract, id);
    await checkInternal(base, checks, contract, id);
  }
  await checkSearch(base, checks, contract);
  return checks.end();
}

run(main);

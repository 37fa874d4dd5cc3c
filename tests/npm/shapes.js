// node shapes.js URL OPENAPI: sends what real clients send (spec/CLIENTS.md: "Request shapes that real clients send" and
// "Facts that clients depend on", whose numbers stand below) and checks in each answer what that client needs. Routes
// that our own description OPENAPI, docs/reference/openapi.yaml, does not have yet have to be refused.
// Refusals of parameters and fields (facts 1 and 10) are in tour.js.
'use strict';
const zlib = require('zlib');
const { send, csvRows, Checks, Contract, run } = require('./support');

const API = '/api/v2';
const USER_AGENTS = ['python-requests/2.28.1', 'node-fetch/1.0', 'Bun/1.3.14', 'libcurl/7.88.1 r-curl/5.0.0 httr/1.4.5',
  'ctrdata/1.18.0', 'clinicaltrial-mcp-server/0.1'];
const idOf = (study) => study.protocolSection.identificationModule.nctId;

class Shapes {
  constructor(base, contract) {
    this.base = base;
    this.contract = contract;
    this.checks = new Checks('shapes');
    this.sent = 0;
  }

  // Each request as another client would send it.
  send(target, options = {}) {
    const agent = USER_AGENTS[this.sent++ % USER_AGENTS.length];
    return send(this.base, target, { ...options, headers: { 'User-Agent': agent, ...options.headers } });
  }

  async ok(target, type = 'application/json') {
    const answer = await this.send(target);
    this.checks.equal([answer.status, answer.type], [200, type], `${target}: status and type`);
    return answer;
  }

  async page(query) {
    return (await this.ok(`${API}/studies?${query}`)).json();
  }

  async count(query) {
    return (await this.page(`${query}&countTotal=true&pageSize=1&fields=NCTId`)).totalCount;
  }

  // What the server's data have to ask for.
  async learn() {
    const first = async (filter) => (await this.page(`pageSize=1&filter.advanced=${filter}`)).studies[0];
    this.id = idOf(await first('ALL'));
    const renamed = (await first('NOT+AREA[NCTIdAlias]MISSING')).protocolSection.identificationModule;
    [this.alias, this.aliasOf] = [renamed.nctIdAliases[0], renamed.nctId];
  }
}

// The request lines, in the order of the list.
async function requestLines(s) {
  const { checks } = s;
  const home = await s.send('/', { method: 'HEAD' });
  checks.that(home.status < 400, 'HEAD /: below 400 (cthist, ctrdata)', home.status);
  const version = (await s.ok(`${API}/version`)).json();
  checks.that(/^\d+\.\d+\.\d+$/.test(version.apiVersion), 'a version by semver.org', version.apiVersion);
  checks.that(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(version.dataTimestamp), 'a time without zone', version.dataTimestamp);

  const known = await s.page('format=json&query.cond=breast+cancer&filter.advanced='
    + 'AREA%5BEnrollmentCount%5DRANGE%5B0%2C+99999998%5D&countTotal=true&pageSize=3');
  checks.that(known.totalCount > 0 && known.studies.length <= 3, 'breast cancer with a known enrolment');
  checks.that(known.studies.every((study) => study.protocolSection.designModule.enrollmentInfo.count <= 99999998), 'and only that');
  for (const condition of ['breast%20cancer', 'neuroblastoma']) {
    for (const filter of ['phase:3,studyType:int', 'phase:3,status:com']) {
      // An empty parameter stands between && and is passed over.
      const query = `format=json&countTotal=true&pageSize=1000&&aggFilters=${filter}&query.cond=${condition}`;
      const answer = await s.page(query);
      checks.equal(answer.studies.length, answer.totalCount, `${query}: all on one page`);
      checks.that(answer.studies.every((study) => study.protocolSection.designModule.phases.includes('PHASE3')), `${query}: phase 3`);
      const plain = await s.page(query.replace('&&', '&'));
      checks.equal(plain, answer, `${query}: as without the empty parameter`);
    }
  }
  await legacyMarkup(s);
  const table = csvRows((await s.ok(`${API}/studies?format=csv&query.term=Cancer+Study&markupFormat=legacy`
    + '&fields=NCT%20Number%7CConditions%7CStudy%20Title&pageSize=50', 'text/csv')).text);
  checks.equal(table[0], ['NCT Number', 'Study Title', 'Conditions'], 'columns stand in their own order, not the asked one (9)');
  checks.that(table.length > 1 && table.slice(1).every((row) => /^NCT\d{8}$/.test(row[0])), 'a row a study');

  const both = await s.page(`filter.ids=${s.id},${s.alias}&pageSize=100`);
  checks.equal(both.studies.map(idOf).sort(), [s.id, s.aliasOf].sort(), 'filter.ids finds by both numbers, under the present one (12)');
  const few = await s.page('query.cond=lung+cancer&fields=NCTId%2CBriefTitle&countTotal=true&pageSize=3');
  checks.that(few.totalCount > 0, 'lung cancer is found');
  const keys = few.studies.flatMap((study) => [...Object.keys(study), ...Object.keys(study.protocolSection),
    ...Object.keys(study.protocolSection.identificationModule)]);
  checks.equal([...new Set(keys)], ['protocolSection', 'identificationModule', 'nctId', 'briefTitle'], 'only the fields asked for');
  await s.page('pageSize=50&query.cond=breast%20cancer&countTotal=true');

  const pascal = (await s.ok(`${API}/studies/${s.id}?fields=ProtocolSection.IdentificationModule`)).json();
  checks.equal([Object.keys(pascal), Object.keys(pascal.protocolSection)], [['protocolSection'], ['identificationModule']],
    'a path in Pascal case');
  const fhir = (await s.ok(`${API}/studies/${s.id}?format=fhir.json`, 'application/fhir+json')).json();
  checks.that(fhir.entry.some(({ resource }) => resource.resourceType === 'ResearchStudy'), 'FHIR has the study');
  const dotted = await s.page('filter.advanced=AREA[HasResults]true&pageSize=2&fields=protocolSection.identificationModule.nctId,'
    + 'hasResults,resultsSection.adverseEventsModule');
  checks.that(dotted.studies.every((study) => study.hasResults && idOf(study)), 'dotted paths (biomcp)');
  checks.that(dotted.studies.some((study) => study.resultsSection.adverseEventsModule), 'and the path of a module');
  const near = await s.page('query.term=cancer&countTotal=true&pageSize=20&filter.geo=distance(42.36,-71.06,100mi)');
  checks.that(near.totalCount > 0 && near.studies.every(isNearBoston), 'each has a site within 100 miles');
}

function isNearBoston(study) {
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const haversine = (angle) => Math.sin(angle / 2) ** 2;
  const miles = ({ lat, lon }) => 2 * 3958.8 * Math.asin(Math.sqrt(haversine(radians(lat - 42.36))
    + Math.cos(radians(42.36)) * Math.cos(radians(lat)) * haversine(radians(lon + 71.06))));
  return study.protocolSection.contactsLocationsModule.locations.some(({ geoPoint }) => geoPoint && miles(geoPoint) < 101);
}

async function legacyMarkup(s) {
  const query = 'format=json&query.term=Cancer+Study&pageSize=100';
  const [markdown, legacy] = [await s.page(query), await s.page(`${query}&markupFormat=legacy`)];
  const criteria = (page) => page.studies.map((study) => study.protocolSection.eligibilityModule?.eligibilityCriteria ?? '');
  s.checks.equal(legacy.studies.map(idOf), markdown.studies.map(idOf), 'the same studies in classic markup');
  s.checks.that(criteria(legacy).some((text, i) => text !== criteria(markdown)[i]), 'whose texts differ');
  s.checks.that(!criteria(legacy).some((text) => /\\[<>~^]/.test(text)), 'and have no escapes of markdown');
}

// Lists of the data model, statistics, their older paths (18), and the registry's internal history (15).
async function otherPaths(s) {
  const { checks } = s;
  const nodes = (list) => list.reduce((sum, node) => sum + 1 + nodes(node.children || []), 0);
  const all = nodes((await s.ok(`${API}/studies/metadata?includeIndexedOnly=true`)).json());
  const stored = nodes((await s.ok(`${API}/studies/metadata`)).json());
  checks.that(all > stored && stored > 400, 'the data model, with and without what is only indexed', `${all} ${stored}`);
  const [document] = (await s.ok(`${API}/studies/search-areas`)).json();
  checks.equal([document.name, document.areas.length], ['Study', 19], 'the search areas');
  checks.that((await s.ok(`${API}/studies/enums`)).json().some(({ type }) => type === 'Status'), 'the enums');
  const values = await s.ok(`${API}/stats/field/values?fields=OverallStatus%7CPhase`);
  checks.equal(values.json().map(({ piece }) => piece).sort(), ['OverallStatus', 'Phase'], 'statistics of two fields');
  checks.equal((await s.ok(`${API}/stats/fieldValues?fields=OverallStatus%7CPhase`)).text, values.text, 'by the older path too');
  const phase = (await s.ok(`${API}/stats/field/values?fields=Phase`)).json();
  checks.equal((await s.ok(`${API}/stats/fieldValues/Phase`)).json(), phase[0], 'of one field by its older path');
  const sizes = await s.ok(`${API}/stats/field/sizes?fields=Phase`);
  for (const older of ['listSizes', 'fieldSizes']) {
    checks.equal((await s.ok(`${API}/stats/${older}?fields=Phase`)).text, sizes.text, `lengths of lists by ${older}`);
  }
  const study = (await s.ok(`/api/int/studies/${s.id}?history=true`)).json();
  checks.equal(study.history.changes.map(({ version }) => version), study.history.changes.map((_, i) => i), 'versions from 0');
  checks.that(study.history.changes.every(({ date, status, moduleLabels }) => /^\d{4}-\d\d-\d\d$/.test(date) && status && moduleLabels),
    'each with its date, status and modules');
  const version = (await s.ok(`/api/int/studies/${s.id}/history/0`)).json();
  checks.equal(version.studyVersion, 0, 'one version');
  checks.that(/^<(p|ul|ol)>/.test(version.study.protocolSection.eligibilityModule.eligibilityCriteria), 'with markup as HTML');
}

// Facts 2 to 6, 20, and queries that clients write.
async function queries(s) {
  const { checks } = s;
  for (const query of ['AREA[Phase]PHASE3', 'AREA[Phase](PHASE3+OR+PHASE4)', 'AREA[MinimumAge]RANGE[MIN,+45+years]']) {
    const found = await s.count(`filter.advanced=${query}`);
    checks.that(found > 0, `${query} finds something`);
    for (const parameter of ['query.term', 'query.cond']) {
      checks.equal(await s.count(`${parameter}=${query}`), found, `${query}: as many in ${parameter} (2)`);
    }
  }
  const [range, missing] = [await s.count('query.term=AREA[MaximumAge]RANGE[MIN,60+years]'), await s.count('query.term=AREA[MaximumAge]MISSING')];
  checks.equal(await s.count('query.term=AREA[MaximumAge]RANGE[MIN,60+years]+OR+AREA[MaximumAge]MISSING'), range + missing,
    'a range finds only what has a value (3)');
  checks.equal(await s.count('query.term=AREA[Sex]ALL'), await s.count('query.term=ALL'), 'ALL without quotes is everything (4)');
  const values = (await s.ok(`${API}/stats/field/values?fields=Sex`)).json()[0].topValues;
  checks.equal(await s.count('query.term=AREA[Sex]%22ALL%22'), values.find(({ value }) => value === 'ALL').studiesCount,
    'in quotes it is the value (4)');
  const dates = (await s.page('fields=StartDate&sort=StartDate:desc&pageSize=1000')).studies
    .map((study) => study.protocolSection?.statusModule?.startDateStruct?.date);
  const month = dates.find((date) => /^\d{4}-\d\d$/.test(date));
  const onFirst = await s.page(`filter.advanced=AREA[StartDate]RANGE[${month}-01,${month}-01]&fields=StartDate&pageSize=1000`);
  const starts = onFirst.studies.map((study) => study.protocolSection.statusModule.startDateStruct.date);
  checks.that(starts.includes(month) && starts.every((date) => date === month || date === `${month}-01`),
    'a month counts as its first day (5)', starts);
  checks.equal(await s.count('aggFilters=phase:2,phase:3,phase:4'), await s.count('aggFilters=phase:4'), 'a repeated filter keeps one (6)');
  const [recruiting, active] = [await s.count('aggFilters=status:rec'), await s.count('aggFilters=status:act')];
  checks.equal(await s.count('aggFilters=status:rec%20act'), recruiting + active, 'options of one filter stand between blanks (6)');
  for (const parameter of ['query.term', 'query.cond', 'query.id']) {
    const found = await s.page(`${parameter}=${s.id}&filter.advanced=NOT+ALL`);
    checks.equal(found.studies.map(idOf), [s.id], `${parameter} of numbers alone leaves filters out (20)`);
  }
  await s.count('query.term=AREA[EligibilityCriteria](%22drug%22+AND+(prior+OR+previous+OR+received))');
  const escaped = ['+', '-', '!', '(', ')', '{', '}', '[', ']', '^', '~', '*', '?', ':', '/', '|'].map((c) => `\\${c}`).join('');
  await s.count(`query.term=${encodeURIComponent(`"cancer ${escaped}"`)}`);
  const ctrdata = 'filter.advanced=AREA[MinimumAge]RANGE[18d,+MAX]+AND+AREA[MaximumAge]RANGE[MIN,+64y]+AND+'
    + 'AREA[ResultsFirstPostDate]RANGE[MIN,2030-01-01]&query.locn=AREA[LocationFacility]University,AREA[LocationCountry]United+States';
  const places = await s.page(`${ctrdata}&pageSize=100&fields=LocationFacility,LocationCountry`);
  const facing = (study, key, text) => study.protocolSection.contactsLocationsModule.locations
    .some((location) => (location[key] || '').includes(text));
  checks.that(places.studies.length > 0 && places.studies.every((study) => facing(study, 'facility', 'Universit')
    && facing(study, 'country', 'United States')), 'a comma joins two areas by AND (ctrdata)');
}

// Facts 7 to 9, 12 and 13: pages, tables, older numbers, order.
async function pages(s) {
  const { checks } = s;
  const full = await s.ok(`${API}/studies?filter.ids=${s.id}&pageSize=1&countTotal=true`);
  // ctrdata reads the token by this pattern from the last 80 bytes.
  const token = /"nextPageToken":"(.+?)"/.exec(full.body.subarray(-80).toString());
  if (checks.that(token !== null, 'a full page has a token in its last 80 bytes, though nothing follows (7, 8)', full.text.slice(-80))) {
    const next = await s.ok(`${API}/studies?filter.ids=${s.id}&pageSize=1&countTotal=true&pageToken=${token[1]}`);
    checks.equal(next.text, '{"studies":[\n\n]}', 'then the next page is empty and has neither token nor count (7)');
  }
  const lines = (await s.ok(`${API}/studies?pageSize=25`)).text.split('\n');
  checks.equal(lines.length, 27, 'one study a line (8)');
  checks.that(lines.slice(1, -1).every((line) => JSON.parse(line.replace(/,$/, '')).protocolSection), 'each line is a study (8)');
  const table = await s.ok(`${API}/studies?format=csv&pageSize=5&countTotal=true`, 'text/csv');
  checks.that(/^[A-Za-z0-9_-]+$/.test(table.headers['x-next-page-token']), 'a table has its token in a header (9)');
  checks.equal(Number(table.headers['x-total-count']), await s.count(''), 'and the count (9)');
  checks.equal(table.headers['access-control-allow-origin'], '*', 'a page of another site may read it (9)');
  checks.equal(csvRows(table.text).map((row) => row.length), [30, 30, 30, 30, 30, 30], '30 columns (9)');
  const second = await s.ok(`${API}/studies?format=csv&pageSize=5&pageToken=${table.headers['x-next-page-token']}`, 'text/csv');
  checks.that(/^NCT\d{8},/.test(second.text), 'columns are named on the first page only (9)', second.text.slice(0, 80));
  const moved = await s.send(`${API}/studies/${s.alias}`);
  checks.equal([moved.status, moved.headers.location], [301, `${API}/studies/${s.aliasOf}`], 'an older number is sent on (12)');
  const sizes = (await s.page('sort=EnrollmentCount:desc&pageSize=1000&fields=EnrollmentCount')).studies
    .map((study) => study.protocolSection?.designModule?.enrollmentInfo?.count ?? -1);
  checks.equal(sizes, [...sizes].sort((a, b) => b - a), 'the largest enrolment first, 99999999 before all, none last (13)');
  for (const accept of ['gzip, deflate', 'gzip, deflate, br', 'gzip, deflate, br, zstd', 'zstd', 'identity']) {
    const packed = await s.send(`${API}/studies?pageSize=25`, { headers: { 'Accept-Encoding': accept } });
    const encoding = packed.headers['content-encoding'];
    const unpack = { gzip: zlib.gunzipSync, zstd: zlib.zstdDecompressSync, deflate: zlib.inflateSync, br: zlib.brotliDecompressSync };
    checks.that(encoding === undefined || accept.includes(encoding), `Accept-Encoding: ${accept}: answered in what was offered`, encoding);
    const plain = encoding === undefined ? packed.body : unpack[encoding](packed.body);
    checks.equal(plain.toString().split('\n').length, 27, `Accept-Encoding: ${accept}: the same page`);
  }
}

// Fact 11: the texts that clients take apart.
async function queryErrors(s) {
  const texts = [
    ['query.term=AREA[NoSuch]x', "Error parsing query in Other terms: Unknown area name: `NoSuch`"],
    ['query.term=(diabetes', "Error parsing query in Other terms: missing ')' at '<EOF>'"],
    ['query.cond=AREA+[Phase]PHASE3', /^Error parsing query in Conditions or disease: extraneous input '\[' expecting /],
    ['query.intr=(x+AND+)', /^Error parsing query in Intervention \/ treatment: (mismatched input|no viable alternative at input) '\)'/],
    ['filter.advanced=AREA[Phase]PHASE9',
      /^Error parsing query in advanced filter: Allowed values for enum field `protocolSection\.designModule\.phases` are `NA`, /],
    ['filter.overallStatus=BADSTATUS', 'Invalid value in parameter `overallStatus`: `BADSTATUS`'],
  ];
  for (const [query, text] of texts) {
    const answer = await s.send(`${API}/studies?${query}`);
    s.checks.equal([answer.status, answer.type], [400, 'text/plain'], `${query}: status and type`);
    s.checks.that(typeof text === 'string' ? answer.text === text : text.test(answer.text), `${query}: ${text}`, answer.text);
  }
}

// Routes that our description may not have yet; then they are refused, so that none is answered undescribed.
async function comingRoutes(s) {
  const has = (path) => path in s.contract.description.paths;
  const { checks } = s;
  const refused = async (target) => {
    const answer = await s.send(target);
    checks.equal(answer.status, 404, `${target}: openapi.yaml does not have it, so it is not answered`);
    checks.skip(`${target.replace(/\?.*/, '')} is not described in openapi.yaml, so not answered yet`);
  };
  if (has('/api/rss')) await feed(s);
  else await refused('/api/rss?cond=cancer');
  if (has('/api/v2/studies/download')) {
    const zip = await s.send(`${API}/studies/download?format=json.zip`);
    checks.equal([zip.status, zip.type], [200, 'application/zip'], 'the whole registry as one file');
    checks.equal(zip.headers['content-disposition'], 'attachment; filename=ctg-studies.json.zip', 'under its name');
    // Signature and number of entries of the record at the end, by which every archive is opened.
    const end = zip.body.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
    checks.equal(zip.body.readUInt16LE(end + 10), await s.count(''), 'an entry a study');
    checks.that(/^\d\d\/NCT\d{8}\.json$/.test(zip.body.subarray(30, 30 + zip.body.readUInt16LE(26)).toString()), 'in folders by number');
    const other = await s.send(`${API}/studies/download?format=json.zip&query.cond=cancer`);
    checks.equal([other.status, other.text], [400, 'Invalid prefix in parameter name: query.cond'], 'and no part of it');
  } else await refused(`${API}/studies/download?format=json.zip`);
  if (!has('/api/int/studies')) await refused('/api/int/studies?query.cond=cancer&from=0&limit=5');
  else await siteSearch(s);
}

// Fact 16: what scripts have copied from a browser, in the site's two spellings.
async function siteSearch(s) {
  const { checks } = s;
  const path = '/api/int/studies';
  const sent = 'agg.synonyms=true&aggFilters=&checkSpell=true&fields=OverallStatus%2CHasResults%2CBriefTitle%2CGender%2CNCTId%2C'
    + 'LocationGeoPoint%2CLargeDocFilename&columns=conditions%2Cinterventions%2Ccollaborators&highlight=true&sort=%40relevance';
  const hits = async (query) => {
    const found = (await s.ok(`${path}?${query}`)).json();
    checks.equal(s.contract.faults(path, 200, found), [], `${path}?${query}: as openapi.yaml has it`);
    checks.that(found.hits.every(({ id, study }) => idOf(study) === id), `${path}?${query}: a hit's id is its study's`);
    return found;
  };
  const total = await s.count('query.cond=cancer');
  const all = await hits(`query.cond=cancer&from=0&limit=10000&${sent}`);
  checks.equal([all.from, all.limit, all.total, all.hits.length, all.terms], [0, 10000, total, total, ['cancer']],
    'the website\'s own search gives ten thousand at once (16)');
  const ids = all.hits.map(({ id }) => id);
  const order = (await s.page('query.cond=cancer&pageSize=1000&fields=NCTId')).studies.map(idOf);
  checks.equal(ids.slice(0, order.length), order, 'in the order of API v2 (16)');
  const walked = [];
  for (let from = 0, left = true; left; from += 100) {
    const part = await hits(`cond=cancer&from=${from}&limit=100&${sent}`);
    walked.push(...part.hits.map(({ id }) => id));
    left = part.total - part.from > 0;  // as one reader stops
  }
  checks.equal(walked, ids, 'and part by part the same (16)');
  const near = await hits(`term=cancer&lat=42.36&lng=-71.06&distance=100&locStr=Boston%2C+MA&from=0&limit=20&${sent}`);
  checks.that(near.total > 0 && near.hits.every(({ study }) => isNearBoston(study)), 'near a place (16)');
  await siteDownload(s, `${path}/download`, ids);
}

async function siteDownload(s, path, ids) {
  const { checks } = s;
  const file = async (query, type, name) => {
    const answer = await s.ok(`${path}?cond=cancer&aggFilters=&sort=%40relevance&${query}`, type);
    checks.equal(answer.headers['content-disposition'], `attachment; filename=${name}`, `${path}?${query}: its name`);
    return answer;
  };
  const studies = (await file('format=json', 'application/json', 'ctg-studies.json')).json();
  checks.equal(studies.map(idOf), ids, 'a file of JSON has what was found (16)');
  const rows = csvRows((await file('format=csv&fields=NCT+Number%2CStudy+Title%2CStudy+URL', 'text/csv', 'ctg-studies.csv')).text);
  checks.equal(rows.slice(1).map(([id]) => id).filter(Boolean), ids, 'and a table (16)');
  checks.equal(rows[0], ['NCT Number', 'Study Title', 'Study URL'], 'of the columns asked for (16)');
  const zip = await file('format=json.zip&limit=3', 'application/zip', 'ctg-studies.json.zip');
  const end = zip.body.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  checks.equal(zip.body.readUInt16LE(end + 10), Math.min(3, ids.length), 'and an archive of the first ones (16)');
  const references = await file('format=ris', 'application/x-research-info-systems', 'ctg-studies.ris');
  checks.equal(references.text.match(/^ID {2}- NCT\d{8}/gm).map((line) => line.slice(6)), ids, 'and references (16)');
}

// Fact 17.
async function feed(s) {
  const { checks } = s;
  const text = (await s.ok('/api/rss?cond=cancer', 'application/rss+xml')).text;
  checks.that(/<title>ClinicalTrials\.gov: cancer \| First posted in the last 14 days<\/title>/.test(text), 'the feed\'s title', text);
  checks.that(/<ttl>1440<\/ttl>/.test(text), 'lives a day');
  for (const [, item] of text.matchAll(/<item>([^]*?)<\/item>/g)) {
    const [, id] = /<guid[^>]*>(NCT\d{8})<\/guid>/.exec(item) || [];
    checks.that(item.includes(`/study/${id}?cond=cancer</link>`), 'an item leads to its study', item);
    checks.that(/<title>[^<]+<\/title>/.test(item) && /<description>[^<]+<\/description>/.test(item), 'says what it is', item);
    checks.that(/<pubDate>\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d E[DS]T<\/pubDate>/.test(item), 'and when it was posted', item);
  }
}

async function main(base, file) {
  const shapes = new Shapes(base, await Contract.read(file));
  await shapes.learn();
  await requestLines(shapes);
  await otherPaths(shapes);
  await queries(shapes);
  await pages(shapes);
  await queryErrors(shapes);
  await comingRoutes(shapes);
  return shapes.checks.end();
}

run(main);

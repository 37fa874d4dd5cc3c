// node tour.js URL OWN [REGISTRYS]: asks a server for every path and every parameter of the registry's API v2, several
// values each, in every format. Answers of JSON are held against the schemas of REGISTRYS, the registry's own OpenAPI file;
// without it only what the formats promise is checked, and that is said. Refusals have the recorded status, type and text.
// OWN, docs/reference/openapi.yaml, says which parameters are not yet answered.
'use strict';
const { send, csvRows, Checks, Contract, run } = require('./support');

const PREFIX = '/api/v2';
const QUERIES = ['cancer', 'heart attack', '(head OR neck) AND pain NOT cancer', '"breast cancer"', 'ALL', 'zzzunheardof'];
const FILTERS = {
  overallStatus: ['RECRUITING', 'NOT_YET_RECRUITING|RECRUITING', 'COMPLETED,TERMINATED'],
  geo: ['distance(39.0035707,-77.1013313,50mi)', 'distance(-33.9,151.2,500km)', 'distance(0,0,1)'],
  ids: ['{id}', '{id}|{alias}', 'nct0{digits},NCT99999999'],
  advanced: ['AREA[StartDate]2022', 'AREA[MinimumAge]RANGE[MIN, 16 years] AND AREA[MaximumAge]RANGE[16 years, MAX]',
    'AREA[Phase]PHASE3', 'AREA[Phase:size]2', 'AREA[HasResults]true', 'AREA[EnrollmentCount]RANGE[500,MAX]',
    'AREA[LocationGeoPoint]DISTANCE[42.36,-71.06,50mi]', 'AREA[Phase]MISSING',
    'SEARCH[Location](AREA[LocationCity]Boston AND AREA[LocationStatus]RECRUITING)',
    'AREA[LeadSponsorName]COVERAGE[FullMatch]"Pfizer"', 'AREA[Condition]EXPANSION[None]Cancer',
    'TILT[StudyFirstPostDate]cancer'],
};
// Every parameter of every path, as in spec/API.md section 2. `{...}` stands for what the server's data have.
const TOUR = {
  '/studies': {
    format: ['json', 'csv'],
    markupFormat: ['markdown', 'legacy'],
    ...Object.fromEntries(['cond', 'term', 'locn', 'titles', 'intr', 'outc', 'spons', 'lead', 'id', 'patient']
      .map((area) => [`query.${area}`, QUERIES])),
    ...Object.fromEntries(['filter', 'postFilter'].flatMap((prefix) => Object.entries(FILTERS)
      .map(([name, values]) => [`${prefix}.${name}`, values]))),
    aggFilters: ['results:with,status:com', 'status:not rec,sex:f,healthy:y', 'phase:0 1 2 3 4 NA', 'ages:child adult older',
      'studyType:int obs obs_patreg exp exp_indiv exp_inter exp_treat', 'docs:prot sap icf|results:without',
      'funderType:nih fed industry other', 'violation:y', 'sex:m', 'status:act ter enr sus wit unk ava nla tna afm'],
    geoDecay: ['func:linear,scale:100km,offset:10km,decay:0.1&filter.geo=distance(39,-77,500mi)&sort=@relevance',
      'func:gauss,scale:500mi,offset:0mi,decay:0.3&filter.geo=distance(39,-77,500mi)&sort=@relevance',
      'func:exp,scale:300mi,offset:0mi,decay:0.5'],
    fields: ['NCTId|BriefTitle|OverallStatus|HasResults', 'ProtocolSection', '@query&query.cond=cancer', 'ConditionSearch',
      'NCT-ID,OVERALL-STATUS', 'protocolSection.identificationModule.nctId,hasResults,resultsSection.adverseEventsModule',
      'EnrollmentCount,StartDate', 'ResultsSection', 'DerivedSection|DocumentSection', 'LargeDocumentModule'],
    sort: ['@relevance&query.term=cancer', 'LastUpdatePostDate', 'EnrollmentCount:desc|NumArmGroups', 'StudyFirstPostDate:asc',
      'EnrollmentCount', 'ResultsFirstPostDate:desc,@relevance'],
    countTotal: ['true', 'false'],
    pageSize: ['0', '2', '1000', '99999'],
    pageToken: ['', '{token}'],
  },
  '/studies/{nctId}': {
    nctId: ['{id}', '{withResults}', 'nct000{digits}'],
    format: ['json', 'csv', 'json.zip', 'fhir.json', 'ris'],
    markupFormat: ['markdown', 'legacy'],
    fields: ['NCTId|BriefTitle|Reference', 'ConditionsModule,EligibilityModule', 'ProtocolSection.IdentificationModule'],
  },
  '/studies/metadata': { includeIndexedOnly: ['true', 'false'], includeHistoricOnly: ['true', 'false'] },
  '/studies/search-areas': {},
  '/studies/enums': {},
  '/stats/size': {},
  '/stats/field/values': {
    types: ['ENUM|BOOLEAN', 'INTEGER,NUMBER', 'DATE', 'STRING'],
    fields: ['Phase', 'Condition|InterventionName', 'protocolSection.armsInterventionsModule.armGroups.interventionNames'],
  },
  '/stats/field/sizes': {
    fields: ['Phase', 'Condition|Intervention', 'protocolSection.armsInterventionsModule.armGroups.interventionNames'],
  },
  '/version': {},
};
// What `fields` names in the other formats.
const CSV_FIELDS = ['NCT Number|Conditions', 'Study Title,NCT Number', 'Locations|Study Documents'];
const RIS_FIELDS = ['TI|AN', 'AB'];
// What the ids of synonyms stand for is written nowhere. Until our own description has the parameter, it is refused rather
// than left out.
const SYNONYMS = ['filter.synonyms', 'postFilter.synonyms'];
const COLUMNS = ['NCT Number', 'Study Title', 'Study URL', 'Acronym', 'Study Status', 'Brief Summary', 'Study Results',
  'Conditions', 'Interventions', 'Primary Outcome Measures', 'Secondary Outcome Measures', 'Other Outcome Measures',
  'Sponsor', 'Collaborators', 'Sex', 'Age', 'Phases', 'Enrollment', 'Funder Type', 'Study Type', 'Study Design', 'Other IDs',
  'Start Date', 'Primary Completion Date', 'Completion Date', 'First Posted', 'Results First Posted', 'Last Update Posted',
  'Locations', 'Study Documents'];
const TYPES = { json: 'application/json', csv: 'text/csv', 'json.zip': 'application/zip', 'fhir.json': 'application/fhir+json',
  ris: 'application/x-research-info-systems' };

// In records that were read from the registry's internal API; its description does not name them, nor forbid them.
const INTERNAL_KEYS = ['locations_nested', 'modelPredictions', 'interventionMappedName', 'armNames'];

// Status and text of spec/API.md section 9. A text that was recorded only in part is an expression.
const REFUSALS = [
  ['/studies?filter.phase=PHASE3', 400, '`filter.phase` is unknown parameter'],
  ['/studies?filter.studyType=INTERVENTIONAL', 400, '`filter.studyType` is unknown parameter'],
  ['/studies?filter.intervention=x', 400, '`filter.intervention` is unknown parameter'],
  ['/studies?query.recrs=open', 400, '`query.recrs` is unknown parameter'],
  ['/version?x=1', 400, '`x` is unknown parameter'],
  ['/stats/size?fields=Phase', 400, '`fields` is unknown parameter'],
  ['/studies/metadata?query.cond=x', 400, 'Invalid prefix in parameter name: query.cond'],
  ['/studies?filter.overallStatus=BOGUS', 400, 'Invalid value in parameter `overallStatus`: `BOGUS`'],
  ['/studies?postFilter.overallStatus=COMPLETED,BADSTATUS', 400, 'Invalid value in parameter `overallStatus`: `BADSTATUS`'],
  ['/studies?sort=1x', 400, 'Item 1 in parameter `sort` has incorrect format'],
  ['/studies?sort=BriefTitle', 400, 'Unsupported sort field type: text'],
  ['/studies?filter.ids=NCT00000102,12345', 400, /ids.* has incorrect format$/],
  ['/studies?filter.geo=here', 400, /geo.* has incorrect format$/],
  ['/studies?geoDecay=func:cubic', 400, /geoDecay.* has incorrect format$/],
  ['/studies?pageSize=ten', 400, /pageSize.* has incorrect format$/],
  ['/studies?pageToken=abracadabra', 400, /pageToken.* has incorrect format$/],
  ['/studies?format=xml', 400, 'Invalid value in parameter `format`: `xml`'],
  ['/studies?fields=StudyDesign', 400, "Parameter 'fields' contains invalid field name: 'StudyDesign'"],
  ['/studies?fields=ConditionList', 400, "Parameter 'fields' contains invalid field name: 'ConditionList'"],
  ['/studies?format=csv&fields=NCTId', 400, "Parameter 'fields' contains invalid CSV column name: 'NCTId'"],
  ['/studies/{id}?fields=@query', 400, 'Item 1 in parameter `fields` has incorrect format'],
  ['/studies/{id}?format=fhir.json&fields=NCTId', 400, /fields/],
  ['/studies/12345', 400, /has incorrect format$/],
  ['/studies/%20{id}', 400, /has incorrect format$/],
  ['/studies/NCT99999999', 404, 'NCT number NCT99999999 not found'],
  ['/studies/{id}/history', 404, /./],
  ['/stats/field/values?fields=BadField,AlsoBad', 404, 'Unknown piece name of field path: BadField'],
  ['/stats/field/values?fields=@query', 400, 'Item 1 in parameter `fields` has incorrect format'],
  ['/stats/field/sizes?fields=BadField', 404, 'Unknown piece name of field path: BadField'],
  ['/stats/field/values?types=TEXT', 400, 'Invalid value in parameter `types`: `TEXT`'],
  ['/studies?query.term=AREA[NoSuch]x', 400, 'Error parsing query in Other terms: Unknown area name: `NoSuch`'],
  ['/studies?query.cond=(diabetes+AND', 400, /^Error parsing query in Conditions or disease: /],
  ['/studies?query.intr=(x', 400, /^Error parsing query in Intervention \/ treatment: .*missing '\)' at '<EOF>'/],
  ['/studies?filter.advanced=COVERAGE[FullMatc]x', 400, 'Error parsing query in advanced filter: Invalid coverage: FullMatc'],
  ['/studies?filter.advanced=AREA[Phase]PHASE9', 400,
    /^Error parsing query in advanced filter: Allowed values for enum field `protocolSection\.designModule\.phases` are `NA`, `EARLY_PHASE1`/],
  ['/studies?aggFilters=allocation:x', 400, /./],
];

// What the tour needs to know of the data: a study, one with results, one with an older number, a token of a second page.
async function learn(base) {
  const list = async (filter) => (await send(base, `${PREFIX}/studies?pageSize=1&filter.advanced=${filter}`)).json();
  const first = (page) => page.studies[0].protocolSection.identificationModule;
  const plain = await list('ALL');
  const id = first(plain).nctId;
  const alias = first(await list('NOT+AREA[NCTIdAlias]MISSING'));
  return {
    id, digits: id.slice(3), withResults: first(await list('AREA[HasResults]true')).nctId,
    alias: alias.nctIdAliases[0], aliasOf: alias.nctId,
  };
}

const fill = (text, known) => text.replace(/\{(\w+)\}/g, (whole, name) => known[name] ?? whole);
// As clients write it: blanks as +, all else as it stands but for what cannot stand in a request line.
const encode = (text) => text.replace(/ /g, '+').replace(/"/g, '%22');

// One page as JSON: its form line by line, and its schema.
function checkPage(checks, contract, target, answer) {
  const form = /^\{("totalCount":\d+,)?"studies":\[\n(\{[^\n]*\}(,\n\{[^\n]*\})*)?\n\](,"nextPageToken":"[A-Za-z0-9_-]+")?\}$/;
  checks.that(form.test(answer.text), `${target}: one study a line`, answer.text.slice(0, 200));
  checkSchema(checks, contract, '/studies', target, answer);
}

function checkSchema(checks, contract, path, target, answer) {
  const value = answer.json();
  if (contract) checks.equal(contract.faults(path, 200, value), [], `${target}: as the registry's OpenAPI file has it`);
}

function checkBody(checks, contract, path, target, format, answer, hasFields) {
  checks.equal(answer.type, TYPES[format], `${target}: content type`);
  if (format === 'json') {
    if (path === '/studies') checkPage(checks, contract, target, answer);
    else checkSchema(checks, contract, path, target, answer);
  } else if (format === 'csv') {
    const rows = csvRows(answer.text);
    if (!hasFields) checks.equal(rows[0], COLUMNS, `${target}: the columns`);
    checks.that(rows.every((row) => row.length === rows[0].length), `${target}: rows as wide as the header`);
  } else if (format === 'json.zip') {
    checks.that(answer.body.readUInt32LE(0) === 0x04034b50, `${target}: a zip file`);
  } else if (format === 'ris') {
    checks.that(/^([A-Z][A-Z0-9] {2}- .*\r?\n|.*\r?\n)+$/.test(answer.text) && /^ER {2}- /m.test(answer.text), `${target}: tags`);
  } else {
    checks.equal(answer.json().resourceType, 'Bundle', `${target}: a bundle`);
  }
}

async function ask(base, checks, contract, path, known, parameters, format = 'json') {
  const written = Object.entries({ ...parameters, ...(format === 'json' ? {} : { format }) })
    .filter(([name]) => name !== 'nctId')
    .map(([name, value]) => `${name}=${encode(fill(value, known))}`);
  const filled = path.replace('{nctId}', parameters.nctId ? fill(parameters.nctId, known) : known.id);
  const target = `${PREFIX}${filled}${written.length === 0 ? '' : `?${written.join('&')}`}`;
  const answer = await send(base, target);
  if (!checks.equal(answer.status, 200, `${target}: status`)) return;
  checks.equal(answer.headers['access-control-allow-origin'], '*', `${target}: CORS`);
  checkBody(checks, contract, path, target, format, answer, 'fields' in parameters);
  const head = await send(base, target, { method: 'HEAD' });
  checks.equal([head.status, head.body.length, head.headers['content-type'], head.headers.etag],
    [200, 0, answer.headers['content-type'], answer.headers.etag], `HEAD ${target}: as GET, without a body`);
  const again = await send(base, target, { headers: { 'If-None-Match': answer.headers.etag || '"none"' } });
  checks.equal([again.status, again.body.length], [304, 0], `${target}: nothing new for the tag ${answer.headers.etag}`);
}

// The other formats that a path has, for the parameters that do not themselves depend on it.
function otherFormats(path, name) {
  if (name === 'format' || name === 'fields' || name === 'markupFormat' || name === 'pageToken') return [];
  if (path === '/studies') return ['csv'];
  return path === '/studies/{nctId}' ? ['csv', 'json.zip', 'fhir.json', 'ris'] : [];
}

async function tourPath(base, checks, contract, path, known) {
  await ask(base, checks, contract, path, known, {});
  if ('format' in TOUR[path]) {
    for (const fields of CSV_FIELDS) await ask(base, checks, contract, path, known, { fields }, 'csv');
  }
  if (path === '/studies/{nctId}') {
    for (const fields of RIS_FIELDS) await ask(base, checks, contract, path, known, { fields }, 'ris');
    await ask(base, checks, contract, path, known, { fields: 'NCTId' }, 'json.zip');
  }
  for (const [name, values] of Object.entries(TOUR[path])) {
    const size = path === '/studies' && name !== 'pageSize' ? { pageSize: '5' } : {};
    const count = path === '/studies' && name !== 'countTotal' && name !== 'pageToken' ? { countTotal: 'true' } : {};
    for (const value of values) {
      if (name === 'format') {
        await ask(base, checks, contract, path, known, { ...size }, value);
        continue;
      }
      await ask(base, checks, contract, path, known, { ...size, ...count, [name]: value });
      for (const format of otherFormats(path, name)) {
        await ask(base, checks, contract, path, known, { ...size, ...count, [name]: value }, format);
      }
    }
  }
}

// Every parameter that the registry's description has stands in the table above, and every one of its choices.
function checkThatNothingIsLeftOut(checks, contract) {
  checks.equal(Object.keys(TOUR).sort(), Object.keys(contract.description.paths).sort(), 'every path is on the tour');
  for (const path of Object.keys(TOUR)) {
    for (const parameter of contract.get(path).parameters) {
      const values = SYNONYMS.includes(parameter.name) ? [] : TOUR[path][parameter.name];
      if (!checks.that(values !== undefined, `${path} ${parameter.name} is on the tour`)) continue;
      for (const choice of parameter.schema.enum || []) {
        checks.that(values.includes(choice), `${path} ${parameter.name}=${choice} is on the tour`);
      }
    }
  }
}

// The validator's word counts once it refuses what is damaged.
async function checkThatDamageIsSeen(base, checks, contract, known) {
  const page = (await send(base, `${PREFIX}/studies?pageSize=1`)).json();
  page.studies[0].protocolSection.statusModule.overallStatus = 'NO_SUCH_STATUS';
  checks.that(contract.faults('/studies', 200, page).length > 0, 'an unheard-of status is no valid answer');
  const study = (await send(base, `${PREFIX}/studies/${known.id}`)).json();
  study.protocolSection.identificationModule.unheardOf = true;
  checks.that(contract.faults('/studies/{nctId}', 200, study).length > 0, 'an unheard-of key is no valid answer');
}

async function checkSynonyms(base, checks, contract, own, known) {
  const isAnswered = own.get(`${PREFIX}/studies`).parameters.some(({ name }) => name === SYNONYMS[0]);
  for (const name of SYNONYMS) {
    if (isAnswered) {
      await ask(base, checks, contract, '/studies', known, { [name]: 'ConditionSearch:heart attack' });
      continue;
    }
    checks.skip(`${name}: is not described in openapi.yaml, so not answered yet`);
    const answer = await send(base, `${PREFIX}/studies?${name}=ConditionSearch:1651367`);
    checks.equal([answer.status, answer.text], [400, `\`${name}\` is not answered by this program yet`], `${name}: is refused`);
  }
}

async function checkRefusals(base, checks, known) {
  for (const [written, status, text] of REFUSALS) {
    const target = `${PREFIX}${fill(written, known)}`;
    const answer = await send(base, target);
    checks.equal([answer.status, answer.type], [status, 'text/plain'], `${target}: status and type`);
    checks.that(typeof text === 'string' ? answer.text === text : text.test(answer.text), `${target}: ${text}`, answer.text);
  }
  const moved = await send(base, `${PREFIX}/studies/${known.alias}`);
  checks.equal(moved.status, 301, 'an older number is sent on');
  checks.that((moved.headers.location || '').endsWith(`/studies/${known.aliasOf}`), 'to the study', moved.headers.location);
}

// All pages of a query, by token, each study once; and as CSV the same ones in the same order.
async function checkPaging(base, checks, contract) {
  const query = 'query.term=cancer&pageSize=7&fields=NCTId';
  const ids = [];
  let total;
  for (let token = '', page = 0; page === 0 || token; ++page) {
    const target = `${PREFIX}/studies?${query}&countTotal=true${token && `&pageToken=${token}`}`;
    const answer = await send(base, target);
    checkPage(checks, contract, target, answer);
    const value = answer.json();
    checks.equal('totalCount' in value, page === 0, `${target}: the count stands on the first page only`);
    total = value.totalCount ?? total;
    ids.push(...value.studies.map((study) => study.protocolSection.identificationModule.nctId));
    checks.equal('nextPageToken' in value, value.studies.length === 7, `${target}: a token where the page is full`);
    token = value.nextPageToken;
  }
  checks.equal([ids.length, new Set(ids).size], [total, total], 'pages give each study once');
  const table = [];
  for (let token = '', page = 0; page === 0 || token; ++page) {
    const target = `${PREFIX}/studies?format=csv&fields=NCT+Number&countTotal=true&query.term=cancer&pageSize=7`;
    const answer = await send(base, `${target}${token && `&pageToken=${token}`}`);
    const rows = csvRows(answer.text).map((row) => row[0]);
    if (page === 0) {
      checks.equal(rows.shift(), 'NCT Number', 'the first page of CSV has the columns');
      checks.equal(answer.headers['x-total-count'], String(total), 'the first page of CSV has the count in a header');
    }
    table.push(...rows.filter((row) => row !== ''));
    token = answer.headers['x-next-page-token'];
  }
  checks.equal(table, ids, 'CSV gives the same studies in the same order');
}

async function main(base, ownFile, file) {
  const checks = new Checks('tour');
  const own = await Contract.read(ownFile);
  const contract = file ? await Contract.read(file, INTERNAL_KEYS) : null;
  const known = await learn(base);
  const page = (await send(base, `${PREFIX}/studies?pageSize=5`)).json();
  known.token = page.nextPageToken;
  if (contract) {
    checkThatNothingIsLeftOut(checks, contract);
    await checkThatDamageIsSeen(base, checks, contract, known);
  } else {
    checks.skip("the registry's OpenAPI file is not here; answers are not held against its schemas");
  }
  for (const path of Object.keys(TOUR)) await tourPath(base, checks, contract, path, known);
  await checkSynonyms(base, checks, contract, own, known);
  await checkPaging(base, checks, contract);
  await checkRefusals(base, checks, known);
  return checks.end();
}

run(main);

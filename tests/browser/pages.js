// The pages that are looked at. A new kind of page is a row here; audit, hostile and screenshots take it up from then on.
'use strict';
const { send } = require('../npm/support');

// `study`, `others` and `flow` are studies; {study}, {others} and {flow} stand for them. `data: false`: the page shows nothing of a record.
const PAGES = [
  { name: 'welcome', path: '/' },
  { name: 'results', path: '/?q=ALL' },
  { name: 'no-hits', path: '/?q=qwertyuiopasdf' },
  { name: 'complaint', path: '/?q=AREA%5BNoSuchField%5Dx', status: 400, data: false },
  { name: 'study', path: '/study/{study}' },
  { name: 'study-as-of', path: '/study/{study}?asOf={day}' },
  { name: 'study-flow', path: '/study/{flow}' },
  { name: 'module-flow', path: '/study/{flow}/resultsSection/participantFlowModule' },
  { name: 'history', path: '/study/{study}/history' },
  { name: 'history-as-of', path: '/study/{study}/history?asOf={day}' },
  { name: 'difference-as-of', path: '/study/{study}/diff?asOf={day}' },
  { name: 'difference', path: '/study/{study}/diff' },
  { name: 'difference-sides', path: '/study/{study}/diff?view=sides' },
  { name: 'compare-as-of', path: '/compare?ids={study},{others}&asOf={day}' },
  { name: 'results-as-of', path: '/?q=ALL&asOf={day}' },
  { name: 'changes-as-of', path: '/changes?asOf={day}' },
  { name: 'compare-form', path: '/compare', data: false },
  { name: 'compare', path: '/compare?ids={study},{others}' },
  { name: 'compare-fields', path: '/compare?ids={study},{others}&fields=ProtocolSection&only=differences' },
  { name: 'compare-module', path: '/compare?ids={study},{others}&fields=EligibilityModule,SponsorCollaboratorsModule' },
  { name: 'loads', path: '/loads' },
  { name: 'about', path: '/about', data: false },
  { name: 'help', path: '/help', data: false },
  { name: 'no-such-study', path: '/study/{near}', status: 404 },
  { name: 'no-such-page', path: '/nowhere/at/all', status: 404, data: false },
  { name: 'module', path: '/study/{study}/protocolSection/designModule' },
  { name: 'section', path: '/study/{study}/protocolSection' },
  { name: 'fields', path: '/reference/fields' },
  { name: 'overview', path: '/overview?q=asthma' },
  { name: 'changes', path: '/changes' },
];

// That with the most groups, up to nine, among some with results; several periods count more than groups.
async function studyWithFlow(get) {
  const fields = 'NCTId,ParticipantFlowModule';
  const { studies } = await get(`/api/v2/studies?aggFilters=results:with&pageSize=1000&fields=${fields}`);
  const weight = ({ resultsSection }) => {
    const { groups = [], periods = [] } = resultsSection?.participantFlowModule ?? {};
    const isReadable = groups.length > 0 && groups.length <= 9 && periods.length > 0;
    return isReadable ? groups.length + 4 * (periods.length - 1) : 0;
  };
  const [best] = studies.sort((a, b) => weight(b) - weight(a));
  return best && weight(best) > 0 ? best.protocolSection.identificationModule.nctId : undefined;
}

// A study that has versions, two others, one with a participant flow of many groups, and a number that no study has though it
// is typed almost like one.
async function subjects(base) {
  const get = async (target) => (await send(base, target)).json();
  const first = await get('/api/v2/studies?pageSize=3&fields=NCTId');
  const numbers = first.studies.map((one) => one.protocolSection.identificationModule.nctId);
  let change;
  let token = '';
  do {
    const events = await get(`/api/v2/changes?${token ? `pageToken=${token}` : 'since=2000-01-01'}&pageSize=1000`);
    change = events.changes.find(({ kind }) => kind === 'changed');
    token = events.more ? events.nextToken : '';
  } while (!change && token);
  if (!change) throw new Error('no study has a second version');
  const study = change.nctId;
  const { versions } = await get(`/api/v2/studies/${study}/versions`);
  const flow = (await studyWithFlow(get)) ?? study;
  const others = numbers.filter((one) => one !== study).slice(0, 2);
  let near;
  for (let digit = 0; digit < 10 && !near; ++digit) {
    const candidate = `${study.slice(0, 3)}${(Number(study[3]) + digit) % 10}${study.slice(4)}`;
    if ((await send(base, `/api/v2/studies/${candidate}`)).status === 404) near = candidate;
  }
  return { study, others, flow, near, day: versions[0].firstObserved, versions };
}

// The table with its places filled in.
function filled({ study, others, flow, near, day }) {
  return PAGES.map((page) => ({
    status: 200,
    data: true,
    ...page,
    path: page.path
      .replaceAll('{study}', study)
      .replaceAll('{others}', others.join(','))
      .replaceAll('{flow}', flow)
      .replaceAll('{near}', near)
      .replaceAll('{day}', day),
  }));
}

// Every study's number and the bytes of its record, smallest first.
async function bySize(base) {
  const sizes = [];
  let token = '';
  do {
    const answer = (await send(base, `/api/v2/studies?pageSize=500${token && `&pageToken=${token}`}`)).json();
    for (const study of answer.studies) {
      sizes.push({ nct: study.protocolSection.identificationModule.nctId, bytes: JSON.stringify(study).length });
    }
    token = answer.nextPageToken || '';
  } while (token);
  return sizes.sort((a, b) => a.bytes - b.bytes || a.nct.localeCompare(b.nct));
}

module.exports = { subjects, filled, bySize };

// records.js BASE: the page of every study there is, whole and valid.
'use strict';
const os = require('os');
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');
const zlib = require('zlib');
const { Checks, run, send } = require('../npm/support');
const { bySize } = require('./pages');
const { faultsOf, missed } = require('./validator');

// Of what is sent for the median study.
const MEDIAN_PACKED_MAX = 100_000;
// A page that says less has lost its record.
const TITLE = /<h1[^>]*>\s*\S/;

async function check(base, nct) {
  const begun = performance.now();
  const { status, body } = await send(base, `/study/${nct}`, { headers: { 'Accept-Encoding': 'gzip' } });
  const milliseconds = performance.now() - begun;
  const html = zlib.gunzipSync(body).toString('utf8');
  const faults = await faultsOf(html);
  if (status !== 200) faults.push(`status ${status}`);
  if (!html.endsWith('</html>\n')) faults.push('the page has no end');
  if (!TITLE.test(html) || !html.includes(nct)) faults.push('the page does not say which study it shows');
  return { nct, faults, packed: body.length, bytes: html.length, milliseconds };
}

// A thread takes the next study of all as long as there is one.
async function work({ base, numbers, next }) {
  const place = new Int32Array(next);
  for (let i = Atomics.add(place, 0, 1); i < numbers.length; i = Atomics.add(place, 0, 1)) {
    parentPort.postMessage(await check(base, numbers[i]));
  }
}

function checkAll(base, numbers) {
  const next = new SharedArrayBuffer(4);
  const pages = [];
  const threads = Array.from({ length: os.availableParallelism() }, () => {
    const worker = new Worker(__filename, { workerData: { base, numbers, next } });
    worker.on('message', (page) => pages.push(page));
    return new Promise((resolve, reject) => worker.on('error', reject).on('exit', resolve));
  });
  return Promise.all(threads).then(() => pages);
}

const at = (values, share) => values.sort((a, b) => a - b)[Math.floor((values.length - 1) * share)];

if (isMainThread) {
  run(async (base) => {
    const checks = new Checks('records');
    checks.equal(await missed(), [], 'every planted fault is found');
    const numbers = (await bySize(base)).map(({ nct }) => nct).reverse();
    const pages = await checkAll(base, numbers);
    for (const { nct, faults } of pages) {
      checks.that(faults.length === 0, `the page of ${nct}`, faults.slice(0, 5).join('\n    '));
    }
    checks.equal(pages.length, numbers.length, 'every study was looked at');
    const of = (key, share) => Math.round(at(pages.map((page) => page[key]), share)).toLocaleString('en');
    console.log(`${pages.length} pages; median, 99th of 100, largest:`);
    for (const [key, what] of [['bytes', 'bytes'], ['packed', 'bytes sent'], ['milliseconds', 'ms to be fetched']]) {
      console.log(`  ${[0.5, 0.99, 1].map((share) => of(key, share)).join(', ')} ${what}`);
    }
    checks.that(at(pages.map(({ packed }) => packed), 0.5) < MEDIAN_PACKED_MAX, 'what is sent of the median page');
    return checks.end();
  });
} else {
  work(workerData).catch((error) => { throw error; });
}

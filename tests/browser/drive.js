// drive.js BASE: what people do with the pages, done in a browser. Tasks stand in tasks_find.js and tasks_read.js.
'use strict';
const { Checks, run, send } = require('../npm/support');
const { WIDTHS, start, withPage } = require('./browser');
const { subjects } = require('./pages');
const find = require('./tasks_find');
const read = require('./tasks_read');

const TASKS = { ...find.TASKS, ...read.TASKS };
const SCRIPTED = { ...find.SCRIPTED, ...read.SCRIPTED };

// A study whose page has all that tasks need: sites on a map, folded lists, adverse events.
async function richStudy(base) {
  const { studies } = (await send(base, '/api/v2/studies?aggFilters=results:with&pageSize=200&fields=NCTId')).json();
  for (const { protocolSection } of studies) {
    const nct = protocolSection.identificationModule.nctId;
    const { text } = await send(base, `/study/${nct}`);
    if (['class="map"', 'class="near"', '<details class="fold"><summary>', 'sortable'].every((one) => text.includes(one))) return nct;
  }
  throw new Error('no study has sites, folded lists and adverse events');
}

// The same with script, without, and on a phone: pages are complete without script at every width.
const WAYS = [
  ['with script', {}, { ...TASKS, ...SCRIPTED }],
  ['without script', { javaScriptEnabled: false }, TASKS],
  ['on a phone', { viewport: { width: WIDTHS.phone, height: 700 }, hasTouch: true }, { ...TASKS, ...SCRIPTED }],
];

run(async (base) => {
  const checks = new Checks('drive');
  const known = { base, checks, ...(await subjects(base)), rich: await richStudy(base) };
  const browser = await start();
  for (const [way, options, tasks] of WAYS) {
    for (const [task, act] of Object.entries(tasks)) {
      const before = checks.failed;
      try {
        await withPage(browser, base, options, (page) => {
          page.setDefaultTimeout(15000);
          return act(page, known);
        });
      } catch (error) {
        checks.that(false, `${task}, ${way}`, error.message);
      }
      if (checks.failed > before) console.log(`drive: that was "${task}", ${way}`);
    }
  }
  await browser.close();
  return checks.end();
});

// hostile.js BASE: nothing of a record runs, on any page. The server has the records of hostile_records.js.
'use strict';
const { Checks, run, send } = require('../npm/support');
const { start, withPage } = require('./browser');
const { subjects, filled } = require('./pages');

// What no page of ours has, whatever a record says.
const STRANGERS = 'script:not([src^="/assets/"]), img, iframe, object, embed, base, style, [onerror], [onload], [onmouseover], [onfocus], a[href^="javascript" i], [srcdoc]';

// Runs in the page: what a mouse and a keyboard would do to every element, so that any handler of a record's is called.
function provoke() {
  for (const element of document.querySelectorAll('*')) {
    for (const type of ['mouseover', 'mouseenter', 'focus', 'toggle', 'animationstart']) element.dispatchEvent(new Event(type));
  }
}

async function visit(browser, base, path, checks) {
  await withPage(browser, base, {}, async (page, outside) => {
    const dialogs = [];
    const refusals = [];
    page.on('dialog', (dialog) => { dialogs.push(dialog.message()); dialog.dismiss(); });
    page.on('console', (message) => { if (/Content.Security.Policy/i.test(message.text())) refusals.push(message.text()); });
    await page.goto(base + path);
    await page.evaluate(provoke);
    const [ran, strangers] = await page.evaluate(
      (selector) => [window.ran === undefined ? null : window.ran, document.querySelectorAll(selector).length],
      STRANGERS,
    );
    checks.equal(ran, null, `nothing runs at ${path}`);
    checks.equal(strangers, 0, `no element of a record's at ${path}`);
    checks.equal([dialogs, refusals, outside], [[], [], []], `no dialog, no refused script, no outside request at ${path}`);
  });
}

run(async (base) => {
  const checks = new Checks('hostile');
  const { studies } = (await send(base, '/api/v2/studies?pageSize=1000&fields=NCTId')).json();
  checks.that(studies.length > 5, 'the records have been taken in', studies.length);
  const known = await subjects(base);
  const browser = await start();
  // The checks have to see a payload that does run.
  await withPage(browser, 'about:', {}, async (page) => {
    await page.setContent('<img src="x:" onerror="window.ran = 1">');
    await page.waitForFunction(() => window.ran === 1);
    checks.equal(await page.locator(STRANGERS).count(), 1, 'a payload that runs is seen');
    await page.setContent('<a href="#" onmouseover="window.ran = 2">x</a>');
    await page.evaluate(provoke);
    checks.equal(await page.evaluate(() => window.ran), 2, 'a payload that waits for the mouse is provoked');
  });
  for (const { protocolSection } of studies) {
    const study = protocolSection.identificationModule.nctId;
    const others = studies.map((one) => one.protocolSection.identificationModule.nctId).filter((one) => one !== study);
    for (const { data, path } of filled({ ...known, study, flow: study, others: others.slice(0, 2) })) {
      if (data && path.includes(study)) await visit(browser, base, path, checks);
    }
  }
  for (const path of ['/?q=ALL', '/loads', '/?q=%22%3E%3Cscript%3Ewindow.ran%3D1%3C%2Fscript%3E', '/study/%3Cscript%3Ewindow.ran%3D1%3C%2Fscript%3E', '/compare?ids=%22%3E%3Cscript%3Ewindow.ran%3D1%3C%2Fscript%3E']) {
    await visit(browser, base, path, checks);
  }
  await browser.close();
  return checks.end();
});

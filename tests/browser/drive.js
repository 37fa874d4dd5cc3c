// drive.js BASE: what people do with the pages, done in a browser.
'use strict';
const { Checks, run, csvRows } = require('../npm/support');
const { WIDTHS, start, withPage } = require('./browser');
const { subjects } = require('./pages');

const TASKS = {
  async 'search by the box, then read a study'(page, { base, checks }) {
    await page.goto(base);
    await page.keyboard.press('/');
    checks.equal(await page.evaluate(() => document.activeElement.id), 'q', 'the key / goes to the box');
    await page.keyboard.type('ALL');
    await page.keyboard.press('Enter');
    await page.waitForURL(/[?&]q=ALL/);
    await page.locator('main h2 a[href^="/study/"]').first().click();
    await page.waitForURL(/\/study\/NCT\d{8}/);
    checks.that((await page.locator('main h1').innerText()).length > 0, 'the study has a heading');
  },

  async 'a typed number leads to its study'(page, { base, checks, study }) {
    await page.goto(base);
    await page.locator('#q').fill(study.toLowerCase());
    await page.keyboard.press('Enter');
    await page.waitForURL(`${base}/study/${study}`);
    checks.that((await page.locator('main').innerText()).includes(study), 'the page shows the number');
  },

  async 'history: choose two versions and compare them'(page, { base, checks, study, versions }) {
    await page.goto(`${base}/study/${study}`);
    await page.locator('main').getByRole('link', { name: 'History', exact: true }).first().click();
    await page.waitForURL(/\/history$/);
    checks.equal(await page.locator('#versions tbody tr').count(), versions.length, 'a row for each version');
    if (versions.some((one, i) => i > 0 && one.modules.length > 0)) {
      const picture = page.getByRole('img', { name: 'What changed when' });
      checks.equal(await picture.count(), 1, 'the picture has a name');
      const dots = versions.slice(1).reduce((sum, one) => sum + one.modules.length, 0);
      checks.equal(await picture.locator('circle').count(), dots, 'a dot for each module of each version');
    }
    await page.getByRole('radio', { name: 'Older: version 0', exact: true }).check();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.waitForURL(/\/diff\?(?=.*from=0)/);
    checks.that((await page.locator('main ins, main del, main .note').count()) > 0, 'something is marked');
    await page.getByRole('link', { name: 'Side by side' }).click();
    await page.waitForURL(/view=sides/);
    checks.that((await page.locator('table.sides').count()) > 0, 'versions stand side by side');
    await page.getByRole('link', { name: 'In line' }).click();
    await page.getByLabel('Older').selectOption('0');
    await page.getByRole('button', { name: 'Side by side' }).click();
    await page.waitForURL(/from=0.*view=sides/);
  },

  async 'as of a day: the study as it was, and back'(page, { base, checks, study, versions }) {
    await page.goto(`${base}/study/${study}/history`);
    await page.locator('#versions tbody tr').last().locator('th a').click();
    await page.waitForURL(/asOf=/);
    const banner = page.locator('.banner');
    checks.that((await banner.innerText()).includes('As it was known on'), 'a banner says that this is the past');
    checks.that((await banner.innerText()).includes('Version 0'), 'it is the first version');
    checks.that(versions.length > 1, 'the study has a past');
    await banner.getByRole('link', { name: 'The study now' }).click();
    await page.waitForURL(`${base}/study/${study}`);
    checks.equal(await page.locator('.banner').count(), 0, 'the study now has no banner');
  },

  async 'compare: studies, fields, the table as a file'(page, { base, checks, study, others }) {
    await page.goto(`${base}/compare`);
    await page.getByLabel(/^Studies/).fill([study, ...others].join(' '));
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.waitForURL(/compare\?ids=/);
    checks.equal(await page.locator('table.compared thead th').count(), 2 + others.length, 'a column for each study');
    checks.that((await page.locator('td.differs').count()) > 0, 'what differs is marked');
    const all = await page.locator('table.compared tbody tr').count();
    const file = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV' }).click();
    const rows = csvRows(require('fs').readFileSync(await (await file).path(), 'utf8'));
    checks.equal(rows.length, all + 1, 'the file has the rows of the page');
    checks.equal(rows[0].slice(1), [study, ...others], 'and its columns');
    await page.getByRole('link', { name: 'Only what differs' }).click();
    await page.waitForURL(/only=differences/);
    checks.that((await page.locator('table.compared tr.same').count()) === 0, 'rows that say the same are gone');
  },

  async 'participant flow: a diagram of boxes in order, its figures below'(page, { base, checks, flow }) {
    await page.goto(`${base}/study/${flow}`);
    const diagram = page.getByRole('region', { name: 'Diagram of the participant flow, group by group' });
    checks.equal(await diagram.count(), 1, 'there is one diagram');
    const groups = diagram.locator('.flow-period').first().locator('.flow-group');
    const tops = async (list) => list.evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top)));
    checks.equal(new Set(await tops(groups)).size, 1, 'groups stand side by side');
    const boxes = await tops(groups.first().locator('.flow-step'));
    checks.equal(boxes, [...boxes].sort((a, b) => a - b), 'boxes follow each other downwards');
    checks.that(boxes.length > 1, 'there is more than one box', boxes.length);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    checks.that(wide <= 0, 'the diagram scrolls within its frame', wide);
    const figures = page.locator('.flow + details.fold');
    await figures.locator('> summary').click();
    checks.that(await figures.locator('table.figures').first().isVisible(), 'the tables unfold');
  },

  async 'further pages keep to the data of the first'(page, { base, checks }) {
    await page.goto(`${base}/?q=ALL`);
    const total = await page.locator('.total').innerText();
    if ((await page.getByRole('link', { name: 'Next →' }).count()) === 0) return;
    await page.getByRole('link', { name: 'Next →' }).click();
    await page.waitForURL(/page=2&at=[-_A-Za-z0-9]{44}$/);
    checks.equal((await page.locator('.total').innerText()).split(',')[0], total.split(',')[0], 'the total is the same');
    await page.getByRole('link', { name: '← Previous' }).click();
    await page.waitForURL(/[?&]at=/);
    checks.equal(await page.locator('.total').innerText(), total, 'and the way back leads to the same page');
  },

  async 'a wrong number leads to near ones'(page, { base, checks, study, near }) {
    await page.goto(`${base}/study/${near}`);
    await page.locator('main').getByRole('link', { name: study, exact: true }).click();
    await page.waitForURL(`${base}/study/${study}`);
    checks.that(true, 'the near number is a link');
  },

  async 'every example of the help page can be run'(page, { base, checks }) {
    await page.goto(`${base}/help`);
    const links = await page.locator('main dl.help a').evaluateAll((all) => all.map((one) => one.href));
    checks.that(links.length > 20, 'there are examples', links.length);
    for (const link of links.filter((one) => one.includes('/?q='))) {
      checks.equal((await page.request.get(link)).status(), 200, `example ${link}`);
    }
  },

  async 'print: only what is to be read'(page, { base, checks, study }) {
    await page.emulateMedia({ media: 'print' });
    await page.goto(`${base}/study/${study}/history`);
    checks.equal(await page.locator('form.search').isVisible(), false, 'no search box is printed');
    checks.equal(await page.locator('main h1').isVisible(), true, 'the heading is printed');
    const pdf = await page.pdf();
    checks.that(pdf.length > 1000 && pdf.subarray(0, 5).toString() === '%PDF-', 'the page prints');
  },
};

// By keyboard alone: the first stop is the way past the header.
async function skipLink(page, { base, checks, study }) {
  await page.goto(`${base}/study/${study}`);
  await page.keyboard.press('Tab');
  checks.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '#main', 'the first stop skips on');
  await page.keyboard.press('Enter');
  checks.equal(await page.evaluate(() => document.activeElement.id), 'main', 'and it leads to the content');
}

run(async (base) => {
  const checks = new Checks('drive');
  const known = { base, checks, ...(await subjects(base)) };
  const browser = await start();
  // The same with script, without, and on a phone: pages are complete without script at every width.
  const ways = [
    ['with script', {}],
    ['without script', { javaScriptEnabled: false }],
    ['on a phone', { viewport: { width: WIDTHS.phone, height: 700 }, hasTouch: true }],
  ];
  for (const [way, options] of ways) {
    for (const [task, act] of Object.entries({ ...TASKS, 'skip link': skipLink })) {
      const needsScript = act.toString().includes('press(\'/\')');
      if (options.javaScriptEnabled === false && (needsScript || task === 'skip link')) continue;
      try {
        await withPage(browser, base, options, (page) => {
          page.setDefaultTimeout(15000);
          return act(page, known);
        });
      } catch (error) {
        checks.that(false, `${task}, ${way}`, error.message);
      }
    }
  }
  await browser.close();
  return checks.end();
});

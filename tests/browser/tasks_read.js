// What people do with the studies that they have found, for drive.js. `rich` is a study with sites on a map, adverse
// events and folded lists.
'use strict';
const fs = require('fs');
const { csvRows, send } = require('../npm/support');
const { WIDTHS } = require('./browser');

const isVisible = (page, selector) => page.locator(selector).first().isVisible();

// Which of what `selectors` name can be seen.
async function seen(page, selectors) {
  const out = [];
  for (const one of selectors) if (await isVisible(page, one)) out.push(one);
  return out;
}

// The places of a study's sites: "latitude longitude" of each site that has any.
async function points(base, nct) {
  const { protocolSection } = (await send(base, `/api/v2/studies/${nct}`)).json();
  return (protocolSection.contactsLocationsModule?.locations || []).filter((one) => one.geoPoint).map(({ geoPoint }) => `${geoPoint.lat} ${geoPoint.lon}`);
}

const distances = (page) => page.locator('#contacts td[data-label="Distance"]').allTextContents();
const increases = (values) => values.every((one, i) => i === 0 || values[i - 1] <= one);

const TASKS = {
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
    const rows = csvRows(fs.readFileSync(await (await file).path(), 'utf8'));
    checks.equal(rows.length, all + 1, 'the file has the rows of the page');
    checks.equal(rows[0].slice(1), [study, ...others], 'and its columns');
    await page.getByRole('link', { name: 'Only what differs' }).click();
    await page.waitForURL(/only=differences/);
    checks.that((await page.locator('table.compared tr.same').count()) === 0, 'rows that say the same are gone');
  },

  async 'map: a point for each place, all of them in the picture'(page, { base, checks, rich }) {
    const sites = await points(base, rich);
    const places = new Set(sites);
    const outlines = page.waitForResponse(`${base}/assets/world.svg`);
    await page.goto(`${base}/study/${rich}`);
    const words = `Map of ${sites.length} ${sites.length === 1 ? 'site' : 'sites'} in ${places.size} ${places.size === 1 ? 'place' : 'places'}`;
    const map = page.getByRole('img', { name: words });
    checks.equal(await map.count(), 1, `the map says what it shows: ${words}`);
    checks.equal((await outlines).status(), 200, 'the outlines of countries come from here');
    await map.scrollIntoViewIfNeeded();
    const [frame, ...dots] = await map.evaluate((svg) => [svg, ...svg.querySelectorAll('circle')].map((one) => {
      const { x, y, width, height } = one.getBoundingClientRect();
      return { x, y, width, height };
    }));
    checks.equal(dots.length, places.size, 'a point for each place');
    const outside = dots.filter((dot) => {
      const [x, y] = [dot.x + dot.width / 2, dot.y + dot.height / 2];
      return x < frame.x || x > frame.x + frame.width || y < frame.y || y > frame.y + frame.height;
    });
    checks.equal(outside, [], 'no point lies beyond the map');
    checks.that(frame.width > 200 && dots.every(({ width }) => width >= 2), 'it is large enough to be seen', JSON.stringify(frame));
  },

  async 'sites by distance from a place'(page, { base, checks, rich }) {
    await page.goto(`${base}/study/${rich}`);
    checks.equal((await distances(page)).length, 0, 'no distances at first');
    await page.getByLabel('Sort the sites by distance from').fill('52.52, 13.41');
    await page.locator('form.near').getByRole('button', { name: 'Sort' }).click();
    await page.waitForURL(/[?&]near=52/);
    const shown = (await distances(page)).filter(Boolean).map((one) => Number(/[\d,.]+/.exec(one)[0].replaceAll(',', '')));
    checks.equal(shown.length, (await points(base, rich)).length, 'each site with a place has its distance');
    checks.that(increases(shown), 'the nearest comes first', shown.slice(0, 9));
  },

  async 'print: only what is to be read, and all of that'(page, { base, checks, study, rich }) {
    const TOOLS = ['form.search', 'nav.contents', '.ways', 'form.near', '.skip'];
    await page.goto(`${base}/study/${rich}`);
    checks.equal(await seen(page, ['form.search', 'nav.contents', '.ways', 'form.near']), ['form.search', 'nav.contents', '.ways', 'form.near'], 'on the screen the tools are there');
    const folded = page.locator('details.fold:not([open]) table').first();
    const height = () => folded.evaluate((one) => (one.checkVisibility({ contentVisibilityAuto: true }) ? one.getBoundingClientRect().height : 0));
    checks.equal(await height(), 0, 'on the screen long lists are folded');
    await page.emulateMedia({ media: 'print' });
    checks.equal(await seen(page, TOOLS), [], 'no tools are printed');
    checks.equal(await seen(page, ['main h1', '#overview', '#contacts', '#eligibility']), ['main h1', '#overview', '#contacts', '#eligibility'], 'the study is printed');
    checks.that((await height()) > 0, 'what is folded is printed');
    const ink = await page.evaluate(() => getComputedStyle(document.body).color);
    checks.equal(ink, 'rgb(0, 0, 0)', 'in black');
    const pdf = await page.pdf();
    checks.that(pdf.length > 1000 && pdf.subarray(0, 5).toString() === '%PDF-', 'the page prints');
    await page.goto(`${base}/?q=ALL`);
    checks.equal(await seen(page, ['form.question', '#narrow', '.tools']), [], 'no tools are printed with results');
    checks.equal(await page.locator('ol.hits > li').first().isVisible(), true, 'the results are printed');
    await page.goto(`${base}/study/${study}/history`);
    checks.equal(await seen(page, ['form.search', '#versions input']), [], 'no tools are printed with a history');
    checks.equal(await seen(page, ['main h1', '#versions tbody tr']), ['main h1', '#versions tbody tr'], 'the history is printed');
  },

  async 'a list of sites is a table at a desk and cards on a phone'(page, { base, checks, rich }) {
    await page.goto(`${base}/study/${rich}?near=52.52,13.41`);
    const cell = page.locator('#contacts table.records td[data-label]').first();
    const looks = () => cell.evaluate((one) => [getComputedStyle(one).display, getComputedStyle(one, '::before').content]);
    await page.setViewportSize({ width: WIDTHS.desk, height: 900 });
    checks.equal((await looks())[0], 'table-cell', 'a cell of a table at a desk');
    await page.setViewportSize({ width: WIDTHS.phone, height: 700 });
    const [display, label] = await looks();
    checks.that(display !== 'table-cell', 'a line of a card on a phone', display);
    checks.that(label.includes((await cell.getAttribute('data-label'))), 'which says what it is', label);
  },

  async 'on a phone the filters are one step away'(page, { base, checks }) {
    await page.setViewportSize({ width: WIDTHS.desk, height: 900 });
    await page.goto(`${base}/?q=ALL`);
    const step = page.getByRole('link', { name: 'Narrow the result' });
    checks.equal(await step.isVisible(), false, 'at a desk they stand beside the results');
    await page.setViewportSize({ width: WIDTHS.phone, height: 700 });
    await step.click();
    await page.waitForURL(/#narrow$/);
    const { y } = await page.locator('#narrow').boundingBox();
    checks.that(y >= 0 && y < 700, 'the step leads to them', y);
  },

  async 'folded lists open by hand'(page, { base, checks, rich }) {
    await page.goto(`${base}/study/${rich}`);
    const fold = page.locator('details.fold:not([open])').first();
    const summary = await fold.locator('summary').elementHandle();
    const content = await fold.locator('table').first().elementHandle();
    checks.equal(await content.isVisible(), false, 'it is closed');
    await summary.focus();
    await page.keyboard.press('Enter');
    checks.equal(await content.isVisible(), true, 'Enter opens it');
  },
};

// What the pages without script do not have.
const SCRIPTED = {
  // The first stop is the way past the header.
  async 'skip link'(page, { base, checks, study }) {
    await page.goto(`${base}/study/${study}`);
    await page.keyboard.press('Tab');
    checks.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '#main', 'the first stop skips on');
    await page.keyboard.press('Enter');
    checks.equal(await page.evaluate(() => document.activeElement.id), 'main', 'and it leads to the content');
  },

  async 'adverse events by how many they befell'(page, { base, checks, rich }) {
    await page.goto(`${base}/study/${rich}`);
    const table = page.locator('table.sortable').first();
    const column = table.locator('thead th').nth(1);
    const rows = () => table.locator('tbody tr:not(.heading)').evaluateAll((all) => all.map((row) => {
      const figures = /(\d+) \/ (\d+)/.exec(row.cells[1].textContent);
      return [row.cells[0].firstChild.textContent, figures && Number(figures[2]) > 0 ? Number(figures[1]) / Number(figures[2]) : -1];
    }));
    const before = await rows();
    const shares = async () => (await rows()).map(([, share]) => share);
    const press = () => column.locator('button').evaluate((one) => one.click());  // it may be folded
    await press();
    checks.equal(await column.getAttribute('aria-sort'), 'descending', 'the heading says how it sorts');
    checks.that(increases((await shares()).reverse()), 'most come first', (await shares()).slice(0, 9));
    await press();
    checks.equal(await column.getAttribute('aria-sort'), 'ascending', 'and the other way round');
    checks.that(increases(await shares()), 'fewest come first', (await shares()).slice(0, 9));
    await press();
    checks.equal([await column.getAttribute('aria-sort'), await rows()], [null, before], 'then it is as the record has it');
  },

  async 'the contents follow the reader'(page, { base, checks, study }) {
    await page.goto(`${base}/study/${study}`);
    const links = page.locator('.contents a');
    const last = await links.nth(3).getAttribute('href');
    await page.evaluate((id) => document.getElementById(id).scrollIntoView(), last.slice(1));
    await page.waitForFunction((href) => document.querySelector('.contents [aria-current=location]')?.getAttribute('href') === href, last);
    checks.equal(await page.locator('.contents [aria-current]').count(), 1, 'one section is marked');
  },
};

module.exports = { TASKS, SCRIPTED };

// What people do to find studies, for drive.js. What a page says is held against what the API says.
'use strict';
const fs = require('fs');
const zlib = require('zlib');
const { csvRows, send } = require('../npm/support');
const { WIDTHS } = require('./browser');

const digits = (text) => Number(text.replaceAll(',', ''));
const asParameters = (values) => new URLSearchParams(values).toString();

async function api(base, path, values) {
  return (await send(base, `/api/v2/${path}?${asParameters(values)}`)).json();
}

async function totalAt(base, values) {
  return (await api(base, 'studies', { pageSize: 1, fields: 'NCTId', countTotal: true, ...values })).totalCount;
}

// "1,918 studies, 1 to 20."; 0 for "No study matches this query."
async function shownTotal(page) {
  const [, number] = /^([\d,]+) stud/.exec(await page.locator('.total').innerText()) || [null, '0'];
  return digits(number);
}

async function ask(page, base, query) {
  await page.goto(base);
  await page.locator('#q').fill(query);
  await page.keyboard.press('Enter');
  await page.waitForURL(/[?&]q=/);
}

// The numbers of all studies that `query` finds, in order.
async function numbersOf(base, query) {
  const out = [];
  let token = '';
  do {
    const values = { 'query.term': query, fields: 'NCTId', pageSize: 1000, ...(token && { pageToken: token }) };
    const answer = await api(base, 'studies', values);
    out.push(...answer.studies.map((one) => one.protocolSection.identificationModule.nctId));
    token = answer.nextPageToken;
  } while (token);
  return out.sort();
}

// The files of a ZIP archive by their names, as its directory lists them.
function unzip(bytes) {
  const files = new Map();
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; --left) {
    const [method, packed, nameSize, start] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt32LE(at + 42)];
    const body = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    const content = bytes.subarray(body, body + packed);
    files.set(bytes.toString('utf8', at + 46, at + 46 + nameSize), method === 0 ? content : zlib.inflateRawSync(content));
    at += 46 + nameSize + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return files;
}

const numberOf = (record) => record.protocolSection.identificationModule.nctId;

// What each file has to hold: the numbers of its studies, and its records where it has any.
const FILES = {
  CSV: { name: /\.csv$/, read: (bytes) => ({ numbers: csvRows(bytes.toString('utf8')).slice(1).map(([number]) => number) }) },
  JSON: { name: /\.json$/, read: (bytes) => ({ records: JSON.parse(bytes.toString('utf8')) }) },
  NDJSON: { name: /\.ndjson$/, read: (bytes) => ({ records: bytes.toString('utf8').trimEnd().split('\n').map((one) => JSON.parse(one)) }) },
  RIS: { name: /\.ris$/, read: (bytes) => ({ numbers: bytes.toString('utf8').split(/^TY {2}- /m).slice(1).map((one) => /NCT\d{8}/.exec(one)[0]) }) },
  'ZIP of JSON files': {
    name: /\.zip$/,
    read: (bytes) => {
      const files = [...unzip(bytes)].filter(([name]) => name.endsWith('.json'));
      return { records: files.map(([, content]) => JSON.parse(content.toString('utf8'))) };
    },
  },
};

// A query with results on several pages, few enough to be fetched again and again.
async function someQuery(base) {
  for (const query of ['cancer', 'heart', 'pain', 'asthma', 'child', 'placebo']) {
    const total = await totalAt(base, { 'query.term': query });
    if (total > 20 && total <= 500) return query;
  }
  throw new Error('no query has more than a page of results and at most 500');
}

const TASKS = {
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

  async 'search by the box, then read a study'(page, { base, checks }) {
    await ask(page, base, 'ALL');
    checks.equal(await shownTotal(page), await totalAt(base, { 'query.term': 'ALL' }), 'the total is exact');
    await page.getByRole('link', { name: 'Next' }).click();
    await page.waitForURL(/[?&]page=2/);
    checks.equal(await page.locator('ol.hits').getAttribute('start'), '21', 'the second page goes on counting');
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

  async 'a wrong number leads to near ones'(page, { base, checks, study, near }) {
    await page.goto(`${base}/study/${near}`);
    await page.locator('main').getByRole('link', { name: study, exact: true }).click();
    await page.waitForURL(`${base}/study/${study}`);
    checks.that((await page.locator('main').innerText()).includes(study), 'the near number is a link');
  },

  async 'a complaint shows the place, and one click mends the query'(page, { base, checks }) {
    const broken = 'placebo AND AREA[BriefTitel]study';
    const answered = page.waitForResponse((response) => response.url().includes('?q='));
    await ask(page, base, broken);
    checks.equal((await answered).status(), 400, 'a query that cannot be read is a bad request');
    checks.equal(await page.locator('#q').inputValue(), broken, 'the box keeps what was typed');
    const alert = page.getByRole('alert');
    const [line, carets] = (await alert.locator('pre').first().innerText()).split('\n');
    const marked = await alert.locator('pre mark').first().innerText();
    checks.equal(line, broken, 'the query is shown');
    checks.equal([carets.indexOf('^'), carets.trim()], [line.indexOf(marked), '^'.repeat(marked.length)], 'carets stand below what is marked');
    checks.that(marked.includes('BriefTitel') && !marked.includes('placebo'), 'what is wrong is marked', marked);
    const remedy = alert.locator('.remedy a').first();
    const mended = await remedy.innerText();
    await remedy.click();
    await page.waitForURL((url) => url.searchParams.get('q') === mended);
    checks.equal(mended, 'placebo AND AREA[BriefTitle]study', 'the remedy is the field that was meant');
    checks.equal(await shownTotal(page), await totalAt(base, { 'query.term': mended }), 'the remedy finds what the API finds');
    checks.equal(await page.getByRole('alert').count(), 0, 'and nothing is complained of');
  },

  async 'no hits: the part that finds nothing is named'(page, { base, checks }) {
    await ask(page, base, 'study qwertyuiopasdf');
    const parts = page.locator('.nothing tbody tr');
    checks.that((await page.locator('.nothing .lead').innerText()).includes('qwertyuiopasdf'), 'the word is named');
    const alone = parts.filter({ has: page.locator('th', { hasText: /^Words, in it: study$/ }) }).getByRole('link');
    const count = digits(await alone.innerText());
    await alone.click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'study');
    checks.equal(await shownTotal(page), count, 'the part that finds something is a link to its studies');
  },

  async 'a facet narrows by as many as it says, and is taken back'(page, { base, checks }) {
    await ask(page, base, 'ALL');
    const all = await shownTotal(page);
    const row = page.locator('#narrow section', { has: page.getByRole('heading', { name: 'Sex' }) }).locator('li').last();
    const [name, count] = [await row.getByRole('link').innerText(), digits(await row.locator('.count').innerText())];
    checks.that(count > 0 && count < all, 'the facet tells some from others', `${count} of ${all}`);
    await row.getByRole('link').click();
    await page.waitForURL(/[?&]in=Sex/);
    checks.equal(await shownTotal(page), count, `as many as the facet ${name} says`);
    const there = new URL(await page.getByRole('link', { name: 'This search at the API' }).getAttribute('href'), base);
    checks.equal((await send(base, there.pathname + there.search)).json().totalCount, count, 'and as the API finds');
    await page.locator('#narrow').getByRole('link', { name: `Remove the filter: ✕ ${name}` }).click();
    await page.waitForURL((url) => !url.searchParams.has('in'));
    checks.equal(await shownTotal(page), all, 'without the filter all are back');
  },

  async 'downloads hold the whole result, each record as the API has it'(page, { base, checks }) {
    const query = await someQuery(base);
    const numbers = await numbersOf(base, query);
    const first = await api(base, `studies/${numbers[0]}`, {});
    await ask(page, base, query);
    for (const [label, { name, read }] of Object.entries(FILES)) {
      const arriving = page.waitForEvent('download');
      await page.getByRole('navigation', { name: 'The whole result' }).getByRole('link', { name: label, exact: true }).click();
      const file = await arriving;
      checks.that(name.test(file.suggestedFilename()), `the name of the ${label} file`, file.suggestedFilename());
      const { records, numbers: listed = records.map(numberOf) } = read(fs.readFileSync(await file.path()));
      checks.equal(listed.toSorted(), numbers, `the ${label} file has every study once`);
      if (records) checks.equal(records.find((one) => numberOf(one) === numbers[0]), first, `a record of the ${label} file`);
    }
  },

  async 'a pasted link of the registry becomes the same search here'(page, { base, checks, study }) {
    await page.goto(base);
    await page.locator('#q').fill('https://clinicaltrials.gov/search?cond=Asthma&term=study&aggFilters=status:com%20rec,sex:f&viewType=Table');
    await page.keyboard.press('Enter');
    await page.waitForURL(/[?&]cond=Asthma/);
    const { searchParams } = new URL(page.url());
    checks.equal([searchParams.get('q'), searchParams.get('aggFilters')], ['study', 'status:com rec,sex:f'], 'all that the link asks is taken over');
    const wanted = { 'query.cond': 'Asthma', 'query.term': 'study', aggFilters: 'status:com rec,sex:f' };
    checks.equal(await shownTotal(page), await totalAt(base, wanted), 'the page finds what the API finds');
    await page.locator('#q').fill(`https://www.clinicaltrials.gov/study/${study}?cond=Asthma&rank=2`);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === `/study/${study}`);
    checks.that((await page.locator('main').innerText()).includes(study), 'a link to a study leads to the study');
  },

  async 'as of a day: what was known then is found'(page, { base, checks, day }) {
    for (const asOf of [day.slice(0, 10), '2000-01-01']) {
      await page.goto(`${base}/?q=ALL`);
      await page.getByText('More fields').click();
      await page.getByLabel('As it was known on').fill(asOf);
      await page.keyboard.press('Enter');
      await page.waitForURL((url) => url.searchParams.get('asOf') === asOf);
      const known = await totalAt(base, { 'query.term': 'ALL', asOf });
      checks.equal(await shownTotal(page), known, `as many as the API knew on ${asOf}`);
      checks.equal(known > 0, asOf !== '2000-01-01', `whether anything was known on ${asOf}`);
    }
    checks.equal(await page.locator('ol.hits li').count(), 0, 'before the first load nothing was known');
  },

  async 'an overview: each bar leads to its studies'(page, { base, checks }) {
    await ask(page, base, 'ALL');
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    await page.waitForURL(/\/overview\?q=ALL/);
    const row = page.locator('section.chart', { has: page.getByRole('heading', { name: 'By phase' }) }).locator('tbody tr').first();
    const count = digits(await row.locator('td.number').first().innerText());
    checks.that(count > 0, 'the bar counts studies', count);
    await row.getByRole('link').first().click();
    await page.waitForURL(/\/\?q=ALL&in=/);
    checks.equal(await shownTotal(page), count, 'as many as the table says');
  },

  async 'an overview on the narrowest screens: labels have half of the width'(page, { base, checks }) {
    for (const width of [320, WIDTHS.phone, 420]) {
      await page.setViewportSize({ width, height: 700 });
      await page.goto(`${base}/overview?q=ALL`);
      const shares = await page.locator('table.counts tbody th:visible').evaluateAll((all) =>
        all.map((one) => one.getBoundingClientRect().width / one.closest('table').getBoundingClientRect().width));
      checks.that(shares.length > 0 && Math.min(...shares) >= 0.5, `labels at ${width}`, Math.min(...shares));
    }
  },

  async 'every example of the help page can be run'(page, { base, checks }) {
    await page.goto(`${base}/help`);
    const links = await page.locator('main dl.help a').evaluateAll((all) => all.map((one) => one.href));
    checks.that(links.length > 20, 'there are examples', links.length);
    for (const link of links.filter((one) => one.includes('/?q='))) {
      checks.equal((await page.request.get(link)).status(), 200, `example ${link}`);
    }
  },
};

// The list of a box with suggestions, as assistive technology is told of it.
function offers(page, id) {
  const box = page.locator(`#${id}`);
  const list = page.locator(`#offers-${id}`);
  return {
    box,
    list,
    values: () => list.getByRole('option').locator('.value').allInnerTexts(),
    // Of the option that is chosen: its place, and whether the box points at it; -1: none is.
    async chosen() {
      const states = await list.getByRole('option').evaluateAll((all) => all.map((one) => [one.id, one.getAttribute('aria-selected')]));
      const at = states.findIndex(([, selected]) => selected === 'true');
      const active = await box.getAttribute('aria-activedescendant');
      const agrees = active === (at < 0 ? null : states[at][0]) && states.filter(([, selected]) => selected === 'true').length <= 1;
      return agrees ? at : `the box points at ${active}, of ${JSON.stringify(states)}`;
    },
    async isOpen() {
      const [visible, expanded] = [await list.isVisible(), await box.getAttribute('aria-expanded')];
      return expanded === String(visible) ? visible : `visible ${visible}, expanded ${expanded}`;
    },
  };
}

// What the pages without script do not have.
const SCRIPTED = {
  async 'the key / goes to the box'(page, { base, checks, study }) {
    await page.goto(`${base}/study/${study}`);
    await page.keyboard.press('/');
    checks.equal(await page.evaluate(() => document.activeElement.id), 'q', 'the key / goes to the box');
    checks.equal(await page.locator('#q').inputValue(), '', 'and is not typed into it');
  },

  async 'suggestions by keyboard'(page, { base, checks }) {
    const offered = async (kind) => (await send(base, `/suggest?in=${kind}&q=as`)).json().map(({ value }) => value);
    const wanted = await offered('');
    checks.that(wanted.length > 2, 'there is something to choose from', wanted);
    await page.goto(base);
    const { box, list, values, chosen, isOpen } = offers(page, 'q');
    checks.equal(await box.getAttribute('aria-controls'), await list.getAttribute('id'), 'the box names its list');
    checks.equal([await box.getAttribute('role'), await list.getAttribute('role')], ['combobox', 'listbox'], 'box and list by their roles');
    checks.equal(await isOpen(), false, 'the list is closed at first');
    await box.focus();
    await page.keyboard.type('as');
    await list.waitFor({ state: 'visible' });
    checks.equal([await isOpen(), await chosen()], [true, -1], 'the list opens and nothing is chosen');
    checks.equal(await values(), wanted, 'what is offered');
    const walk = [['ArrowDown', 0], ['ArrowDown', 1], ['ArrowUp', 0], ['ArrowUp', wanted.length - 1], ['ArrowDown', 0]];
    for (const [key, place] of walk) {
      await page.keyboard.press(key);
      checks.equal(await chosen(), place, `${key} chooses the option ${place}`);
    }
    await page.keyboard.press('Escape');
    checks.equal([await isOpen(), await box.inputValue()], [false, 'as'], 'Escape closes the list and keeps what was typed');
    checks.equal(await box.getAttribute('aria-activedescendant'), null, 'a closed list has no active option');

    await page.keyboard.press('Backspace');
    await page.keyboard.type('s');
    await list.waitFor({ state: 'visible' });
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const taken = await box.inputValue();
    checks.equal([taken.replaceAll('"', ''), await isOpen(), new URL(page.url()).search], [wanted[0], false, ''], 'Enter takes the option and does not search yet');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('q') === taken);
    checks.equal(await shownTotal(page), await totalAt(base, { 'query.term': taken }), 'Enter again searches for it');

    const conditions = offers(page, 'cond');
    await conditions.box.focus();
    await page.keyboard.type('as');
    await conditions.list.waitFor({ state: 'visible' });
    checks.equal(await conditions.values(), await offered('condition'), 'the box for conditions offers conditions alone');
    await page.keyboard.press('Tab');
    checks.equal(await conditions.isOpen(), false, 'a list closes when its box is left');
  },
};

module.exports = { TASKS, SCRIPTED };

// audit.js BASE: every page of the table by axe (WCAG 2.2 A and AA), light at a
// desk and dark on a phone, and by html-validate.
'use strict';
const { AxeBuilder } = require('@axe-core/playwright');
const { Checks, run } = require('../npm/support');
const { WIDTHS, start, withPage } = require('./browser');
const { subjects, filled } = require('./pages');
const { faultsOf, missed } = require('./validator');

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

async function validate(checks, name, html) {
  const faults = await faultsOf(html);
  checks.that(faults.length === 0, `html-validate ${name}`, faults.slice(0, 5).join('\n    '));
}

async function weigh(checks, page, what) {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  const faults = violations.map(({ id, nodes }) => `${id}: ${nodes.length} times, first ${nodes[0].html}`);
  checks.that(violations.length === 0, `axe ${what}`, faults.join('\n    '));
}

// The checkers have to find what is wrong before their word counts.
async function proveCheckers(checks, browser) {
  await withPage(browser, 'about:', {}, async (page) => {
    await page.setContent('<html lang="en"><title>x</title><main><h1>x</h1><p style="color:#bbb">pale</p><img src=x></main>');
    const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
    const found = violations.map(({ id }) => id);
    checks.that(found.includes('color-contrast') && found.includes('image-alt'), 'axe finds pale text and a bare image', found);
  });
  checks.equal(await missed(), [], 'every planted fault is found');
}

run(async (base) => {
  const checks = new Checks('audit');
  const browser = await start();
  await proveCheckers(checks, browser);
  for (const { name, path, status } of filled(await subjects(base))) {
    await withPage(browser, base, {}, async (page, outside) => {
      const complaints = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      const response = await page.goto(base + path);
      checks.equal(response.status(), status, `status of ${name}, ${path}`);
      await validate(checks, name, await response.text());
      await weigh(checks, page, `${name}, light`);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.setViewportSize({ width: WIDTHS.phone, height: 700 });
      await weigh(checks, page, `${name}, dark, on a phone`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      checks.that(wide <= 0, `${name} fits a phone`, `${wide} pixels too wide`);
      checks.equal(outside, [], `${name} asks for nothing from elsewhere`);
      const own = complaints.filter((one) => !(status >= 400 && one.includes(`status of ${status}`)));
      checks.equal(own, [], `${name} leaves the console silent`);
    });
  }
  await browser.close();
  return checks.end();
});

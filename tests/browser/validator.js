// What is wrong with a page's HTML: html-validate, and links within the page that lead nowhere.
'use strict';
const { HtmlValidate } = require('html-validate');

// Validity and accessibility, not how the source is laid out.
// <div role="region"> is as accessible as a named <section>, which would stand among the sections of a page.
const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:standard', 'html-validate:a11y'],
  rules: { 'prefer-native-element': ['error', { exclude: ['region'] }], 'no-missing-references': 'error' },
});

function deadLinks(html) {
  const ids = new Set(Array.from(html.matchAll(/\sid="([^"]*)"/g), ([, id]) => id));
  const targets = new Set(Array.from(html.matchAll(/\shref="#([^"]*)"/g), ([, target]) => target));
  return [...targets].filter((one) => !ids.has(one)).map((one) => `#${one} leads nowhere`);
}

// One line a fault, the line and column first where there is one; empty: all is well.
async function faultsOf(html) {
  const { results } = await validator.validateString(html);
  const faults = results.flatMap(({ messages }) =>
    messages.map(({ line, column, ruleId, message }) => `${line}:${column} ${ruleId}: ${message}`),
  );
  return faults.concat(deadLinks(html));
}

// Faults that faultsOf() has to find before its word counts, by the word that it names them with.
const PLANTED = {
  'element-permitted-content': '<p><b><div></div></b></p>',
  'no-dup-id': '<p id="a">x</p><p id="a">x</p>',
  'no-missing-references': '<label for="nothing">x</label><input aria-labelledby="nothing">',
  'empty-heading': '<h1></h1>',
  'leads nowhere': '<a href="#nothing">x</a>',
};

// What of PLANTED it does not find.
async function missed() {
  const out = [];
  for (const [name, fault] of Object.entries(PLANTED)) {
    const html = `<!DOCTYPE html><html lang="en"><head><title>x</title></head><body>${fault}</body></html>`;
    if (!(await faultsOf(html)).some((one) => one.includes(name))) out.push(name);
  }
  return out;
}

module.exports = { faultsOf, missed };

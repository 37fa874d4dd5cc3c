// The browser that all parts share.
'use strict';
const { chromium } = require('playwright-core');

// 360 is the narrowest phone in common use.
const WIDTHS = { phone: 360, tablet: 820, desk: 1440 };

// `sandbox` is left off: checks run as root in containers, and the browser sees pages of this machine alone.
const start = () => chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });

// A fresh page; `use` gets it, and it is closed whatever comes of that. Requests to anywhere but `base` are counted as
// faults in `outside`.
async function withPage(browser, base, options, use) {
  const context = await browser.newContext({ viewport: { width: WIDTHS.desk, height: 900 }, ...options });
  const page = await context.newPage();
  const outside = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(`${base}/`)) outside.push(request.url());
  });
  try {
    return await use(page, outside);
  } finally {
    await context.close();
  }
}

module.exports = { WIDTHS, start, withPage };

// screenshots.js BASE FOLDER: a picture of every page of the table at three widths, light and dark, into FOLDER. For the
// eyes of whoever changes a page; the pictures stay out of the repository.
'use strict';
const fs = require('fs');
const path = require('path');
const { run } = require('../npm/support');
const { WIDTHS, start, withPage } = require('./browser');
const { subjects, filled } = require('./pages');

run(async (base, folder) => {
  fs.mkdirSync(folder, { recursive: true });
  const browser = await start();
  for (const { name, path: address } of filled(await subjects(base))) {
    for (const [width, pixels] of Object.entries(WIDTHS)) {
      for (const colorScheme of ['light', 'dark']) {
        await withPage(browser, base, { viewport: { width: pixels, height: 900 }, colorScheme }, async (page) => {
          await page.goto(base + address);
          await page.screenshot({ path: path.join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
        });
      }
    }
  }
  await browser.close();
  console.log(`pictures are in ${folder}`);
  return 0;
});

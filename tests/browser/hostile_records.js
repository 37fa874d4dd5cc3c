// hostile_records.js BASE FOLDER: records with a payload in every field that the server at BASE knows, one record a
// payload, as FOLDER/before.ndjson and, each with the next payload, FOLDER/after.ndjson.
'use strict';
const fs = require('fs');
const path = require('path');
const { send, run } = require('../npm/support');

const PAYLOADS = [
  '<script>window.ran = 1</script>',
  '"\'><img src=x onerror="window.ran = 2"><svg onload="window.ran = 3">',
  'javascript:window.ran=4//',
  '[link](javascript:window.ran=5) ![image](x" onerror="window.ran=6) <javascript:window.ran=7>',
  '</title></textarea></style></script><iframe srcdoc="<script>parent.ran = 8</script>"></iframe>',
  '&lt;script&gt;window.ran = 9&lt;/script&gt; &#60;script&#62;window.ran = 10&#60;/script&#62;',
  'left \u202e right \u2066 isolate \u0000 nul \u001b[31m',
  'w'.repeat(10000),
  '* '.repeat(500) + '> '.repeat(500) + '`'.repeat(500) + '<a><b>'.repeat(200),
  "'\"onmouseover=window.ran=11 autofocus onfocus=window.ran=12 x=",
  '{{constructor.constructor("window.ran = 13")()}} ${window.ran = 14}',
];

// A value of the field with the payload wherever it holds a text.
function value(field, payload) {
  const one = field.children ? Object.fromEntries(field.children.map((child) => [child.name, value(child, payload)])) : payload;
  return field.type.endsWith('[]') ? [one, one] : one;
}

function record(fields, payload, number) {
  const study = Object.fromEntries(fields.map((field) => [field.name, value(field, payload)]));
  study.protocolSection.identificationModule.nctId = `NCT${String(91000000 + number)}`;
  return JSON.stringify(study);
}

run(async (base, folder) => {
  const fields = (await send(base, '/api/v2/studies/metadata')).json();
  const write = (name, turn) =>
    fs.writeFileSync(
      path.join(folder, name),
      PAYLOADS.map((_, i) => record(fields, PAYLOADS[(i + turn) % PAYLOADS.length], i)).join('\n') + '\n',
    );
  write('before.ndjson', 0);
  write('after.ndjson', 1);
  return 0;
});

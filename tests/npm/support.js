// What the parts share: requests sent to the byte, schemas of an OpenAPI file, checks counted and faults printed.
'use strict';
const http = require('http');

// No answer here takes longer than this by far.
const TIMEOUT_MS = 60000;
const agent = new http.Agent({ keepAlive: true });

// Sends `target` as it is written, with no client's tidying of it, and follows no redirect.
function send(base, target, { method = 'GET', headers = {} } = {}) {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const request = http.request({ agent, hostname, port, path: target, method, headers }, (response) => {
      const pieces = [];
      response.on('data', (piece) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => {
        const body = Buffer.concat(pieces);
        resolve({
          status: response.statusCode,
          headers: response.headers,
          type: (response.headers['content-type'] || '').split(';')[0],
          body,
          text: body.toString('utf8'),
          json: () => JSON.parse(body.toString('utf8')),
        });
      });
    });
    request.setTimeout(TIMEOUT_MS, () => request.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    request.on('error', (error) => reject(new Error(`${method} ${target}: ${error.message}`)));
    request.end();
  });
}

// Parses the rows of a CSV text as RFC 4180 has them.
function csvRows(text) {
  const rows = text === '' ? [] : [[]];
  const cell = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|\n|$)/y;
  while (cell.lastIndex < text.length) {
    const [, value, end] = cell.exec(text);
    rows[rows.length - 1].push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end !== ',' && cell.lastIndex < text.length) rows.push([]);
  }
  return rows;
}

class Checks {
  constructor(part) {
    this.part = part;
    this.passed = 0;
    this.failed = 0;
    this.skipped = 0;
    this.begun = Date.now();
  }

  // Counts one check and prints what is wrong where it fails.
  that(holds, what, detail = '') {
    if (holds) {
      ++this.passed;
    } else {
      ++this.failed;
      console.log(`${this.part}: FAILED ${what}${detail === '' ? '' : `\n    ${String(detail).slice(0, 600)}`}`);
    }
    return holds;
  }

  equal(found, wanted, what) {
    const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
    return this.that(a === b, what, `found ${a}, wanted ${b}`);
  }

  skip(what) {
    ++this.skipped;
    console.log(`${this.part}: SKIPPED ${what}`);
  }

  // Prints the count; the process's exit code. A part that checked nothing has failed.
  end() {
    const seconds = ((Date.now() - this.begun) / 1000).toFixed(1);
    console.log(
      `${this.part}: ${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped (${seconds} s)`,
    );
    return this.failed === 0 && this.passed > 0 ? 0 : 1;
  }
}

// Runs `main` with the program's arguments and ends with the code it gives.
function run(main) {
  main(...process.argv.slice(2)).then(
    (code) => process.exit(code),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
}

// Lets the objects of a schema have no keys but those that it names.
function close(schema) {
  if (typeof schema !== 'object' || schema === null) return;
  if (schema.type === 'object' && schema.properties && schema.additionalProperties === undefined) {
    schema.additionalProperties = false;
  }
  Object.values(schema).forEach(close);
}

// The description of an API in an OpenAPI file, and a check of answers by it. Stricter than the file: what it does not
// name is a fault, since it would reach clients unannounced.
class Contract {
  // `allowed`: keys that may stand anywhere though the file does not name them.
  static async read(file, allowed = []) {
    const parser = require('@apidevtools/swagger-parser');
    await parser.validate(file);
    return new Contract(await parser.bundle(file), allowed);
  }

  constructor(description, allowed) {
    this.description = description;
    this.allowed = new Set(allowed);
    close(description);
    this.validators = new Map();
  }

  get(path) {
    const item = this.description.paths[path];
    if (!item) throw new Error(`the OpenAPI file has no path ${path}`);
    return item.get;
  }

  // What is wrong with a JSON answer of a path, one line a fault. The validator takes the first content type that it
  // finds, so it is given that of JSON alone.
  faults(path, status, value) {
    const key = `${path} ${status}`;
    if (!this.validators.has(key)) {
      const { default: Validator } = require('openapi-response-validator');
      const schema = this.get(path).responses[status].content['application/json'].schema;
      const responses = { [status]: { content: { 'application/json': { schema } } } };
      this.validators.set(key, new Validator({
        responses,
        components: this.description.components,
        // Its own form of a fault leaves out which key it was that nobody named.
        errorTransformer: (fault, { params }) => ({ ...fault, unheardOf: params.additionalProperty }),
      }));
    }
    const answer = this.validators.get(key).validateResponse(String(status), value);
    const faults = (answer === undefined ? [] : answer.errors).filter(({ unheardOf }) => !this.allowed.has(unheardOf));
    return faults.map((fault) => `${fault.path}: ${fault.message}${fault.unheardOf ? ` (${fault.unheardOf})` : ''}`);
  }
}

module.exports = { send, csvRows, Checks, Contract, run };

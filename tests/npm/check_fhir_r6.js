// node check_fhir_r6.js FILE: checks bundles, one JSON a line, against the definitions of R5 and the list below of
// what R6 adds: names of elements, how often they occur, kinds of values, codes of required bindings, references
// inside the bundle. No validator for R6 exists on npm. Ends as check_fhir_r4.js does.
'use strict';
const fs = require('fs');
const path = require('path');
const readline = require('readline');
const { run } = require('./support');

const ADDED_BY_R6 = {
  'ResearchStudy.objective.outcomeMeasure': { max: '*', children: true },
  'ResearchStudy.objective.outcomeMeasure.name': { max: '1', type: ['string'] },
  'ResearchStudy.objective.outcomeMeasure.type': { max: '1', type: ['CodeableConcept'] },
  'ResearchStudy.objective.outcomeMeasure.description': { max: '1', type: ['markdown'] },
  'ResearchStudy.objective.outcomeMeasure.endpoint': { max: '1', type: ['Reference'] },
  'ResearchStudy.comparisonGroup.eligibility': { max: '1', type: ['Reference'] },
  'EvidenceVariable.classifier': { max: '*', type: ['CodeableConcept'] },
  'Group.title': { max: '1', type: ['string'] },
  'Group.combinationMethod': { max: '1', type: ['code'] },
};

const PATTERNS = {
  boolean: (v) => typeof v === 'boolean',
  decimal: (v) => typeof v === 'number',
  unsignedInt: (v) => Number.isInteger(v) && v >= 0,
  string: (v) => typeof v === 'string' && /^[ \r\n\t\S]+$/.test(v),
  markdown: (v) => typeof v === 'string' && v.trim() !== '',
  code: (v) => typeof v === 'string' && /^[^\s]+( [^\s]+)*$/.test(v),
  id: (v) => typeof v === 'string' && /^[A-Za-z0-9\-.]{1,64}$/.test(v),
  uri: (v) => typeof v === 'string' && /^\S+$/.test(v),
  url: (v) => typeof v === 'string' && /^\S+$/.test(v),
  canonical: (v) => typeof v === 'string' && /^\S+$/.test(v),
  dateTime: (v) => typeof v === 'string' && /^\d{4}(-\d\d(-\d\d)?)?$/.test(v),
};

class Definitions {
  constructor(folder) {
    this.folder = folder;
    this.elements = new Map();
    this.codes = new Map();
  }

  read(name) {
    return JSON.parse(fs.readFileSync(path.join(this.folder, `${name}.json`), 'utf8'));
  }

  // The children of a path, by the key they have in JSON.
  children(elementPath) {
    const type = elementPath.split('.')[0];
    if (!this.elements.has(type)) {
      const byParent = new Map();
      const add = (elementPath_, element) => {
        const parent = elementPath_.slice(0, elementPath_.lastIndexOf('.'));
        if (!byParent.has(parent)) byParent.set(parent, new Map());
        const key = elementPath_.slice(parent.length + 1);
        const codes = element.type || [];
        for (const code of key.endsWith('[x]') ? codes : [null]) {
          const name = code === null ? key : key.slice(0, -3) + code[0].toUpperCase() + code.slice(1);
          byParent.get(parent).set(name, { ...element, path: elementPath_, type: code === null ? codes : [code] });
        }
      };
      for (const element of this.read(`StructureDefinition-${type}`).snapshot.element) {
        if (!element.path.includes('.')) continue;
        add(element.path, {
          min: element.min,
          max: element.max,
          type: (element.type || []).map((t) => t.code),
          binding: element.binding && element.binding.strength === 'required' ? element.binding.valueSet : null,
        });
      }
      for (const [added, element] of Object.entries(ADDED_BY_R6)) {
        if (added.startsWith(`${type}.`)) add(added, { min: 0, binding: null, ...element });
      }
      this.elements.set(type, byParent);
    }
    return this.elements.get(type).get(elementPath);
  }

  // The codes of a required value set; null where it is not one whole code system.
  codesOf(valueSet) {
    const name = valueSet.split('|')[0].split('/').pop();
    if (!this.codes.has(name)) {
      let codes = null;
      const file = path.join(this.folder, `CodeSystem-${name}.json`);
      if (fs.existsSync(file)) {
        codes = new Set();
        const add = (concepts) => (concepts || []).forEach((c) => (codes.add(c.code), add(c.concept)));
        add(this.read(`CodeSystem-${name}`).concept);
      }
      this.codes.set(name, codes);
    }
    return this.codes.get(name);
  }
}

function check(definitions, value, elementPath, where, faults) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    faults.push(`${where}: is no object`);
    return;
  }
  const children = definitions.children(elementPath);
  for (const [key, element] of children) {
    if (element.min > 0 && !(key in value) && !element.path.endsWith('[x]')) faults.push(`${where}.${key}: is missing`);
  }
  for (const [key, member] of Object.entries(value)) {
    if (key === 'resourceType') continue;
    const element = children.get(key);
    if (!element) {
      faults.push(`${where}.${key}: is unknown`);
      continue;
    }
    if (Array.isArray(member) !== (element.max !== '1')) faults.push(`${where}.${key}: list or not`);
    for (const one of Array.isArray(member) ? member : [member]) {
      checkValue(definitions, one, element, `${where}.${key}`, faults);
    }
  }
}

function checkValue(definitions, value, element, where, faults) {
  const type = element.type[0];
  if (type === 'Resource') {
    check(definitions, value, value.resourceType, where, faults);
  } else if (!type || type === 'BackboneElement' || type === 'Element') {
    check(definitions, value, element.path, where, faults);
  } else if (type.startsWith('http://hl7.org/fhirpath/')) {
    if (!PATTERNS.id(value)) faults.push(`${where}: ${value}`);
  } else if (PATTERNS[type]) {
    if (!PATTERNS[type](value)) faults.push(`${where}: no ${type}: ${value}`);
    const codes = element.binding && definitions.codesOf(element.binding);
    if (codes && !codes.has(value)) faults.push(`${where}: ${value} is none of the codes of ${element.binding}`);
  } else {
    check(definitions, value, type, where, faults);
  }
}

// Local references name what is contained in the same entry, relative ones another entry.
function checkReferences(bundle, faults) {
  const entries = new Set(bundle.entry.map((e) => `${e.resource.resourceType}/${e.resource.id}`));
  for (const { resource } of bundle.entry) {
    const contained = new Set((resource.contained || []).map((r) => r.id));
    const used = new Set();
    JSON.stringify(resource, (key, value) => {
      if (key === 'reference' && typeof value === 'string') {
        if (value.startsWith('#')) used.add(value.slice(1));
        else if (!entries.has(value)) faults.push(`${resource.id}: nothing is called ${value}`);
      }
      return value;
    });
    for (const id of used) if (!contained.has(id)) faults.push(`${resource.id}: nothing is called #${id}`);
    for (const id of contained) if (!used.has(id)) faults.push(`${resource.id}: nothing refers to ${id}`);
  }
}

function faultsOf(definitions, bundle) {
  const faults = [];
  check(definitions, bundle, 'Bundle', 'Bundle', faults);
  checkReferences(bundle, faults);
  return faults;
}

async function main(file) {
  const definitions = new Definitions(path.dirname(require.resolve('hl7.fhir.r5.core/package.json')));
  let count = 0;
  let total = 0;
  for await (const line of readline.createInterface({ input: fs.createReadStream(file) })) {
    const bundle = JSON.parse(line);
    if (count === 0) {
      const damaged = JSON.parse(line);
      Object.assign(damaged.entry[0].resource, { enrollment: [], status: 'no-such-status', site: [{ reference: '#x' }] });
      if (faultsOf(definitions, damaged).length < 3) throw new Error('a damaged bundle passes for a good one');
    }
    for (const fault of faultsOf(definitions, bundle)) {
      console.log(`${bundle.id}\t${fault}`);
      ++total;
    }
    ++count;
  }
  console.log(`${count} bundles, ${total} faults`);
  return count > 0 && total === 0 ? 0 : 1;
}

run(main);

// Makes the map that study pages show sites on: `npm install && node make_world_map.js > ../../src/site/assets/world.svg`.
//
// Source: Natural Earth, countries at 1:50 million (public domain, naturalearthdata.com), as TopoJSON of the npm package
// world-atlas. Projection: plate carree, a unit is a tenth of a degree, the origin 180 W 90 N; src/site/map_html.cc sets
// its points by the same rule. Areas that would not be seen at that size are left out.
"use strict";

const fs = require("fs");
const topojson = require("topojson-client");
const { presimplify, simplify } = require("topojson-simplify");

const kSmallestTriangle = 0.15;  // square degrees; what is smaller is taken out of an outline

const file = require.resolve("world-atlas/countries-50m.json");
const world = simplify(presimplify(JSON.parse(fs.readFileSync(file, "utf8"))), kSmallestTriangle);

function lines(geometry) {
  switch (geometry.type) {
    case "FeatureCollection":
      return geometry.features.flatMap(lines);
    case "Feature":
      return lines(geometry.geometry);
    case "MultiPolygon":
      return geometry.coordinates.flat();
    default:
      return geometry.coordinates;
  }
}

// The points of a line in the picture's units, going on beyond its edge where the line crosses the date line.
function points(line) {
  let shift = 0;
  let last = null;
  return line.map(([longitude, latitude]) => {
    if (last !== null && Math.abs(longitude - last) > 180) shift += longitude < last ? 360 : -360;
    last = longitude;
    return [Math.round((longitude + shift + 180) * 10), Math.round((90 - latitude) * 10)];
  });
}

function path(geometry) {
  let out = "";
  for (const line of lines(geometry)) {
    const all = points(line);
    const isAroundPole = Math.abs(all[0][0] - all.at(-1)[0]) > 1800;  // Antarctica, which no map here shows
    if (isAroundPole) continue;
    // What reaches over one edge is drawn at the other too.
    const over = all.some(([x]) => x > 3600) ? -3600 : all.some(([x]) => x < 0) ? 3600 : 0;
    for (const shift of over === 0 ? [0] : [0, over]) {
      let [before, one] = [all[0], `M${all[0][0] + shift} ${all[0][1]}`];
      for (const [x, y] of all.slice(1)) {
        if (x !== before[0] || y !== before[1]) one += `l${x - before[0]} ${y - before[1]}`;
        before = [x, y];
      }
      if (one.includes("l")) out += one.replaceAll(" -", "-");
    }
  }
  return out;
}

const land = path(topojson.feature(world, world.objects.land));
const borders = path(topojson.mesh(world, world.objects.countries, (a, b) => a !== b));
process.stdout.write(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3600 1800">' +
  `<path fill="#8393a1" fill-opacity=".35" d="${land}"/>` +
  `<path fill="none" stroke="#8393a1" stroke-opacity=".8" stroke-width="1.5" d="${borders}"/></svg>\n`);

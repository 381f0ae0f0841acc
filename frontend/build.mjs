// Builds what the site serves: the query editor, and land without borders for the map.
import { readFileSync, mkdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { feature } from "topojson-client";

const target = new URL("../src/nrr_graph/web/static/built/", import.meta.url);
mkdirSync(target, { recursive: true });

await build({
  entryPoints: [new URL("src/editor.js", import.meta.url).pathname],
  outfile: new URL("editor.js", target).pathname,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  legalComments: "eof",
});

// Natural Earth, public domain, by way of world-atlas.  Degrees, north up; a fifth is enough.
const atlas = JSON.parse(readFileSync(new URL("node_modules/world-atlas/land-50m.json", import.meta.url)));
const land = feature(atlas, atlas.objects.land);
const polygons = land.features.flatMap(({ geometry }) =>
  geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates);

const [west, east, south, north] = [-30, 100, 15, 80];
const isNear = (ring) => ring.some(([x, y]) => x > west && x < east && y > south && y < north);
const path = polygons
  .flat()
  .map(unwrapped)
  .filter(isNear)
  .map(thinned)
  .filter((ring) => ring.length > 5)
  .map((ring) => `M${ring.map(([x, y]) => `${x} ${y}`).join("L")}Z`)
  .join("");

// Lets a ring that crosses the date line go on beyond it, instead of back across the whole map.
function unwrapped(ring) {
  let turns = 0;
  const going = ring.map(([x, y], n) => {
    const step = n === 0 ? 0 : x - ring[n - 1][0];
    turns += step < -180 ? 360 : step > 180 ? -360 : 0;
    return [x + turns, y];
  });
  const middle = going.reduce((sum, [x]) => sum + x, 0) / going.length;
  const shift = Math.round(middle / 360) * 360;
  return going.map(([x, y]) => [x - shift, y]);
}

function thinned(ring) {
  const rounded = ring.map(([x, y]) => [Math.round(x * 5) / 5, Math.round(-y * 5) / 5]);
  return rounded.filter(([x, y], n) => n === 0 || x !== rounded[n - 1][0] || y !== rounded[n - 1][1]);
}

writeFileSync(new URL("land.svg", target), `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-180 -90 360 180" preserveAspectRatio="none">
<style>path{fill:#d8d0bf}@media (prefers-color-scheme:dark){path{fill:#3a4248}}</style>
<path fill-rule="evenodd" d="${path}"/></svg>
`);

// wikibase-sdk: a search, entities, a query; each by the address that the library makes.
import { WBK, simplify } from "wikibase-sdk";

const [root, number] = process.argv.slice(2);
const wbk = WBK({ instance: root, sparqlEndpoint: `${root}/wikibase/sparql`, wgScriptPath: "w" });
const get = async (url) => (await fetch(url)).json();
const search = await get(wbk.searchEntities({ search: "rogozin", language: "en" }));
const { entities } = await get(wbk.getEntities({ ids: [number], languages: ["en"] }));
const simple = simplify.entity(entities[number], { keepQualifiers: true, keepReferences: true });
const results = await get(wbk.sparqlQuery(`SELECT ?x { wd:${number} wdt:P31 ?x }`));
console.log(JSON.stringify({
  found: search.search.map((hit) => hit.id),
  label: simple.labels.en,
  when: simple.claims.P585.map((claim) => claim.value),
  rows: simplify.sparqlResults(results).length,
}));

#!/usr/bin/env bash
# Install the clients that the Wikidata face is tried with, each where its needs do not clash.
# Used by .ci/run; at home, run it once and the tests in tests/clients find them.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=.clients
python=${PYTHON:-python3}
mkdir -p "$folder"

venv() {
  local name=$1
  shift
  [ -e "$folder/$name/done" ] && return
  "$python" -m venv "$folder/$name"
  "$folder/$name/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
  touch "$folder/$name/done"
}

venv wikibase wikibaseintegrator==0.12.15 qwikidata==0.4.2 Wikidata==0.9.0 pywikibot==11.9.0 \
  SPARQLWrapper==2.0.0 wikibase-rest-api-client==0.2.5
# reconciler fails with a newer numpy on an empty answer.
venv reconciler reconciler==0.2.2 'numpy<2' 'pandas<3'
venv schemathesis schemathesis==4.32.5
venv reconciliation py-reconciliation-service-api==0.2.1

if [ ! -e "$folder/node/done" ]; then
  mkdir -p "$folder/node"
  npm install --prefix "$folder/node" --no-audit --no-fund --loglevel=error \
    wikibase-sdk@11.6.6 wikibase-cli@20.3.1
  touch "$folder/node/done"
fi

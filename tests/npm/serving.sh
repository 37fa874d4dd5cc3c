# shellcheck shell=bash
# Sourced by the checks that programs from npm make (tests/npm/run, tests/browser/run): packages from a lock file, data
# folders below $work, servers on free ports. The script that sources it has set `build`, the build folder, and `work`.

# install_packages FOLDER: what FOLDER's lock file names; kept from the last time while that is the same.
install_packages() {
  cmp --silent "$1/package-lock.json" "$1/node_modules/.installed-lock.json" && return
  if ! npm ci --prefix "$1" --ignore-scripts --no-audit --no-fund --loglevel=error; then
    echo "npm could not install what $1/package-lock.json names. These checks need its registry," >&2
    echo "$(npm config get registry), or a cache that has been filled from it." >&2
    exit 1
  fi
  cp "$1/package-lock.json" "$1/node_modules/.installed-lock.json"
}

# installed_node FOLDER: the Node that FOLDER's packages bring, else the system's.
installed_node() {
  local node
  node=$(echo "$1"/node_modules/node-linux-*/bin/node)
  if [ -x "$node" ]; then echo "$node"; else echo node; fi
}

servers=()
stop_servers() { for server in "${servers[@]}"; do kill "$server" 2>/dev/null || true; done; }

# serve NAME: serves $work/NAME/data on a free port; sets `url`.
serve() {
  local log=$work/$1/serve.log
  "$build/trialkeep" --data "$work/$1/data" serve --listen 127.0.0.1:0 >"$log" 2>&1 &
  servers+=($!)
  url=""
  for _ in $(seq 300); do
    url=$(grep -oE 'http://[0-9.:]+' "$log" | head -n 1 || true)
    [ -n "$url" ] && return
    kill -0 $! 2>/dev/null || break
    sleep 0.1
  done
  echo "the server of $work/$1/data did not start:" >&2
  cat "$log" >&2
  exit 1
}

# load NAME SOURCE...: into $work/NAME/data.
load() { "$build/trialkeep" --data "$work/$1/data" load --quiet "${@:2}"; }

# prepare_made_up STUDIES: two states of the same made-up studies, twenty days apart, so that they have histories.
prepare_made_up() {
  mkdir -p "$work/made-up"
  for days in 0 20; do
    "$build/tools/make_corpus" --studies "$1" --seed 1 --seed-study --days "$days" --output "$work/made-up/$days.ndjson"
    load made-up --observed "2026-08-$(printf %02d $((days + 1)))" "$work/made-up/$days.ndjson"
  done
  mv "$work/made-up/20.ndjson" "$work/made-up/records.ndjson"
}

failed=()
# check NAME COMMAND...: runs a part and goes on after a failure.
check() {
  echo "--- $1"
  "${@:2}" || failed+=("$1")
}

besides=()
# check_beside NAME COMMAND...: runs a part beside the ones that follow, which tells of itself in finish_besides.
check_beside() {
  "${@:2}" >"$work/beside-${#besides[@]}.log" 2>&1 &
  besides+=("$! $1")
}

# finish_besides: waits for the parts that run beside others.
finish_besides() {
  local number=0
  for beside in "${besides[@]}"; do
    local result=0
    wait "${beside%% *}" || result=$?
    echo "--- ${beside#* }"
    cat "$work/beside-$number.log"
    [ "$result" = 0 ] || failed+=("${beside#* }")
    number=$((number + 1))
  done
  besides=()
}

# Ends with what failed, or with a line that says that all is well.
end_checks() {
  if [ ${#failed[@]} -gt 0 ]; then
    printf 'FAILED: %s\n' "${failed[@]}" >&2
    exit 1
  fi
  echo "$1: all that ran is well"
}

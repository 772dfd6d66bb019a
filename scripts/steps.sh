# Sourced by the other scripts: says what is being done, and how long it took.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$repository"

# Where Cargo puts what it builds.
build_folder=${CARGO_TARGET_DIR:-$repository/target}

# Tools that are built for this repository alone, where caches are kept.
tools=${XDG_CACHE_HOME:-$HOME/.cache}/soundings/tools

# step "What is being done" command…
step() {
  local what=$1 begun=$SECONDS status=0
  shift
  printf '\n==> %s\n' "$what"
  "$@" || status=$?
  if [ "$status" -ne 0 ]; then
    printf '==> FAILED after %d s: %s\n' $((SECONDS - begun)) "$what" >&2
    exit "$status"
  fi
  printf '==> done in %d s\n' $((SECONDS - begun))
}

stop_with() {
  printf '\n%s\n' "$@" >&2
  exit 1
}

# Sourced by the other scripts: says what is being done, and how long it took.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$repository"

# Where Cargo puts what it builds.
build_folder=${CARGO_TARGET_DIR:-$repository/target}

# Tools that are built for this repository alone, where caches are kept.
tools=${XDG_CACHE_HOME:-$HOME/.cache}/soundings/tools

# How many steps there are, if a script says so; then each is told as "step 2 of 4".
steps_in_all=0
steps_begun=0
begun_at=$SECONDS

# headline "What is being done" : says it, with how far the script has come.
headline() {
  steps_begun=$((steps_begun + 1))
  if [ "$steps_in_all" -gt 0 ]; then
    printf '\n==> step %d of %d, after %s: %s\n' "$steps_begun" "$steps_in_all" "$(lasting $((SECONDS - begun_at)))" "$1"
  else
    printf '\n==> %s\n' "$1"
  fi
}

# lasting SECONDS : such as "3 min 5 s".
lasting() {
  if [ "$1" -lt 60 ]; then echo "$1 s"; else echo "$(($1 / 60)) min $(($1 % 60)) s"; fi
}

# step "What is being done" command…
step() {
  local what=$1 begun=$SECONDS status=0
  shift
  headline "$what"
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

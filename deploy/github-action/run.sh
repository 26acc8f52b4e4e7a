#!/usr/bin/env bash
# Runs syncd as the inputs of the action say. Works with the bash of macOS too, which is old.
set -euo pipefail

is_pull_request() { [[ ${GITHUB_EVENT_NAME:-} == pull_request ]]; }

options=()
if [[ -n $INPUT_CONFIG ]]; then
    options+=(--config "$INPUT_CONFIG")
fi

files=()
case $INPUT_COMMAND in
lint)
    if [[ -n $INPUT_FILES ]]; then
        while IFS= read -r file; do
            [[ -z $file ]] || files+=("$file")
        done <<<"$INPUT_FILES"
    elif is_pull_request; then
        # What is checked out is the merge, and its first parent the branch that it goes to.
        if git rev-parse --quiet --verify 'HEAD^1' >/dev/null; then
            while IFS= read -r -d '' file; do
                files+=("$file")
            done < <(git diff --name-only --diff-filter=d -z 'HEAD^1' HEAD -- '*.md')
            if [[ ${#files[@]} -eq 0 ]]; then
                echo "No Markdown file changes in this pull request."
                exit 0
            fi
            options+=(--sources-only)
        else
            echo "Every document is checked: actions/checkout needs fetch-depth: 2 to tell changes."
        fi
    fi
    ;;
reconcile)
    if [[ $INPUT_DRY_RUN == true ]] || { [[ $INPUT_DRY_RUN == auto ]] && is_pull_request; }; then
        options+=(--dry-run)
    fi
    ;;
*)
    echo "::error title=syncd::There is no command $INPUT_COMMAND here, only lint and reconcile."
    exit 2
    ;;
esac

run() {
    syncd "$INPUT_COMMAND" "$@" ${options[@]+"${options[@]}"} ${files[@]+-- "${files[@]}"}
}

if [[ -n $INPUT_SARIF ]]; then
    rehearsal=()
    [[ $INPUT_COMMAND == lint ]] || rehearsal=(--dry-run)
    run --format sarif --output "$INPUT_SARIF" --fail-on never ${rehearsal[@]+"${rehearsal[@]}"} ||
        echo "The SARIF file is incomplete; the report below says why."
fi
run --format github --fail-on "$INPUT_FAIL_ON"

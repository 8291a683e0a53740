// Made by .ci/regenerate from hooks/post-receive: do not edit.

extension HookTexts {
  static let postReceive = #"""
    #!/bin/sh
    # sampan-hook 1: after a push to a bare repository, deploys in the background the targets whose "when" matches the
    # pushed branches and tags. Never delays the push. git push -o sampan.skip deploys nothing, -o sampan.target=NAME
    # that target. Written by "sampan hook install"; SAMPAN=0 in the environment disables it.
    recorded=''
    unset CDPATH # with it, cd may print a path, or change to another folder

    # The hook that was here before runs first, and this hook exits with its status.
    name=${0##*/}
    name=${name%%.*}
    earlier="${0%/*}/$name.sampan-prev"
    status=0
    updates=$(cat)
    if [ -x "$earlier" ]; then
      "$earlier" "$@" <<END || status=$?
    $updates
    END
    fi

    case "${SAMPAN-}" in 0 | false | off) exit "$status" ;; esac
    # A push from a CI job on this machine has variables in its environment that describe another repository.
    CI=false
    export CI
    # Refs that were not deleted (all zeros). One more than the limit is passed on, which shows that there were too many.
    # shellcheck disable=SC2016 # awk expands these, not the shell
    refs=$(printf '%s\n' "$updates" | LC_ALL=C awk '$2 ~ /[^0]/ &&
      ($3 ~ /^refs\/heads\// && branches++ < 11 || $3 ~ /^refs\/tags\// && tags++ < 4) { print $3 }')
    # shellcheck disable=SC2086 # names of refs contain no blanks and no patterns
    set -- $refs
    [ $# -gt 0 ] || exit "$status"
    common=$(cd "$(git rev-parse --git-dir)" && pwd -P) || exit "$status"
    directory=$common

    # Graphical git clients have no shell environment: PATH, credentials and the like can be set in this file.
    if [ -f "$common/sampan.sh" ]; then
      set -a
      # shellcheck source=/dev/null
      . "$common/sampan.sh"
      set +a
    fi

    # In the language of sampan's messages: English, or Chinese where that is the flag's variable or the locale.
    language=${SAMPAN_LANG:-${LC_ALL:-${LC_MESSAGES:-${LANG-}}}}
    show() {
      case "$language" in
      zh*) echo "sampan: $2" >&2 ;;
      *) echo "sampan: $1" >&2 ;;
      esac
    }

    program=${SAMPAN_BIN:-$recorded}
    [ -x "$program" ] || program=$(PATH="$PATH:/usr/local/bin:${HOME-}/.local/bin" && command -v sampan) || {
      show "program not found, so $name deploys nothing; run: sampan hook install" \
        "找不到程序 sampan，$name 不部署任何内容；请运行：sampan hook install"
      exit "$status"
    }

    log="$common/sampan/hook.log"
    [ -d "$common/sampan" ] || mkdir -p "$common/sampan" || exit "$status"
    if [ -e "$log" ] && [ ! -f "$log" ]; then
      show "$log is not a regular file, so $name deploys nothing; remove it" \
        "$log 不是普通文件，$name 不部署任何内容；请删除它"
      exit "$status"
    fi
    true >>"$log" || exit "$status"
    failed="$common/sampan/hook.failed"
    if [ -f "$failed" ]; then
      case "$language" in
      zh*)
        LC_ALL=C sed -e 's/^\([^ ]*\) failed at \(.*\)$/\1 最近一次部署失败，时间 \2/' \
          -e 's/^\([^ ]*\) started at \(.*\) and did not finish$/\1 最近一次部署没有完成，开始时间 \2/' \
          -e 's/^\([^ ]*\) was refused at \(.*\): frozen until \(.*\); deploy it then: /\1 最近一次部署在 \2 被拒绝，冻结期到 \3 为止；届时部署：/' \
          -e 's/^/sampan: /' -e 5q "$failed" >&2
        ;;
      *) sed -e 's/^/sampan: the last deploy of /' -e 5q "$failed" >&2 ;;
      esac
    fi
    case "$program" in /*) ;; *) program=$PWD/$program ;; esac
    {
      if [ -f "$log" ] && [ "$(wc -c <"$log")" -gt 262144 ]; then mv -f "$log" "$log.1"; fi
      # shellcheck disable=SC2046 # one word for each name; these variables are only for git's own children
      unset $(git rev-parse --local-env-vars)
      detached=$(command -v setsid || command -v nohup) || detached= # keeps running when the terminal is closed
      cd "$common" || exit # the work tree may be removed meanwhile
      [ -d "$directory" ] || directory=$common
      exec $detached "$program" -C "$directory" hook run "$name" "$@" >>"$log" 2>&1
    } </dev/null >/dev/null 2>&1 &
    show "$name is running in the background, log: $log" "$name 正在后台运行，日志：$log"
    exit "$status"

    """#
}
